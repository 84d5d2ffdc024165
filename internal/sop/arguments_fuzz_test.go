package sop

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzDate: a date that is read is a bound, on the moment that a general reader of
// ISO 8601 takes it for; "-" alone is none. What is no date is refused.
func FuzzDate(f *testing.F) {
	for _, text := range []string{
		"2026-11-01T12:00:00Z", "20261101T120000Z", "2026-11-01T12:00:00+02:00", "20261101T120000-0130", "2026-11-01T12:00:00.5Z", "now", "-", "", "2026-11-01",
		"0001-01-01T00:00:00Z", "00010101T000000Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-11-01T12:00:00,5Z", "2026-11-01T24:00:00Z", "2026-02-30T00:00:00Z",
		"2026-11-01T12:00Z", "2026-11-01T2:00Z", "2026-11-01T02:00+01:00", "2026-11-01T12:00:00+0200",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := options{values: map[string]string{notBefore: text, notAfter: text}}.window(now)
		if text == "-" {
			if err != nil || !w.admits(time.Time{}) || !w.admits(now) {
				t.Fatalf("no bound: %v, %v", w, err)
			}
			return
		}
		if err != nil {
			if exitCode(err) != exitUnsupportedOption {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		at := now
		if text != "now" {
			if at, err = plainDate(text); err != nil {
				t.Fatalf("%q is taken for %v, which it is not: %v", text, w.from, err)
			}
		}
		if !w.admits(at) || w.admits(at.Add(time.Nanosecond)) || w.admits(at.Add(-time.Nanosecond)) {
			t.Fatalf("%q, which is %v, admits from %v to %v", text, at, w.from, w.to)
		}
	})
}

// plainDate puts the separators into a date and zone of the basic form, and has them read. Seconds
// may be left out, in front of the zone.
func plainDate(text string) (time.Time, error) {
	if minute := len("2026-11-01T12:00"); len(text) > minute && strings.ContainsRune("Z+-", rune(text[minute])) {
		text = text[:minute] + ":00" + text[minute:]
	}
	if len(text) > 8 && text[8] == 'T' {
		date, clock := text[:8], text[9:]
		text = date[:4] + "-" + date[4:6] + "-" + date[6:] + "T" + clock[:2] + ":" + clock[2:4] + ":" + clock[4:]
	}
	if zone := len(text) - len("+0200"); zone > 0 && strings.ContainsRune("+-", rune(text[zone])) {
		text = text[:zone+3] + ":" + text[zone+3:]
	}
	var at time.Time
	err := at.UnmarshalText([]byte(strings.Replace(text, ",", ".", 1)))
	return at, err
}

// FuzzDesignator: what begins with @ opens no file of that name, an environment
// variable gives what it holds or nothing, and a standard stream is no input.
func FuzzDesignator(f *testing.F) {
	for _, text := range []string{"ENV:A", "ENV:", "ENV:A=B", "FD:0", "FD:2", "FD:+3", "FD:3", "FD:", "FD:0x4", "FD:99999999999999999999", "FD:1000000", "fd:4", "", "./x", "HARDWARE:1"} {
		f.Add(text, []byte("x"))
	}
	const limit = 64
	f.Add("ENV:A", bytes.Repeat([]byte("x"), limit))
	f.Add("ENV:A", bytes.Repeat([]byte("x"), limit+1))
	f.Fuzz(func(t *testing.T, text string, value []byte) {
		p := &program{World: World{Out: io.Discard, Err: io.Discard, Env: func(name string) (string, bool) { return string(value), name == "A" }}}
		if number, ok := strings.CutPrefix(text, "FD:"); ok {
			// Not opened: these are the fuzzer's own.
			n, err := descriptor("@"+text, number)
			if err == nil && n <= 2 {
				t.Fatalf("%q is standard stream %d", text, n)
			}
			return
		}
		data, err := p.input("@"+text, limit)
		switch {
		case err == nil && (text != "ENV:A" || !bytes.Equal(data, value) || len(data) > limit):
			t.Fatalf("@%q gives %q", text, data)
		case err != nil && text == "ENV:A" && len(value) <= limit:
			t.Fatal(err)
		case err != nil && !slices.Contains([]int{exitUnsupportedSpecialPrefix, exitMissingInput, exitBadData, exitAmbiguousInput}, exitCode(err)):
			t.Fatalf("@%q: %v", text, err)
		}
	})
}

// FuzzArguments: each argument is an option that is known, the value of one, or
// an operand, and what is behind "--" is an operand whatever it looks like.
func FuzzArguments(f *testing.F) {
	for _, line := range []string{
		"a b", "--not-after=now a -- b", "--not-after now a --not-before=- b", "--debug -- --debug", "--not-after", "--not-after=", "--not-after a --not-after b", "-", "--", "-- --", "--x=1 a",
		"--sopv a", "--sopv=", "--sopv --extended -- --sopv", "--not-before --", "--=x", "=",
	} {
		f.Add("verify", line)
		f.Add("version", line)
	}
	f.Fuzz(func(t *testing.T, subcommand, line string) {
		args := strings.Split(line, " ")
		kept := slices.Clone(args)
		o, err := (&program{}).parse(subcommand, args)
		if !slices.Equal(args, kept) {
			t.Fatal("the arguments were changed")
		}
		if err != nil {
			var known *failure
			if !errors.As(err, &known) {
				t.Fatalf("%q: %v", line, err)
			}
			return
		}
		// Written out, options first, the same is said.
		var written []string
		valued, bare := optionsOf(subcommand)
		for _, name := range valued {
			if value, given := o.values[name]; given {
				written = append(written, name+"="+value)
			}
		}
		for _, name := range bare {
			if o.has(name) {
				written = append(written, name)
			}
		}
		again, err := (&program{}).parse(subcommand, slices.Concat(written, []string{"--"}, o.args))
		if err != nil || !slices.Equal(again.args, o.args) || len(again.values) != len(o.values) || len(o.values) != len(written) {
			t.Fatalf("%q is %+v, and again %+v (%v)", line, o, again, err)
		}
		for name, value := range o.values {
			if again.values[name] != value {
				t.Fatalf("%q: %s=%q, and again %q", line, name, value, again.values[name])
			}
		}
		_, behind, _ := strings.Cut(" "+line+" ", " -- ")
		if behind = strings.TrimSuffix(behind, " "); behind != "" && !strings.Contains(line, "-not-") && !strings.HasSuffix(strings.Join(o.args, " "), behind) {
			t.Fatalf("%q: behind -- stands %q, not %q", line, o.args, behind)
		}
	})
}

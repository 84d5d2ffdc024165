package sop

import (
	"strings"
	"time"
)

// window is when a signature may claim to be made; nil bounds are open. The zero
// time is a bound like others: nothing is made by then.
type window struct{ from, to *time.Time }

const (
	notBefore = "--not-before"
	notAfter  = "--not-after"
)

func (o options) window(now time.Time) (w window, err error) {
	if w.from, err = o.date(notBefore, now); err != nil {
		return w, err
	}
	w.to, err = o.date(notAfter, now)
	return w, err
}

// date reads a DATE: ISO 8601 with a time zone, in its extended or basic form,
// "now", or "-" for no bound. Without time zone it would mean another moment on
// every machine.
func (o options) date(name string, now time.Time) (*time.Time, error) {
	text, given := o.values[name]
	switch {
	case !given, text == "-":
		return nil, nil
	case text == "now":
		return &now, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "20060102T150405Z0700"} {
		if t, err := time.Parse(layout, text); err == nil && !shortHour(text) {
			return &t, nil
		}
	}
	return nil, failf(exitUnsupportedOption, "%s=%s: not a date such as 2026-11-01T12:00:00Z, now or -", name, text)
}

// shortHour finds an hour of one digit, which [time.Parse] takes and ISO 8601 does
// not know.
func shortHour(text string) bool {
	_, clock, _ := strings.Cut(text, "T")
	return len(clock) > 1 && clock[1] == ':'
}

// admits reports whether the window has the moment. Signatures are dated to the
// second; both bounds are inside.
func (w window) admits(t time.Time) bool {
	return (w.from == nil || !t.Before(*w.from)) && (w.to == nil || !t.After(*w.to))
}

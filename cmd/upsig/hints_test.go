package main

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/tomltree"
	"github.com/upsig/upsig/policy"
)

// A hint names the file, the key or the weakness that the verdict hangs on, and
// quotes what an attacker could have named.
func TestHints(t *testing.T) {
	stale := policy.EvidenceReport{
		Reason: policy.ReasonWeakness, Signer: "Jane Doe", Key: &policy.KeyReport{Fingerprint: "F00D"},
		Weaknesses: []policy.WeaknessReport{
			{Weakness: policy.WeaknessDSA, Accepted: true},
			{Weakness: policy.WeaknessRetiredKey, Cleared: "a timestamp"},
			{Weakness: policy.WeaknessExpiredAtSigning},
		},
	}
	weak := stale
	weak.Weaknesses = []policy.WeaknessReport{{Weakness: policy.WeaknessShortKey}}
	for _, c := range []struct {
		reason      policy.Reason
		evidence    policy.EvidenceReport
		file        string
		want, lacks string
	}{
		{policy.ReasonWeakness, stale, "", "upsig key fetch --list F00D\nto live with it this once: --accept expired-at-signing", "dsa"},
		{policy.ReasonWeakness, stale, "p.toml", "[[pgp.accept]]\nweakness = \"expired-at-signing\"\nsigner   = \"Jane Doe\"\nreason   = \"\"\nuntil", "--accept"},
		{policy.ReasonWeakness, weak, "", "--accept short-key", "fetch"},
		{policy.ReasonBadSignature, policy.EvidenceReport{Reason: policy.ReasonBadSignature, File: "a b;c.asc"}, "", "upsig inspect 'a b;c.asc'", "--accept"},
		{policy.ReasonBadSignature, policy.EvidenceReport{Reason: policy.ReasonUnknownKey, File: "x.asc"}, "", "", "x.asc"},
		{policy.ReasonNoLogEntry, policy.EvidenceReport{Reason: policy.ReasonNoLogEntry, Side: policy.SideKey}, "p.toml", `root = "none"`, "upsig"},
		{policy.ReasonNoLogEntry, policy.EvidenceReport{Reason: policy.ReasonNoLogEntry, Side: policy.SideSigstore}, "p.toml", "", "none"},
		{policy.ReasonKeyRevoked, policy.EvidenceReport{Reason: policy.ReasonKeyRevoked, File: "x.asc"}, "", "", "x.asc"},
	} {
		r := &policy.Report{Evidence: []policy.EvidenceReport{c.evidence}}
		r.Verdict.Reason, r.Policy.File = c.reason, c.file
		a := hint(r)
		got := strings.Join(append(a.hints, a.paste...), "\n")
		if !strings.Contains(got, c.want) || (c.want == "" && got != "") || strings.Contains(got, c.lacks) {
			t.Errorf("%s with policy %q: hint %q, want %q and not %q", c.reason, c.file, got, c.want, c.lacks)
		}
	}
}

// Lines to paste are TOML whatever the signer is called, and safe on a terminal.
func TestPasted(t *testing.T) {
	for _, name := range []string{"Jane Doe", `Jörg "JD" O'Neil`, `back\slash`, "\x1b[31mred\u202e", "太郎 😀"} {
		var b strings.Builder
		advice{paste: exceptions([]string{"dsa"}, name)}.give(&b)
		table, problems := tomltree.Parse([]byte(strings.ReplaceAll(b.String(), "YYYY-MM-DD", "2027-06-30")), limits.PolicyFile)
		if len(problems) > 0 {
			t.Errorf("%q: %v", b.String(), problems)
			continue
		}
		accept := tomltree.NewReader(table, &problems).Table("pgp").Tables("accept")[0]
		if got := accept.String("signer"); len(problems) == 0 && got != name {
			t.Errorf("signer %q becomes %q", name, got)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") {
			t.Errorf("not safe: %q", b.String())
		}
	}
}

// A file that cannot be written is told by its own name, with what to look at.
func TestUnwritten(t *testing.T) {
	for _, c := range []struct {
		cause      error
		want, hint string
	}{
		{fs.ErrNotExist, "write no/out.txt: there is no folder no", "mkdir -p no"},
		{fs.ErrPermission, "write no/out.txt: permission denied", "the folder no: look at its owner and mode"},
		{syscall.ENOSPC, "write no/out.txt: no space left on device", ""},
	} {
		err := unwritten("no/out.txt", &fs.PathError{Op: "open", Path: "no/.out.txt123", Err: c.cause})
		var hinted hintedError
		errors.As(err, &hinted)
		if err.Error() != c.want || !strings.Contains(hinted.hint, c.hint) {
			t.Errorf("%v: %v, hint %q", c.cause, err, hinted.hint)
		}
	}
	var hinted hintedError
	denied := &fs.PathError{Op: "write", Path: "no/a.asc", Err: fs.ErrPermission}
	if !errors.As(unwritable(denied), &hinted) || hinted.hint != "nothing may be written in the folder no: look at its owner and mode" {
		t.Errorf("hint %q", hinted.hint)
	}
	if full := (&fs.PathError{Op: "write", Path: "no/a.asc", Err: syscall.ENOSPC}); !errors.Is(unwritable(full), full) || errors.As(unwritable(full), &hinted) {
		t.Error("a full disk is told with a hint about the folder")
	}
}

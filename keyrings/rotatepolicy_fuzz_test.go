package keyrings_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// FuzzRotatePolicy: an edited policy is the old text with one line and one table
// put in; it bounds the old certificate's signer, has one signer more, for the new
// certificate, says nothing else than before, and is not edited again.
func FuzzRotatePolicy(f *testing.F) {
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		f.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range vectors {
		text := v.Files["policy.toml"]
		if p, err := policy.Load(text, "p"); err == nil && len(p.OpenPGPSigners) > 0 && len(text) < 4<<10 && strings.HasPrefix(v.Name, "policy-") && !seen[string(text)] {
			seen[string(text)] = true
			f.Add(text, "1.*", uint8(0))
			f.Add(text, "", uint8(1))
		}
	}
	if len(seen) < 20 {
		f.Fatalf("only %d policies", len(seen))
	}
	text := strings.Replace(policyText, "OLD", jane.HexFingerprint(), 1)
	for _, edit := range [][2]string{
		{"", ""}, {"\n", "\r\n"}, {"[[pgp.signer]]", "[[ pgp . 'signer' ]]"}, {"# KEYS", "note = '''\n[[pgp.signer]]\n'''"}, {"[[pgp.signer]]", "[pgp]\n[[pgp.signer]]"},
		{"name = \"Jane\"", "name = \"\"\"Jane\n[a]\"\"\""}, {`["` + jane.HexFingerprint() + `"]`, "[\n'" + jane.HexFingerprint() + "'\n]"},
	} {
		f.Add([]byte(strings.ReplaceAll(text, edit[0], edit[1])), "", uint8(1))
		f.Add([]byte(strings.ReplaceAll(text, edit[0], edit[1])), `0.*`, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, globs string, which uint8) {
		before, err := policy.Load(text, "p")
		if err != nil || len(before.OpenPGPSigners) == 0 {
			return
		}
		i := int(which>>1) % len(before.OpenPGPSigners)
		old := before.OpenPGPSigners[i]
		r := keyrings.PolicyRotation{Old: old.Fingerprints[0], New: heir.HexFingerprint()}
		if which&1 == 1 {
			r.SignedBefore = today
		}
		if globs != "" {
			r.OldVersions = strings.Split(globs, " ")
		}
		kept := slices.Clone(text)
		out, err := keyrings.RotatePolicy(text, "p", r)
		if !bytes.Equal(kept, text) {
			t.Fatal("the input was changed")
		}
		if err != nil || slices.Contains(before.Fingerprints(), r.New) {
			if out != nil && !bytes.Equal(out, text) {
				t.Fatalf("refused (%v) and edited", err)
			}
			return
		}
		checkEdit(t, string(text), string(out))
		after, err := policy.Load(out, "p")
		if err != nil {
			t.Fatalf("the edited policy does not load: %v\n%s", err, out)
		}
		checkRotated(t, before, after, old, r)
		if again, err := keyrings.RotatePolicy(out, "p", r); err != nil || !bytes.Equal(again, out) {
			t.Fatalf("edited again (%v):\n%s", err, again)
		}
	})
}

// checkEdit wants every line of the old text to stand in the edited one, in order
// and as it was, and between them what a bound and a signer are written with. The
// last line may get an end.
func checkEdit(t *testing.T, old, edited string) {
	t.Helper()
	rest := strings.SplitAfter(edited, "\n")
	var added []string
	for _, line := range strings.SplitAfter(old, "\n") {
		for len(rest) > 0 && rest[0] != line && strings.TrimRight(rest[0], "\r\n") != line {
			added, rest = append(added, rest[0]), rest[1:]
		}
		if len(rest) == 0 {
			t.Fatalf("%q is gone or moved:\n%s", line, edited)
		}
		rest = rest[1:]
	}
	added = append(added, rest...)
	for i, line := range added {
		key, _, _ := strings.Cut(strings.TrimSpace(line), " = ")
		if !slices.Contains([]string{"", "[[pgp.signer]]", "versions", "except-versions", "signed-before", "name", "fingerprints", "held-by"}, key) {
			t.Fatalf("line %d that was added: %q", i, line)
		}
	}
	if len(added) > 9 {
		t.Fatalf("%d lines were added", len(added))
	}
}

// checkRotated compares what both policies say.
func checkRotated(t *testing.T, before, after *policy.Policy, old policy.OpenPGPSigner, r keyrings.PolicyRotation) {
	t.Helper()
	var bounded, fresh policy.OpenPGPSigner
	var rest []policy.OpenPGPSigner
	for _, s := range after.OpenPGPSigners {
		switch {
		case slices.Contains(s.Fingerprints, r.New):
			fresh = s
		case slices.Contains(s.Fingerprints, r.Old):
			bounded = s
			rest = append(rest, old)
		default:
			rest = append(rest, s)
		}
	}
	same := *after
	same.OpenPGPSigners = rest
	if !reflect.DeepEqual(before, &same) {
		t.Fatalf("%+v became %+v", before, after)
	}
	if len(after.OpenPGPSigners) != len(before.OpenPGPSigners)+1 || !slices.Equal(fresh.Fingerprints, []string{r.New}) || fresh.HeldBy != old.HeldBy {
		t.Fatalf("the new signer: %+v", fresh)
	}
	want := old
	if r.SignedBefore.IsZero() {
		want.Versions = r.OldVersions
		if !slices.Equal(fresh.ExceptVersions, r.OldVersions) || len(fresh.Versions) > 0 || !fresh.SignedBefore.IsZero() {
			t.Fatalf("the new signer: %+v", fresh)
		}
	} else {
		want.SignedBefore = r.SignedBefore.Truncate(24 * time.Hour)
	}
	if !reflect.DeepEqual(bounded, want) {
		t.Fatalf("the old signer %+v, not %+v", bounded, want)
	}
}

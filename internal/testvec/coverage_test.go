package testvec_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

// unseen are codes that no vector can bring about, and why.
func unseen() map[string]string {
	return map[string]string{
		string(policy.ReasonNothingVerified):  "no policy that requires nothing can be loaded",
		string(policy.ReasonAmbiguousRelease): "no policy whose releases overlap can be loaded",
		string(policy.ReasonListUndeclared):   "no list is read that the policy does not name; tested in package policy",
		string(policy.ReasonUnusableKey):      "needs a key that parses in part only; tested in package pgp",
		string(policy.NoticeKeyringUnpinned):  "said about keyrings on the command line, which go without a policy file",
		string(policy.NoticeOtherTime):        "said about --at, which vectors go without",
		string(policy.NoticeStaleKeyring):     "comes from the record beside a certificate; tested in key-stale.txtar",
	}
}

func load(t testing.TB) []testvec.Vector {
	t.Helper()
	all, err := testvec.Load(os.DirFS("../.."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every code of the enumerations occurs in some vector, or is known not to.
func TestCodesAreCovered(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range load(t) {
		seen[v.Reason] = true
		for _, outcome := range v.Evidence {
			_, code, _ := strings.Cut(outcome, " ")
			seen[code] = true
		}
		for _, code := range slices.Concat(v.Weaknesses, v.Notices) {
			seen[code] = true
		}
	}
	for _, code := range codes() {
		switch why, excused := unseen()[code]; {
		case !seen[code] && !excused:
			t.Errorf("%s: in no vector", code)
		case seen[code] && excused:
			t.Errorf("%s: in a vector, although %s", code, why)
		}
	}
	for code := range unseen() {
		if !slices.Contains(codes(), code) {
			t.Errorf("%s: excused, and no code", code)
		}
	}
}

func codes() []string {
	var all []string
	for _, r := range policy.Reasons() {
		all = append(all, string(r))
	}
	for _, w := range policy.Weaknesses() {
		all = append(all, string(w))
	}
	for _, n := range policy.NoticeCodes() {
		all = append(all, string(n))
	}
	for _, c := range policy.Classes() {
		if c != policy.ClassNone {
			all = append(all, c.String())
		}
	}
	return all
}

// Every weakness rejects by default, passes by an exception, and rejects again
// when the exception has ended.
func TestWeaknessesComeInThrees(t *testing.T) {
	for _, w := range policy.Weaknesses() {
		found := map[string]bool{}
		for _, v := range load(t) {
			if len(v.Weaknesses) == 1 && v.Weaknesses[0] == string(w) {
				found[v.Reason] = true
			}
		}
		for _, reason := range []policy.Reason{policy.ReasonWeakness, "", policy.ReasonExceptionExpired} {
			if !found[string(reason)] {
				t.Errorf("%s: no vector with reason %q", w, reason)
			}
		}
	}
}

package rawkeys_test

import (
	"crypto"
	"hash"
	"testing"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

// panicking stands for a dependency that fails badly.
type panicking struct{}

func (panicking) State(policy.Tap) (hash.Hash, error) { panic("no") }
func (panicking) Size() int64                         { panic("no") }
func (panicking) Sum(crypto.Hash) ([]byte, error)     { panic("no") }

// A panic spoils the signature at hand, and vouches for nothing.
func TestPanicIsUnusable(t *testing.T) {
	jane := newPair("12345678", 1)
	for kind, evidence := range map[string]string{"minisign": jane.minisig("ED", data, "x"), "signify": jane.signify(data)} {
		if r := judge(t, kind, jane.public(), evidence); r.Finding != policy.StatusSound {
			t.Fatalf("%s without a panic: %+v", kind, r)
		}
		check, err := rawkeys.Collector{}.Prepare(t.Context(), policy.Job{
			Evidence: []policy.File{{Path: "a.sig", Data: []byte(evidence)}}, Policy: load(t, kind, jane.public()),
		})
		if err != nil {
			t.Fatal(err)
		}
		all := check.Findings(t.Context(), panicking{})
		if len(all) != 1 || all[0].Status != policy.StatusUnusable || all[0].Reason != policy.ReasonMalformedEvidence {
			t.Errorf("%s with one: %+v", kind, all)
		}
	}
}

package pgp_test

import (
	"bytes"
	"crypto"
	"hash"
	"os"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// panicking stands for a dependency that fails badly.
type panicking struct{}

func (panicking) State(policy.Tap) (hash.Hash, error) { panic("no") }
func (panicking) Size() int64                         { panic("no") }
func (panicking) Sum(crypto.Hash) ([]byte, error)     { panic("no") }

// A panic spoils the signature at hand, and vouches for nothing.
func TestPanicIsUnusable(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile("../testdata/quickstart/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	certs, problems := pgp.ReadCertificates(read("keys/jane.asc"), "jane.asc")
	c := pgp.New(certs, problems)
	check, err := c.Prepare(t.Context(), policy.Job{
		Evidence: []policy.File{{Path: "a.asc", Data: read("hello-1.2.0.tar.gz.asc")}}, Now: time.Unix(1800000000, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	digests, err := artifact.Read(t.Context(), bytes.NewReader(read("hello-1.2.0.tar.gz")), check.Taps())
	if err != nil {
		t.Fatal(err)
	}
	if all := check.Findings(t.Context(), digests); len(all) != 1 || all[0].Status != policy.StatusSound {
		t.Fatalf("without a panic: %+v", all)
	}
	if all := check.Findings(t.Context(), panicking{}); len(all) != 1 || all[0].Status != policy.StatusUnusable || all[0].Reason != policy.ReasonMalformedEvidence {
		t.Errorf("with one: %+v", all)
	}
}

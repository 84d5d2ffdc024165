package keyrings_test

import (
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// What no program could use is told and left out; where what was named is missing,
// it says why.
func TestImportTellsWhatItCannotRead(t *testing.T) {
	old := pgptest.Packet(pgptest.TagPublicKey, append([]byte{9}, jane.PublicBody()[1:]...))
	data := slices.Concat(pgptest.Good(jane).Bytes(), old)
	p, err := open(t, t.TempDir()).Import(material(data, "x"), options(jane))
	if err != nil || !slices.Contains(codes(p), keyrings.ChangeIgnoredProblem) || len(p.Files()) != 2 {
		t.Errorf("%v, %v", p, err)
	}
	keybox := []byte("\x00\x00\x00\x20\x01\x01\x00\x02KBXf\x00\x00\x00\x00rest")
	r := refused(t, t.TempDir(), keybox, options(jane))
	if len(r.Problems) != 1 || r.Problems[0].Reason != policy.ReasonUnsupportedEvidence {
		t.Errorf("a keybox: %v", r)
	}
}

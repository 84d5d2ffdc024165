package pgp_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// FuzzReadMessage looks for a panic, and for content that no signature covers:
// the catalogue's keys signed few texts, and nothing else may ever be accepted
// under them.
func FuzzReadMessage(f *testing.F) {
	signed := map[string]bool{"other": true}
	certs := map[string]bool{}
	var rings [][]byte
	for _, v := range vectors.Messages() {
		f.Add(v.Message)
		if v.Accept {
			signed[string(v.Covered)] = true
		}
		for _, c := range v.Certs {
			if !certs[string(c)] {
				certs[string(c)], rings = true, append(rings, c)
			}
		}
	}
	if len(rings) == 0 {
		f.Fatal("no vectors")
	}
	c, at := hostileCollector(rings), vectors.Messages()[0].Now
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := slices.Clone(data)
		m, err := pgp.ReadMessage(data)
		if err != nil {
			return
		}
		if !bytes.Equal(kept, data) {
			t.Fatal("the input was changed")
		}
		fs, err := c.JudgeMessage(context.Background(), m, "m", nil, at)
		if err != nil {
			t.Fatal(err)
		}
		if len(fs) == 0 {
			t.Fatal("a message without findings")
		}
		for _, found := range fs {
			if found.Status == policy.StatusSound && !signed[string(m.Content)] {
				t.Fatalf("sound, over what nobody signed: %q", m.Content)
			}
		}
	})
}

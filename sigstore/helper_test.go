package sigstore_test

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"testing"

	"github.com/upsig/upsig/policy"
)

// digests are the digests of an artifact, by themselves.
type digests map[crypto.Hash][]byte

func digestsOf(data []byte) digests {
	d := digests{}
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		s := h.New()
		s.Write(data)
		d[h] = s.Sum(nil)
	}
	return d
}

func (d digests) Size() int64 { return -1 }

func (d digests) State(policy.Tap) (hash.Hash, error) { return nil, errors.New("no data") }

func (d digests) Sum(h crypto.Hash) ([]byte, error) {
	if sum, ok := d[h]; ok {
		return sum, nil
	}
	return nil, errors.New("not known")
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// without removes members from a trusted root.
func without(t testing.TB, root []byte, members ...string) []byte {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(root, &o); err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		delete(o, m)
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

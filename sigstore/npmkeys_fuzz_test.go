package sigstore

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/internal/trustdata"
)

// FuzzNPMKeys: a file of registry keys that reads has just the keys that another
// reader sees in it for attestations, and no key's validity is wider than that one
// sees: an end that was not understood would be none.
func FuzzNPMKeys(f *testing.F) {
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		f.Fatal(err)
	}
	seeds := [][]byte{trustdata.NPMKeys()}
	for _, v := range vectors {
		for _, data := range v.Files {
			if _, err := parseNPMKeys(data); err == nil && !slices.ContainsFunc(seeds, func(s []byte) bool { return bytes.Equal(s, data) }) {
				seeds = append(seeds, data)
			}
		}
	}
	if len(seeds) < 2 {
		f.Fatal("no vector has registry keys")
	}
	for _, s := range seeds {
		f.Add(s)
	}
	text := string(trustdata.NPMKeys())
	for _, edit := range [][2]string{
		{"\"end\": \"2025", "\"End\": \"2025"}, {"\"end\": \"2025-01-29", "\"end\": \"0001-01-01"}, {"validFor", "validfor"}, {"keyUsage", "KEYUSAGE"},
		{"publicKey", "PublicKey"}, {`"keys"`, `"Keys"`}, {"validFor\": {", "validFor\": 1, \"x\": {"}, {"=\"", "=\\n\""},
	} {
		f.Add([]byte(strings.ReplaceAll(text, edit[0], edit[1])))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := parseNPMKeys(data)
		if (len(keys) == 0) == (err == nil) {
			t.Fatalf("%d keys, %v", len(keys), err)
		}
		if err != nil {
			return
		}
		// Unlike ours, this reader folds case.
		var all struct {
			Keys []struct {
				KeyUsage  any
				PublicKey json.RawMessage
			}
		}
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatalf("keys that another reader does not see: %v", err)
		}
		for _, one := range all.Keys {
			if one.KeyUsage != npmUsage {
				continue
			}
			var other struct {
				RawBytes []byte
				ValidFor struct{ Start, End *time.Time }
			}
			if err := json.Unmarshal(one.PublicKey, &other); err != nil {
				t.Fatalf("a key that another reader does not understand: %v", err)
			}
			if len(keys) == 0 {
				t.Fatal("a key is missing")
			}
			k, valid := keys[0], other.ValidFor
			keys = keys[1:]
			if !bytes.Equal(k.der, other.RawBytes) || k.public == nil {
				t.Fatalf("another key: %+v", k)
			}
			if !sameBound(k.from, valid.Start) || !sameBound(k.to, valid.End) {
				t.Fatalf("valid from %v to %v instead of %v to %v", k.from, k.to, valid.Start, valid.End)
			}
		}
		if len(keys) > 0 {
			t.Fatal("a key that another reader does not see")
		}
	})
}

// sameBound: none is none, and no time is taken for none.
func sameBound(got time.Time, want *time.Time) bool {
	return got.IsZero() == (want == nil) && (want == nil || got.Equal(*want))
}

package sigstore

import (
	"encoding/json"
	"testing"

	"github.com/upsig/upsig/internal/limits"
)

// FuzzScan looks for JSON that the scanner takes and a decoder reads otherwise, or
// not at all.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		`{}`, `[]`, `null`, `{"a":1}{"b":[true,"x"]}`, "{\"a\":\n{}}\n\n[1e9]", `{"a":1,"a":2}`, `{"a":{"b":1,"b":2}}`,
		`[[[[]]]]`, `{"a"`, `{"":""}`, "\"\xff\"", `{"a":1} x`, `"\ud800"`, `{"spec":{"publicKey":{"content":"LS0tLS1CRUdJTg=="}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		values, p := scan(data)
		if p != nil {
			if p.reason == "" {
				t.Fatal("a problem without a reason")
			}
			return
		}
		if len(values) > limits.Attestations {
			t.Fatalf("%d values", len(values))
		}
		for _, v := range values {
			if !json.Valid(v) {
				t.Fatalf("%q is no JSON", v)
			}
			if o := asObject(v); (o != nil) != (v[0] == '{') {
				t.Fatalf("%q: object %v", v, o)
			}
			slowBody(v)
		}
	})
}

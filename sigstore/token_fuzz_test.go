package sigstore_test

import (
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// FuzzTimestamp looks for a panic, for the end of the stack, and for a timestamp
// that says neither when it was made nor what is wrong with it.
func FuzzTimestamp(f *testing.F) {
	in := st.New("token", hostileNow)
	f.Add(in.Timestamp([]byte("a signature"), hostileNow))
	f.Add(response(nil, signer()))
	f.Add(response(nil, signer(), signer()))
	for _, indefinite := range []bool{true, false} {
		f.Add(sequence(0x30, sequence(0x30, marshal(0)), sequence(0x30, nested(100, indefinite))))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := sigstore.Inspect(data)
		if got.Form != "RFC 3161 timestamp" || got.Reason != "" {
			return
		}
		if len(got.Pieces) != 1 || got.Pieces[0].Digest == "" && got.Pieces[0].Reason == "" {
			t.Fatalf("%+v", got)
		}
		for _, at := range got.Pieces[0].Times {
			if at.Kind != policy.TimeClaimed {
				t.Fatalf("%+v", at)
			}
		}
	})
}

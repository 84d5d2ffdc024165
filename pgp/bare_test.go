package pgp_test

import (
	"crypto"
	"fmt"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
)

// One key is one, in whatever certificate and under whatever algorithm ID it stands,
// and has the type that the other forms of it are read as.
func TestBareKey(t *testing.T) {
	type equal interface{ Equal(crypto.PublicKey) bool }
	bare := func(k *pgptest.Key) equal {
		t.Helper()
		f := one(t, collect(t, pgptest.Good(k).Bytes()), k.Sign(data, opt{Created: day0.Add(2 * day)}))
		if f.Key == nil {
			t.Fatalf("%+v", f)
		}
		public, ok := f.Key.Public.(equal)
		if !ok {
			t.Fatalf("%T", f.Key.Public)
		}
		return public
	}
	var last equal
	for _, tt := range []struct {
		key, same *pgptest.Key
		want      string
	}{
		{pgptest.Ed25519Key("k", day0), pgptest.Ed25519V6Key("k", day0), "ed25519.PublicKey"},
		{pgptest.RSAKey(2048, day0), pgptest.RSAKey(2048, day0.Add(time.Hour)).As(pgptest.AlgoRSASign), "*rsa.PublicKey"},
		{pgptest.ECDSAKey("k", day0), pgptest.ECDSAKey("k", day0.Add(time.Hour)), "*ecdsa.PublicKey"},
		{pgptest.Ed448Key("k", day0), pgptest.Ed448V6Key("k", day0), "pgp.opaque"},
		{pgptest.DSAKey(2048, day0), pgptest.DSAKey(2048, day0.Add(time.Hour)), "pgp.opaque"},
	} {
		public := bare(tt.key)
		if got := fmt.Sprintf("%T", public); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
		if !public.Equal(bare(tt.same)) || last != nil && (public.Equal(last) || last.Equal(public)) {
			t.Errorf("%s: not equal to itself, or equal to another", tt.want)
		}
		last = public
	}
}

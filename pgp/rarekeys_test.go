package pgp_test

import (
	"bytes"
	"crypto"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"github.com/upsig/upsig/policy"
)

// rare is a key that only go-crypto can make. Its randomness is its own.
type rare struct {
	name   string
	config packet.Config
	want   outcome
}

// TestRareKeys verifies what go-crypto signs with keys that package pgptest has
// none of: post-quantum ones (RFC 9980), and curves other than NIST's.
func TestRareKeys(t *testing.T) {
	pq := func(name string, a packet.PublicKeyAlgorithm) rare {
		return rare{name, packet.Config{Algorithm: a, V6Keys: true}, sound().with(policy.NoticeNoUserID)}
	}
	curve := func(name string, c packet.Curve, want outcome) rare {
		return rare{name, packet.Config{Algorithm: packet.PubKeyAlgoECDSA, Curve: c}, want}
	}
	for _, tt := range []rare{
		pq("ML-DSA-65+Ed25519", packet.PubKeyAlgoMldsa65Ed25519),
		pq("ML-DSA-87+Ed448", packet.PubKeyAlgoMldsa87Ed448),
		pq("SLH-DSA-SHAKE-128s", packet.PubKeyAlgoSlhdsaShake128s),
		pq("SLH-DSA-SHAKE-128f", packet.PubKeyAlgoSlhdsaShake128f),
		pq("SLH-DSA-SHAKE-256s", packet.PubKeyAlgoSlhdsaShake256s),
		curve("ECDSA P-384", packet.CurveNistP384, sound()),
		curve("ECDSA P-521", packet.CurveNistP521, sound()),
		curve("ECDSA brainpoolP256r1", packet.CurveBrainpoolP256, sound()),
		curve("ECDSA brainpoolP384r1", packet.CurveBrainpoolP384, sound()),
		curve("ECDSA brainpoolP512r1", packet.CurveBrainpoolP512, sound()),
		curve("ECDSA secp256k1", packet.CurveSecP256k1, sound()),
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if raceDetector && strings.HasPrefix(tt.name, "SLH-DSA") && strings.HasSuffix(tt.name, "s") {
				t.Skip("one signature takes minutes under the race detector")
			}
			tt.config.Time, tt.config.DefaultHash = func() time.Time { return day0 }, crypto.SHA512
			tt.config.RejectCurves = map[packet.Curve]bool{}
			cert, sig := rareKey(t, &tt.config)
			c := collect(t, cert)
			f := one(t, c, sig)
			checkOutcome(t, f, tt.want)
			if f.Key != nil && f.Key.Algorithm != tt.name {
				t.Errorf("algorithm %q", f.Key.Algorithm)
			}
			checkOutcome(t, judge(t, c, now, []byte("another release"), sig)[0], bad())
		})
	}
}

// rareKey makes a certificate and signs the data with it. Some of these algorithms
// take a second for one signature, so that version 6 keys go without a user ID.
func rareKey(t *testing.T, config *packet.Config) (cert, sig []byte) {
	t.Helper()
	var e *openpgp.Entity
	var err error
	if config.V6Keys {
		e, err = openpgp.NewEntityWithoutId(config)
	} else {
		e, err = openpgp.NewEntity("Jane", "", "jane@example.org", config)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out, signed bytes.Buffer
	if err := e.Serialize(&out); err != nil {
		t.Fatal(err)
	}
	if err := openpgp.DetachSign(&signed, []*openpgp.Entity{e}, bytes.NewReader(data), config); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), signed.Bytes()
}

package pgptest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// compositeSigner is ML-DSA-65 and Ed25519 together (RFC 9980 section 5.2).
type compositeSigner struct {
	ed    ed25519.PrivateKey
	mldsa func(digest []byte) []byte
}

func (s compositeSigner) sign(_ Hash, digest []byte) []byte {
	return join(ed25519.Sign(s.ed, digest), s.mldsa(digest))
}

// MLDSAKey is a version 6 post-quantum key, ML-DSA-65 with Ed25519, determined
// by the seed. Its signatures use the deterministic variant.
func MLDSAKey(seed string, created time.Time) *Key {
	scheme, err := packet.GetMldsaFromAlgID(packet.PubKeyAlgoMldsa65Ed25519)
	must(err)
	sum := sha256.Sum256([]byte("ML-DSA " + seed))
	public, private := scheme.DeriveKey(sum[:])
	material, err := public.MarshalBinary()
	must(err)
	ed := ed25519From(seed)
	return &Key{
		Version: 6, Created: created, Algo: AlgoMLDSA65Ed25519,
		Material: join(ed[32:], material),
		Secret:   join(ed.Seed(), sum[:]),
		signer:   compositeSigner{ed, func(digest []byte) []byte { return scheme.Sign(private, digest, nil) }},
	}
}

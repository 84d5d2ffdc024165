package pgptest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/ed448"
)

// curve25519OID is the curve that EdDSALegacy keys name (RFC 9580 section 9.2).
var curve25519OID = []byte{0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01}

type ed25519Signer struct {
	key    ed25519.PrivateKey
	legacy bool
}

func (s ed25519Signer) sign(_ Hash, digest []byte) []byte {
	sig := ed25519.Sign(s.key, digest)
	if s.legacy {
		return join(MPIBytes(sig[:32]), MPIBytes(sig[32:]))
	}
	return sig
}

func ed25519From(seed string) ed25519.PrivateKey {
	sum := sha256.Sum256([]byte(seed))
	return ed25519.NewKeyFromSeed(sum[:])
}

// Ed25519Key is a version 4 key of the kind that GnuPG makes (EdDSALegacy),
// determined by the seed.
func Ed25519Key(seed string, created time.Time) *Key {
	priv := ed25519From(seed)
	point := append([]byte{0x40}, priv[32:]...)
	return &Key{
		Version: 4, Created: created, Algo: AlgoEdDSALegacy,
		Material: join([]byte{byte(len(curve25519OID))}, curve25519OID, MPIBytes(point)),
		Secret:   MPIBytes(priv.Seed()),
		signer:   ed25519Signer{priv, true},
	}
}

// NewEd25519Key is a version 4 key of RFC 9580's Ed25519 (algorithm 27).
func NewEd25519Key(seed string, created time.Time) *Key {
	priv := ed25519From(seed)
	return &Key{
		Version: 4, Created: created, Algo: AlgoEd25519,
		Material: priv[32:], Secret: priv.Seed(), signer: ed25519Signer{priv, false},
	}
}

// Ed25519V6Key is a version 6 key.
func Ed25519V6Key(seed string, created time.Time) *Key { return NewEd25519Key(seed, created).V6() }

// SmallOrder returns an EdDSA key whose point is the neutral one, and the signature by
// nobody that holds under it for whatever is signed. It takes keys of both forms.
func (k *Key) SmallOrder() *Key {
	size := 32
	if k.Algo == AlgoEd448 || bytes.HasPrefix(k.Material, ed448OID) {
		size = 57
	}
	neutral := make([]byte, size)
	neutral[0] = 1
	other := *k
	other.Material = neutral
	other.signer = constantSigner(join(neutral, make([]byte, size)))
	if k.Algo == AlgoEdDSALegacy {
		oid := k.Material[:1+int(k.Material[0])]
		other.Material = join(oid, MPIBytes(join([]byte{0x40}, neutral)))
		other.signer = constantSigner(join(MPIBytes(neutral), MPIBytes(nil)))
		if size == 57 {
			other.signer = constantSigner(join(MPIBytes(join([]byte{0x40}, neutral, make([]byte, size))), MPIBytes(nil)))
		}
	}
	return &other
}

var ed448OID = []byte{3, 0x2b, 0x65, 0x71}

// Ed448Key is a version 4 key of the same seed in the older form (EdDSALegacy, as
// LibrePGP has it): points and signatures are numbers with a prefix.
func Ed448Key(seed string, created time.Time) *Key {
	k := Ed448V6Key(seed, created)
	return &Key{
		Version: 4, Created: created, Algo: AlgoEdDSALegacy,
		Material: join(ed448OID, MPIBytes(append([]byte{0x40}, k.Material...))),
		Secret:   MPIBytes(k.Secret), signer: prefixed448{k.signer},
	}
}

type prefixed448 struct{ signer }

func (p prefixed448) sign(h Hash, digest []byte) []byte {
	return join(MPIBytes(append([]byte{0x40}, p.signer.sign(h, digest)...)), MPIBytes(nil))
}

type ed448Signer struct{ key *ed448.PrivateKey }

func (s ed448Signer) sign(_ Hash, digest []byte) []byte {
	sig, err := ed448.Sign(s.key, digest)
	must(err)
	return sig
}

// Ed448V6Key is a version 6 Ed448 key.
func Ed448V6Key(seed string, created time.Time) *Key {
	sum := sha512.Sum512([]byte(seed))
	priv, err := ed448.GenerateKey(bytes.NewReader(sum[:57]))
	must(err)
	return &Key{
		Version: 6, Created: created, Algo: AlgoEd448,
		Material: priv.Point, Secret: sum[:57], signer: ed448Signer{priv},
	}
}

func must(err error) {
	if err != nil {
		panic("pgptest: " + err.Error())
	}
}

package pgptest

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Public key algorithms (RFC 9580 section 9.1, RFC 9980).
const (
	AlgoRSA            = 1
	AlgoRSASign        = 3
	AlgoElGamal        = 16
	AlgoDSA            = 17
	AlgoECDSA          = 19
	AlgoElGamalSign    = 20
	AlgoEdDSALegacy    = 22
	AlgoEd25519        = 27
	AlgoEd448          = 28
	AlgoMLDSA65Ed25519 = 30
	AlgoUnknown        = 98
)

// Key is a key pair with a creation time. Change the fields of a copy to get
// one that lies.
type Key struct {
	Version byte // 4 or 6; 3 only parses nowhere
	Created time.Time
	Algo    byte
	// Material is the algorithm's part of the public key packet.
	Material []byte
	// Secret is the algorithm's part of the secret key packet, in the clear.
	Secret []byte
	signer signer
}

// signer makes the algorithm's fields of a signature over a digest.
type signer interface {
	sign(h Hash, digest []byte) []byte
}

// V6 returns the same key as version 6, as which it has another fingerprint.
func (k *Key) V6() *Key {
	v6 := *k
	v6.Version = 6
	return &v6
}

// At returns the same key with another creation time, as which it has another
// fingerprint.
func (k *Key) At(created time.Time) *Key {
	other := *k
	other.Created = created
	return &other
}

// PublicBody is the body of the key packet.
func (k *Key) PublicBody() []byte {
	head := join([]byte{k.Version}, u32(unix(k.Created)))
	if k.Version == 3 {
		return join(head, u16(0), []byte{k.Algo}, k.Material)
	}
	head = append(head, k.Algo)
	if k.Version == 6 {
		head = append(head, u32(uint32(len(k.Material)))...)
	}
	return join(head, k.Material)
}

// PublicPacket is the key as a primary key.
func (k *Key) PublicPacket() []byte { return Packet(TagPublicKey, k.PublicBody()) }

// SubkeyPacket is the key as a subkey.
func (k *Key) SubkeyPacket() []byte { return Packet(TagPublicSubkey, k.PublicBody()) }

// SecretPacket is the key pair as a primary key, without a passphrase (RFC 9580
// section 5.5.3).
func (k *Key) SecretPacket() []byte {
	body := join(k.PublicBody(), []byte{0}, k.Secret)
	if k.Version < 6 {
		sum := 0
		for _, b := range k.Secret {
			sum += int(b)
		}
		body = append(body, u16(sum)...)
	}
	return Packet(TagSecretKey, body)
}

// hashed is the key as its fingerprint hashes it, and signatures of its own version.
func (k *Key) hashed() []byte { return k.hashedAs(k.Version) }

// hashedFor is the key as a signature with these options hashes it: the version of
// the signature decides, not that of the key (RFC 9580 section 5.2.4).
func (k *Key) hashedFor(o SigOptions) []byte {
	if o.Version == 0 {
		return k.hashed()
	}
	return k.hashedAs(o.Version)
}

func (k *Key) hashedAs(version byte) []byte {
	body := k.PublicBody()
	if version == 6 {
		return join([]byte{0x9b}, u32(uint32(len(body))), body)
	}
	return join([]byte{0x99}, u16(len(body)), body)
}

// Fingerprint is 20 bytes for v4, 32 for v6.
func (k *Key) Fingerprint() []byte {
	if k.Version == 6 {
		sum := sha256.Sum256(k.hashed())
		return sum[:]
	}
	sum := sha1.Sum(k.hashed())
	return sum[:]
}

// KeyID is the 64-bit key ID.
func (k *Key) KeyID() uint64 {
	fpr := k.Fingerprint()
	if k.Version == 6 {
		return binary.BigEndian.Uint64(fpr)
	}
	return binary.BigEndian.Uint64(fpr[12:])
}

func (k *Key) defaultHash() Hash {
	if k.Version == 6 {
		return SHA512
	}
	return SHA256
}

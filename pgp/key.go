package pgp

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"math/big"
	bits64 "math/bits"
	"sync"
	"time"

	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// key is one public key or subkey. Its fingerprint is computed from the packet
// as read; the key material is parsed when it is first needed.
type key struct {
	body    []byte
	version int
	algo    byte
	created time.Time
	fpr     string // upper-case hexadecimal
	subkey  bool

	once   sync.Once
	parsed *packet.PublicKey
	fault  *fault
}

// newKey reads the head of a public key packet (RFC 9580 section 5.5.2).
func newKey(body []byte, subkey bool) (*key, *fault) {
	if len(body) < 6 {
		return nil, faultf(policy.ReasonUnusableKey, "the key packet is cut off")
	}
	k := &key{
		body: body, version: int(body[0]), algo: body[5], subkey: subkey,
		created: unixTime(binary.BigEndian.Uint32(body[1:5])),
	}
	switch {
	case k.version != 4 && k.version != 6:
		return nil, faultf(policy.ReasonUnsupportedEvidence, "key version %d", k.version)
	case len(body) > limits.KeyPacket:
		return nil, faultf(policy.ReasonLimitExceeded, "the key packet has %d bytes", len(body))
	case k.version == 6 && !v6Counts(body):
		return nil, faultf(policy.ReasonUnusableKey, "the key material's length is wrong")
	}
	k.fpr = k.fingerprint()
	return k, nil
}

// v6Counts checks the octet count of the key material: what follows it and is
// not counted would change the fingerprint but not the key.
func v6Counts(body []byte) bool {
	return len(body) >= 10 && uint64(binary.BigEndian.Uint32(body[6:10])) == uint64(len(body)-10)
}

// fingerprint follows RFC 9580 section 5.5.4.
func (k *key) fingerprint() string {
	h := sha1.New()
	if k.version == 6 {
		h = sha256.New()
	}
	k.hashInto(h, k.version)
	return upperHex(h.Sum(nil))
}

// hashInto writes the key as a signature of that version hashes it (RFC 9580
// section 5.2.4).
func (k *key) hashInto(h hash.Hash, version int) {
	if version == 6 {
		h.Write(binary.BigEndian.AppendUint32([]byte{0x9b}, uint32(len(k.body))))
	} else {
		h.Write(binary.BigEndian.AppendUint16([]byte{0x99}, uint16(len(k.body))))
	}
	h.Write(k.body)
}

// under refuses a subkey of another version than its primary key (RFC 9580 section
// 10.1): no fingerprint of the one vouches as that of the other does.
func (k *key) under(primary *key) *fault {
	if k.version == primary.version {
		return nil
	}
	return faultf(policy.ReasonKeyVersion, "subkey %s is of version %d, its primary key of version %d", k.fpr, k.version, primary.version)
}

// keyIDOf returns the key ID that a fingerprint implies (RFC 9580 section 5.5.4).
func keyIDOf(fpr string) string {
	if len(fpr) == 40 {
		return fpr[24:]
	}
	return fpr[:min(16, len(fpr))]
}

// public returns the parsed key material. A fault says why the key cannot
// verify anything.
func (k *key) public() (*packet.PublicKey, *fault) {
	k.once.Do(k.parse)
	return k.parsed, k.fault
}

func (k *key) parse() {
	defer func() {
		if recover() != nil {
			k.parsed, k.fault = nil, faultf(policy.ReasonUnusableKey, "key %s cannot be parsed", k.fpr)
		}
	}()
	if k.fault = k.badExponent(); k.fault != nil {
		return
	}
	tag := byte(tagPublicKey)
	if k.subkey {
		tag = tagPublicSubkey
	}
	p, err := readPacket(tag, k.body)
	if err != nil {
		k.fault = k.unreadable(err)
		return
	}
	pk, ok := p.(*packet.PublicKey)
	if !ok || upperHex(pk.Fingerprint) != k.fpr {
		k.fault = faultf(policy.ReasonUnusableKey, "key %s is not in canonical form", k.fpr)
		return
	}
	if k.fault = forbiddenKey(k, pk); k.fault == nil {
		k.parsed = pk
	}
}

// unreadable tells what is not supported, of which no other copy of the key helps, from
// what is broken.
func (k *key) unreadable(err error) *fault {
	var unsupported pgperrors.UnsupportedError
	if errors.As(err, &unsupported) {
		return faultf(policy.ReasonUnsupportedEvidence, "key %s (%s) cannot be checked: %s", k.fpr, k.algorithm(), string(unsupported))
	}
	return faultf(policy.ReasonUnusableKey, "key %s cannot be used: %v", k.fpr, err)
}

// effort is what one verification under the key counts against limits, in units of
// RSA with 4096 bits and the usual exponent, half a millisecond or so.
func (k *key) effort() int {
	switch {
	case isRSA(k.algo):
		return k.rsaEffort()
	case k.algo == algoDSA:
		return k.dsaEffort()
	case k.algo == algoECDSA:
		return k.curveEffort()
	}
	return k.hashBasedEffort()
}

// hashBasedEffort is measured.
func (k *key) hashBasedEffort() int {
	switch k.algo {
	case algoSLHDSA128s:
		return 3
	case algoSLHDSA256s:
		return 5
	case algoSLHDSA128f:
		return 8
	}
	return 1
}

// effortUnit is RSA with 4096 bits: the time grows with the square of the modulus,
// and with the exponent's bits and ones.
const effortUnit = 4096 * 4096 * (17 + 2)

func (k *key) rsaEffort() int {
	bits := k.firstMPIBits()
	if bits > limits.RSABits {
		return 1 // refused
	}
	e := k.exponent()
	steps := bits64.Len64(e) + bits64.OnesCount64(e)
	return max(1, int(int64(bits)*int64(bits)*int64(steps)/effortUnit))
}

// dsaEffort counts a quarter of what two exponents of the order's size would cost
// with RSA, as measured.
func (k *key) dsaEffort() int {
	bits, order := k.firstMPIBits(), 0
	if bits > limits.DSABits {
		return 1 // refused
	}
	if b := k.material(); len(b) >= 2 {
		if n := 2 + (int(binary.BigEndian.Uint16(b))+7)/8; n+2 <= len(b) {
			order = int(binary.BigEndian.Uint16(b[n:]))
		}
	}
	return max(1, int(int64(bits)*int64(bits)*int64(order/2)/effortUnit))
}

// curveEffort is measured: crypto/elliptic is fast for P-256 alone, brainpool's
// curves are plain big numbers.
func (k *key) curveEffort() int {
	switch k.curve() {
	case "P-256":
		return 1
	case "P-384":
		return 2
	case "brainpoolP256r1":
		return 4
	case "P-521":
		return 8
	case "brainpoolP384r1":
		return 12
	case "brainpoolP512r1":
		return 24
	}
	return 4
}

// exponent is an RSA key's; no more than its last eight octets, of which three are
// supported.
func (k *key) exponent() (e uint64) {
	for _, c := range k.exponentOctets() {
		e = e<<8 | uint64(c)
	}
	return e
}

func (k *key) exponentOctets() []byte {
	b := k.material()
	if len(b) < 2 {
		return nil
	}
	n := (int(binary.BigEndian.Uint16(b)) + 7) / 8
	return b[min(len(b), 2+n+2):]
}

// endsWith reports whether the key ends with just that number.
func (k *key) endsWith(number []byte) bool {
	head := k.body[:len(k.body)-len(number)]
	return (int(binary.BigEndian.Uint16(head[len(head)-2:]))+7)/8 == len(number)
}

// badExponent refuses exponents of RSA under which anybody can sign (1) or nobody (an
// even one), and those that go-crypto does not read. What else is wrong with the key,
// it says itself.
func (k *key) badExponent() *fault {
	octets := k.exponentOctets()
	if !isRSA(k.algo) || len(octets) == 0 || !k.endsWith(octets) {
		return nil
	}
	switch e := new(big.Int).SetBytes(octets); {
	case e.BitLen() > limits.RSAExponentBits:
		return faultf(policy.ReasonUnsupportedEvidence, "key %s cannot be checked: RSA with a public exponent of %d bits, of which %d are supported", k.fpr, e.BitLen(), limits.RSAExponentBits)
	case e.BitLen() < 2 || e.Bit(0) == 0:
		return faultf(policy.ReasonForbiddenAlgo, "key %s is RSA with the public exponent %d", k.fpr, e)
	}
	return nil
}

package pgp

import (
	"bytes"
	"crypto"
	"encoding/binary"
	"errors"
	"hash"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/upsig/upsig/policy"
)

var errExcess = errors.New("bytes are left over inside the packet")

// readPacket lets go-crypto parse one packet, framed anew, and insists that it
// used all of it.
func readPacket(tag byte, body []byte) (packet.Packet, error) {
	framed := make([]byte, 0, len(body)+6)
	framed = append(framed, 0xc0|tag, 0xff)
	framed = binary.BigEndian.AppendUint32(framed, uint32(len(body)))
	framed = append(framed, body...)
	r := bytes.NewReader(framed)
	p, err := packet.Read(r)
	if err != nil {
		return nil, err
	}
	if r.Len() > 0 {
		return nil, errExcess
	}
	return p, nil
}

// placeholderHash stands in a shell's header; the shell's hash is set afterwards.
const placeholderHash = 8

// shell wraps the cryptographic values of a signature of any version into the
// plainest version 4 signature, the form that go-crypto parses. Only the values
// come from there: header, subpackets and trailer are this package's own, so that
// version 3 signatures and odd subpackets are judged and not just refused.
func (s *signature) shell() (sig *packet.Signature, f *fault) {
	defer func() {
		if recover() != nil {
			sig, f = nil, faultf(policy.ReasonMalformedEvidence, "the signature's values cannot be parsed")
		}
	}()
	if !supportedAlgorithm(s.algo) {
		return nil, faultf(policy.ReasonUnsupportedEvidence, "public-key algorithm %d", s.algo)
	}
	body := []byte{4, typeBinary, s.algo, placeholderHash, 0, 6, 5, subCreated, 0, 0, 0, 1, 0, 0, s.tag[0], s.tag[1]}
	p, err := readPacket(tagSignature, append(body, s.material...))
	if err != nil {
		return nil, faultf(policy.ReasonMalformedEvidence, "the signature's values are malformed: %v", err)
	}
	sig, ok := p.(*packet.Signature)
	if !ok {
		return nil, faultf(policy.ReasonMalformedEvidence, "the signature's values are malformed")
	}
	sig.Hash, sig.HashSuffix = hashByID(s.hash), nil
	return sig, nil
}

// digested stands for a hash that is already complete.
type digested struct{ sum []byte }

func (d digested) Write(p []byte) (int, error) { return len(p), nil }
func (d digested) Sum(b []byte) []byte         { return append(b, d.sum...) }
func (d digested) Reset()                      {}
func (d digested) Size() int                   { return len(d.sum) }
func (d digested) BlockSize() int              { return 1 }

// holds reports whether the signature's values are those of a signature by the
// key over the digest. shell is what [signature.shell] returned.
func (k *key) holds(shell *packet.Signature, digest []byte) (ok bool) {
	pk, f := k.public()
	if f != nil || shell == nil || len(digest) == 0 {
		return false
	}
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	sig := *shell
	if isRSA(byte(sig.PubKeyAlgo)) && isRSA(k.algo) {
		sig.PubKeyAlgo = pk.PubKeyAlgo // the IDs 1 and 3 differ in usage only
		if sig.Hash == crypto.RIPEMD160 {
			sig.Hash, digest = 0, append(ripemdInfo(), digest...)
		}
	}
	return pk.VerifySignature(digested{digest}, &sig) == nil
}

// ripemdInfo is the start of what an RSA signature over RIPEMD-160 holds. OpenPGP
// names the hash 1.3.36.3.2.1 (RFC 4880 section 5.2.2), crypto/rsa by an identifier
// of ISO.
func ripemdInfo() []byte {
	return []byte{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x24, 0x03, 0x02, 0x01, 0x05, 0x00, 0x04, 0x14}
}

// digestOf hashes salt, data and trailer, as certificate signatures need it.
// write feeds the data.
func (s *signature) digestOf(write func(hash.Hash)) []byte {
	id := hashByID(s.hash)
	if id == 0 || !id.Available() {
		return nil
	}
	h := id.New()
	h.Write(s.salt)
	write(h)
	h.Write(s.trailer)
	return h.Sum(nil)
}

// prefixMatches compares the digest with the octets that the signature repeats
// of it (RFC 9580 section 5.2.3).
func (s *signature) prefixMatches(digest []byte) bool {
	return len(digest) >= 2 && digest[0] == s.tag[0] && digest[1] == s.tag[1]
}

// hashFunc returns the hash to compute over the artifact; a fault for hashes
// that nothing may rest on or that this package does not have.
func (s *signature) hashFunc() (crypto.Hash, *fault) {
	switch id := hashByID(s.hash); {
	case forbiddenHash(s.hash, s.version):
		return 0, faultf(policy.ReasonForbiddenHash, "%s", hashName(s.hash))
	case id == 0:
		return 0, faultf(policy.ReasonUnsupportedEvidence, "%s", hashName(s.hash))
	default:
		return id, nil
	}
}

package rawkeys

import (
	"crypto"
	"fmt"
	"slices"

	"golang.org/x/crypto/ssh"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

const (
	kindSSH   = "ssh"
	sshMagic  = "SSHSIG"
	sshFormat = 1
)

// sshSignature is an SSH signature file taken apart (OpenSSH's PROTOCOL.sshsig).
type sshSignature struct {
	// public is the key that it claims to be by, in wire form.
	public    []byte
	namespace string
	// hashName is as the signed text spells it.
	hashName string
	hash     crypto.Hash
	value    ssh.Signature
}

// sshEnvelope is what the armor holds.
type sshEnvelope struct {
	Magic     [len(sshMagic)]byte
	Version   uint32
	PublicKey []byte
	Namespace string
	Reserved  []byte
	Hash      string
	Signature []byte
}

func unsupported(format string, args ...any) *fault {
	return &fault{policy.ReasonUnsupportedEvidence, fmt.Sprintf(format, args...)}
}

// parseSSH reads a signature file. Everything of the envelope but the reserved
// field is signed as well, or is the key; a reserved field that is in use means
// something unknown.
func parseSSH(data []byte) (*sshSignature, *fault) {
	raw, f := sshUnarmor(data)
	if f != nil {
		return nil, f
	}
	var e sshEnvelope
	if err := ssh.Unmarshal(raw, &e); err != nil || string(e.Magic[:]) != sshMagic {
		return nil, malformed("the armor holds no SSH signature")
	}
	s := &sshSignature{public: e.PublicKey, namespace: e.Namespace, hashName: e.Hash}
	switch {
	case e.Version != sshFormat:
		return nil, unsupported("an SSH signature of version %d", e.Version)
	case len(e.Reserved) > 0:
		return nil, unsupported("an SSH signature with a part that is reserved for later versions")
	case !printable(e.Namespace) || e.Namespace == "":
		return nil, malformed("the namespace is empty or has control characters")
	}
	return s, s.read(e.Signature)
}

// read reads what depends on algorithms.
func (s *sshSignature) read(signature []byte) *fault {
	switch s.hashName {
	case "sha256":
		s.hash = crypto.SHA256
	case "sha512":
		s.hash = crypto.SHA512
	default:
		return unsupported("an SSH signature over the hash %s", safetext.Quoted(s.hashName))
	}
	if err := ssh.Unmarshal(signature, &s.value); err != nil {
		return malformed("the signature's value cannot be read")
	}
	return s.checkValue()
}

const (
	sshSecurityEd25519 = "sk-ssh-ed25519@openssh.com"
	sshSecurityECDSA   = "sk-ecdsa-sha2-nistp256@openssh.com"
	// userPresent is the flag that a security key was touched (WebAuthn section
	// 6.1), with which what follows the value begins.
	userPresent = 1
	sshRestSize = 1 + 4
)

// checkValue refuses algorithms that the library would still take, RSA over SHA-1
// above all (OpenSSH refuses it in signatures as well), and what stands behind a
// value unnoticed.
func (s *sshSignature) checkValue() *fault {
	rest := 0
	switch s.value.Format {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512:
	case sshSecurityEd25519, sshSecurityECDSA:
		rest = sshRestSize
	default:
		return unsupported("an SSH signature of type %s", safetext.Quoted(s.value.Format))
	}
	switch {
	case len(s.value.Rest) != rest:
		return malformed("something stands behind the signature's value, or is missing there")
	case rest > 0 && s.value.Rest[0]&userPresent == 0:
		return unsupported("an SSH signature by a security key that nobody touched")
	}
	return nil
}

// signed is the text that the value signs, given the digest of the message.
func (s *sshSignature) signed(sum []byte) []byte {
	return slices.Concat([]byte(sshMagic), ssh.Marshal(struct {
		Namespace, Reserved, Hash string
		Sum                       []byte
	}{s.namespace, "", s.hashName, sum}))
}

// holds reports whether the signature holds under its own key.
func (s *sshSignature) holds(key ssh.PublicKey, sum []byte) bool {
	return key.Verify(s.signed(sum), &s.value) == nil
}

// algorithm names the key's algorithm for people.
func sshAlgorithm(k policy.SSHKey) string {
	switch k.Type {
	case ssh.KeyAlgoED25519:
		return "Ed25519"
	case ssh.KeyAlgoECDSA256:
		return "ECDSA P-256"
	case ssh.KeyAlgoECDSA384:
		return "ECDSA P-384"
	case ssh.KeyAlgoECDSA521:
		return "ECDSA P-521"
	case ssh.KeyAlgoRSA:
		return fmt.Sprintf("RSA %d", k.Bits)
	case sshSecurityEd25519:
		return "Ed25519 on a security key"
	case sshSecurityECDSA:
		return "ECDSA P-256 on a security key"
	}
	return k.Type
}

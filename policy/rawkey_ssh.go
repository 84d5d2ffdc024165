package policy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/upsig/upsig/internal/limits"
)

// SSHKey is an SSH public key.
type SSHKey struct {
	// Type is the name of the key's format, such as "ssh-ed25519".
	Type string
	// Wire is the key as signatures carry it (RFC 4253 section 6.6).
	Wire []byte
	// Bits is the modulus' length of an RSA key.
	Bits int
}

// SSHNamespace is that of signatures over files, "ssh-keygen -Y sign -n file".
const SSHNamespace = "file"

// minRSA is where RSA stops to be weak.
const minRSA = 2048

func checkRSABits(bits, max int) error {
	if bits < minRSA || bits > max {
		return fmt.Errorf("key is an RSA key of %d bits; it must have %d to %d", bits, minRSA, max)
	}
	return nil
}

// ID names the key as policies, findings and "ssh-keygen -l" do: its SHA-256.
func (k SSHKey) ID() string {
	sum := sha256.Sum256(k.Wire)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// ParseSSHKey reads a public key as ssh-keygen writes it: type, base64 and perhaps
// a comment in one line, without options. Certificates and DSA keys are none, nor
// are RSA keys under 2048 bits.
func ParseSSHKey(text string) (SSHKey, error) {
	fields := strings.Fields(text)
	if len(fields) < 2 || strings.ContainsAny(strings.TrimSpace(text), "\r\n") {
		return SSHKey{}, errors.New(`key must be an SSH public key in one line, such as "ssh-ed25519 AAAA..."`)
	}
	wire, err := base64.StdEncoding.Strict().DecodeString(fields[1])
	if err != nil {
		return SSHKey{}, fmt.Errorf("key is no SSH public key: %w", err)
	}
	return readSSHKey(fields[0], wire)
}

// ReadSSHKey reads a public key in wire form.
func ReadSSHKey(wire []byte) (SSHKey, error) {
	r := sshReader{rest: wire}
	return readSSHKey(string(r.field()), wire)
}

// readSSHKey reads a key that is said to be of that type.
func readSSHKey(kind string, wire []byte) (SSHKey, error) {
	r := sshReader{rest: wire}
	k := SSHKey{Type: kind, Wire: wire}
	if named := string(r.field()); r.broken || named != kind {
		return SSHKey{}, fmt.Errorf("key is no SSH public key of type %q", kind)
	}
	if err := k.read(&r); err != nil {
		return SSHKey{}, err
	}
	if r.broken || len(r.rest) > 0 {
		return SSHKey{}, fmt.Errorf("key is no SSH public key of type %q: it is cut off, or something stands behind it", kind)
	}
	return k, nil
}

func (k *SSHKey) read(r *sshReader) error {
	switch k.Type {
	case "ssh-ed25519":
		return sshEd25519(r)
	case "sk-ssh-ed25519@openssh.com":
		return errors.Join(sshEd25519(r), sshApplication(r))
	case "ecdsa-sha2-nistp256":
		return sshECDSA(r, "nistp256", elliptic.P256())
	case "ecdsa-sha2-nistp384":
		return sshECDSA(r, "nistp384", elliptic.P384())
	case "ecdsa-sha2-nistp521":
		return sshECDSA(r, "nistp521", elliptic.P521())
	case "sk-ecdsa-sha2-nistp256@openssh.com":
		return errors.Join(sshECDSA(r, "nistp256", elliptic.P256()), sshApplication(r))
	case "ssh-rsa":
		return k.rsa(r)
	}
	return fmt.Errorf("key is of type %q; Ed25519, ECDSA and RSA keys can be used, and those on security keys, but no certificates", k.Type)
}

func sshEd25519(r *sshReader) error {
	return checkEd25519(r.field())
}

func sshECDSA(r *sshReader, name string, curve elliptic.Curve) error {
	if string(r.field()) != name {
		return fmt.Errorf("key is not on the curve %s that its type names", name)
	}
	if _, err := ecdsa.ParseUncompressedPublicKey(curve, r.field()); err != nil {
		return fmt.Errorf("key is no ECDSA key: %w", err)
	}
	return nil
}

// sshApplication reads what a security key binds its keys to.
func sshApplication(r *sshReader) error {
	if len(r.field()) == 0 {
		return errors.New("key names no application of its security key")
	}
	return nil
}

func (k *SSHKey) rsa(r *sshReader) error {
	exponent, modulus := r.integer(), r.integer()
	k.Bits = modulus.BitLen()
	if exponent.BitLen() < 2 || exponent.BitLen() > limits.SSHExponentBits || exponent.Bit(0) == 0 {
		return errors.New("key is an RSA key with a strange exponent")
	}
	return checkRSABits(k.Bits, limits.RSABits)
}

// sshReader takes fields off the front and remembers that one was cut off (RFC
// 4251 section 5).
type sshReader struct {
	rest   []byte
	broken bool
}

func (r *sshReader) field() []byte {
	if len(r.rest) < 4 || uint64(binary.BigEndian.Uint32(r.rest)) > uint64(len(r.rest)-4) {
		r.broken, r.rest = true, nil
		return nil
	}
	n := binary.BigEndian.Uint32(r.rest)
	f := r.rest[4 : 4+n]
	r.rest = r.rest[4+n:]
	return f
}

// integer reads a positive integer in its one encoding; anything else is broken,
// since another encoding would make another key ID of the same key.
func (r *sshReader) integer() *big.Int {
	b := r.field()
	if len(b) == 0 || b[0]&0x80 != 0 || b[0] == 0 && (len(b) == 1 || b[1]&0x80 == 0) {
		r.broken = true
		return new(big.Int)
	}
	return new(big.Int).SetBytes(b)
}

// looksSSH tells a file with an SSH public key from others, by the prefixes of all
// types that OpenSSH has.
func looksSSH(text string) bool {
	for _, prefix := range []string{"ssh-", "ecdsa-sha2-", "sk-"} {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

package rawkeys_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/upsig/upsig/policy"
)

// sshBlob is a signature before it is armored, to be broken field by field.
type sshBlob struct {
	Magic     [6]byte
	Version   uint32
	PublicKey []byte
	Namespace string
	Reserved  string
	Hash      string
	Signature []byte
}

// sshSigned is the text that an SSH signature signs.
func sshSigned(namespace, hash, message string) []byte {
	s256, s512 := sha256.Sum256([]byte(message)), sha512.Sum512([]byte(message))
	sum := s512[:]
	if hash == "sha256" {
		sum = s256[:]
	}
	return append([]byte("SSHSIG"), ssh.Marshal(struct{ Namespace, Reserved, Hash, Sum string }{namespace, "", hash, string(sum)})...)
}

func newBlob(t *testing.T, key crypto.Signer, namespace, hash, message string) sshBlob {
	t.Helper()
	s, err := ssh.NewSignerFromSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	algorithm := s.PublicKey().Type()
	if algorithm == ssh.KeyAlgoRSA {
		algorithm = ssh.KeyAlgoRSASHA512
	}
	sig, err := s.(ssh.AlgorithmSigner).SignWithAlgorithm(rand.Reader, sshSigned(namespace, hash, message), algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return sshBlob{[6]byte([]byte("SSHSIG")), 1, s.PublicKey().Marshal(), namespace, "", hash, ssh.Marshal(sig)}
}

func (b sshBlob) with(change func(*sshBlob)) string {
	change(&b)
	return b.armor()
}

func (b sshBlob) armor() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "SSH SIGNATURE", Bytes: ssh.Marshal(b)}))
}

func authorized(t *testing.T, key crypto.PublicKey) string {
	t.Helper()
	k, err := ssh.NewPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(ssh.MarshalAuthorizedKey(k))
}

func TestSSHHostile(t *testing.T) {
	jane, mallory := newPair("", 1).private, newPair("", 2).private
	blob := newBlob(t, jane, "file", "sha512", data)
	good := blob.armor()
	lines := strings.SplitAfter(good, "\n")
	stranger := newBlob(t, mallory, "file", "sha512", data)
	const (
		badSig      = policy.ReasonBadSignature
		broken      = policy.ReasonMalformedEvidence
		unsupported = policy.ReasonUnsupportedEvidence
	)
	for name, test := range map[string]struct {
		evidence string
		want     policy.Reason
	}{
		"sha512":                {good, ""},
		"sha256":                {newBlob(t, jane, "file", "sha256", data).armor(), ""},
		"CRLF":                  {strings.ReplaceAll(good, "\n", "\r\n"), ""},
		"no last line end":      {strings.TrimSuffix(good, "\n"), ""},
		"another file":          {newBlob(t, jane, "file", "sha512", "x").armor(), badSig},
		"another namespace":     {newBlob(t, jane, "git", "sha512", data).armor(), policy.ReasonNamespaceMismatch},
		"namespace in capitals": {newBlob(t, jane, "File", "sha512", data).armor(), policy.ReasonNamespaceMismatch},
		"namespace exchanged":   {newBlob(t, jane, "git", "sha512", data).with(func(b *sshBlob) { b.Namespace = "file" }), badSig},
		"hash exchanged":        {blob.with(func(b *sshBlob) { b.Hash = "sha256" }), badSig},
		"another key":           {stranger.armor(), policy.ReasonUnknownKey},
		"claims another key":    {stranger.with(func(b *sshBlob) { b.PublicKey = blob.PublicKey }), badSig},
		"key with a tail":       {blob.with(func(b *sshBlob) { b.PublicKey = append(slices.Clone(b.PublicKey), 0) }), policy.ReasonUnknownKey},
		"no key":                {blob.with(func(b *sshBlob) { b.PublicKey = nil }), policy.ReasonUnknownKey},
		"another magic":         {blob.with(func(b *sshBlob) { b.Magic[5] = 'H' }), broken},
		"version 2":             {blob.with(func(b *sshBlob) { b.Version = 2 }), unsupported},
		"version 0":             {blob.with(func(b *sshBlob) { b.Version = 0 }), unsupported},
		"reserved":              {blob.with(func(b *sshBlob) { b.Reserved = "x" }), unsupported},
		"SHA-1":                 {blob.with(func(b *sshBlob) { b.Hash = "sha1" }), unsupported},
		"SHA-384":               {blob.with(func(b *sshBlob) { b.Hash = "sha384" }), unsupported},
		"no namespace":          {newBlob(t, jane, "", "sha512", data).armor(), broken},
		"escape":                {newBlob(t, jane, "fi\x1b[2Jle", "sha512", data).armor(), broken},
		"no value":              {blob.with(func(b *sshBlob) { b.Signature = nil }), broken},
		"value with a tail":     {blob.with(func(b *sshBlob) { b.Signature = append(slices.Clone(b.Signature), 1) }), broken},
		"unknown algorithm":     {blob.with(func(b *sshBlob) { b.Signature = ssh.Marshal(ssh.Signature{Format: "ssh-x"}) }), unsupported},
		"algorithm of others":   {blob.with(func(b *sshBlob) { b.Signature = ssh.Marshal(ssh.Signature{Format: "rsa-sha2-512", Blob: []byte("x")}) }), badSig},
		"short value":           {blob.with(func(b *sshBlob) { b.Signature = ssh.Marshal(ssh.Signature{Format: "ssh-ed25519", Blob: []byte("x")}) }), badSig},
		"empty":                 {lines[0] + lines[len(lines)-2], broken},
		"text before":           {"x\n" + good, policy.ReasonUnrecognisedEvidence},
		"text behind":           {good + "x\n", broken},
		"text in the last line": {strings.TrimSuffix(good, "\n") + " x\n", broken},
		"empty lines behind":    {good + "\n\r\n", ""},
		"line behind":           {good + "\nx\n", broken},
		"twice":                 {good + good, broken},
		"no end":                {strings.Join(lines[:len(lines)-2], ""), broken},
		"cut":                   {good[:len(good)/2], broken},
		"only the first line":   {lines[0], broken},
		"empty line":            {lines[0] + "\n" + strings.Join(lines[1:], ""), broken},
		"header":                {lines[0] + "Version: 1\n\n" + strings.Join(lines[1:], ""), broken},
		"no base64":             {lines[0] + "!!!!\n" + lines[len(lines)-2], broken},
		"large":                 {newBlob(t, jane, strings.Repeat("n", 20_000), "sha512", data).armor(), broken},
	} {
		e := judge(t, "ssh", authorized(t, jane.Public()), test.evidence)
		if e.Reason != test.want {
			t.Errorf("%s: %s, %s, want %q", name, e.Reason, e.Detail, test.want)
		}
		if e.Alarm != (test.want == badSig) {
			t.Errorf("%s: alarm %t", name, e.Alarm)
		}
		if test.want == "" && (e.Key == nil || e.Key.Namespace != "file" || !strings.HasPrefix(e.Key.Fingerprint, "SHA256:")) {
			t.Errorf("%s: key %+v", name, e.Key)
		}
	}
}

// The other algorithms, and RSA as it was and as it is.
func TestSSHAlgorithms(t *testing.T) {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if e := judge(t, "ssh", authorized(t, k.Public()), newBlob(t, k, "file", "sha512", data).armor()); e.Reason != "" {
			t.Errorf("%s: %s, %s", curve.Params().Name, e.Reason, e.Detail)
		}
		if e := judge(t, "ssh", authorized(t, k.Public()), newBlob(t, k, "file", "sha512", "x").armor()); e.Reason != policy.ReasonBadSignature {
			t.Errorf("%s, another file: %s, %s", curve.Params().Name, e.Reason, e.Detail)
		}
	}
	b := newBlob(t, r, "file", "sha512", data)
	if e := judge(t, "ssh", authorized(t, r.Public()), b.armor()); e.Reason != "" || e.Key.Algorithm != "RSA 2048" {
		t.Errorf("RSA: %s, %s", e.Reason, e.Detail)
	}
	// A sound signature over SHA-1, which x/crypto/ssh takes.
	s, _ := ssh.NewSignerFromSigner(r)
	old, err := s.(ssh.AlgorithmSigner).SignWithAlgorithm(rand.Reader, sshSigned("file", "sha512", data), ssh.KeyAlgoRSA)
	if err != nil || s.PublicKey().Verify(sshSigned("file", "sha512", data), old) != nil {
		t.Fatal(err)
	}
	if e := judge(t, "ssh", authorized(t, r.Public()), b.with(func(b *sshBlob) { b.Signature = ssh.Marshal(old) })); e.Reason != policy.ReasonUnsupportedEvidence {
		t.Errorf("RSA over SHA-1: %s, %s", e.Reason, e.Detail)
	}
}

// securityKey is an Ed25519 key as a security key has it (PROTOCOL.u2f).
func securityKey(private ed25519.PrivateKey) (wire []byte, line string) {
	const kind = "sk-ssh-ed25519@openssh.com"
	wire = ssh.Marshal(struct {
		Type        string
		Key         []byte
		Application string
	}{kind, private.Public().(ed25519.PublicKey), "ssh:"})
	return wire, kind + " " + base64.StdEncoding.EncodeToString(wire) + " jane\n"
}

func securityBlob(private ed25519.PrivateKey, flags byte, message string) sshBlob {
	wire, _ := securityKey(private)
	app, sum := sha256.Sum256([]byte("ssh:")), sha256.Sum256(sshSigned("file", "sha512", message))
	tail := binary.BigEndian.AppendUint32([]byte{flags}, 7)
	value := ed25519.Sign(private, slices.Concat(app[:], tail, sum[:]))
	sig := ssh.Signature{Format: "sk-ssh-ed25519@openssh.com", Blob: value, Rest: tail}
	return sshBlob{[6]byte([]byte("SSHSIG")), 1, wire, "file", "", "sha512", ssh.Marshal(sig)}
}

func TestSSHSecurityKey(t *testing.T) {
	jane := newPair("", 1).private
	_, line := securityKey(jane)
	good := securityBlob(jane, 1, data)
	for name, test := range map[string]struct {
		evidence string
		want     policy.Reason
	}{
		"touched":      {good.armor(), ""},
		"verified":     {securityBlob(jane, 5, data).armor(), ""},
		"not touched":  {securityBlob(jane, 0, data).armor(), policy.ReasonUnsupportedEvidence},
		"another file": {securityBlob(jane, 1, "x").armor(), policy.ReasonBadSignature},
		"no flags":     {good.with(func(b *sshBlob) { b.Signature = b.Signature[:len(b.Signature)-5] }), policy.ReasonMalformedEvidence},
		"a plain key":  {newBlob(t, jane, "file", "sha512", data).armor(), policy.ReasonUnknownKey},
	} {
		if e := judge(t, "ssh", line, test.evidence); e.Reason != test.want {
			t.Errorf("%s: %s, %s, want %q", name, e.Reason, e.Detail, test.want)
		}
	}
}

// The key of the policy is the one that verifies, and only if it is sound itself.
func TestSSHKeyOfAPolicyInCode(t *testing.T) {
	jane := newPair("", 1).private
	b := newBlob(t, jane, "file", "sha512", data)
	p := load(t, "ssh", authorized(t, jane.Public()))
	for name, change := range map[string]func(*policy.KeySigner){
		"another ID":      func(s *policy.KeySigner) { s.ID = "SHA256:x" },
		"no key":          func(s *policy.KeySigner) { s.SSH = nil },
		"a broken key":    func(s *policy.KeySigner) { s.SSH = s.SSH[:40] },
		"another kind":    func(s *policy.KeySigner) { s.Kind = "minisign" },
		"no namespace":    func(s *policy.KeySigner) { s.Namespace = "" },
		"a key and a bit": func(s *policy.KeySigner) { s.SSH = append(bytes.Clone(s.SSH), 0) },
	} {
		changed := *p
		changed.KeySigners = slices.Clone(p.KeySigners)
		change(&changed.KeySigners[0])
		if e := judgeUnder(t, &changed, b.armor()); e.Outcome == policy.OutcomeVerified {
			t.Errorf("%s: verified", name)
		}
	}
}

// The signature holds over a digest, but a key's evidence asks for the file all the same.
func TestSSHDigestOnly(t *testing.T) {
	jane := newPair("", 1).private
	digestOnly(t, "ssh", authorized(t, jane.Public()), newBlob(t, jane, "file", "sha512", data).armor())
}

package policy_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

const (
	// rawKey is a public key as minisign and signify write it.
	rawKey = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
	// sshKey is one as ssh-keygen writes it, sshKeyID as "ssh-keygen -l" names it.
	sshKey   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea jane@example.org"
	sshKeyID = "SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8"
)

// A key that shares all but its last bytes with a named one, key ID included, is
// another key.
func TestRawKeySigner(t *testing.T) {
	p := base(policy.RequirePGP, func(p *policy.Policy) {
		p.KeySigners = []policy.KeySigner{{Name: "Jane", Kind: "minisign", ID: rawKey, HeldBy: policy.HeldByAuthor}}
	})
	by := func(kind, key string) found {
		f := signed("")
		f.Key = &policy.Key{Kind: kind, Fingerprint: key, Signing: key}
		return found{f}
	}
	run(t, []scenario{
		{"the key", p, by("minisign", rawKey), yes(policy.ClassAuthorKey)},
		{"another key with its ID", p, by("minisign", rawKey[:50]+"AAAAAA"), no(policy.ReasonNotNamed)},
		{"the key in another format", p, by("signify", rawKey), no(policy.ReasonNotNamed)},
		{"no key", p, by("minisign", ""), no(policy.ReasonNotNamed)},
	})
}

// What an SSH key signed for another purpose does not vouch for files.
func TestSSHSigner(t *testing.T) {
	p := base(policy.RequirePGP, func(p *policy.Policy) {
		p.KeySigners = []policy.KeySigner{{Name: "Jane", Kind: "ssh", ID: sshKeyID, Namespace: "file", HeldBy: policy.HeldByAuthor}}
	})
	by := func(key, namespace string) found {
		f := signed("")
		f.Key = &policy.Key{Kind: "ssh", Fingerprint: key, Signing: key, Namespace: namespace}
		return found{f}
	}
	run(t, []scenario{
		{"the key", p, by(sshKeyID, "file"), yes(policy.ClassAuthorKey)},
		{"another key", p, by(sshKeyID+"x", "file"), no(policy.ReasonNotNamed)},
		{"a commit", p, by(sshKeyID, "git"), no(policy.ReasonNamespaceMismatch)},
		{"no namespace", p, by(sshKeyID, ""), no(policy.ReasonNamespaceMismatch)},
	})
}

// A key that the policy names is never called unnamed, whoever else it names and in
// whatever order: what differs is then another thing.
func TestNamedKeyIsNotCalledUnnamed(t *testing.T) {
	pem := func(change func(*policy.Finding)) policy.Finding {
		return built(func(f *policy.Finding) {
			f.Side, f.Key, f.Certificate = policy.SideKey, &policy.Key{Kind: "pem", Fingerprint: "sha256:01"}, nil
		}, change)
	}
	for want, f := range map[policy.Reason]policy.Finding{
		policy.ReasonNamespaceMismatch: {Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound,
			Key: &policy.Key{Kind: "ssh", Fingerprint: sshKeyID, Namespace: "git"}},
		policy.ReasonRootNotForSigner: pem(func(f *policy.Finding) { f.Root = "own.json" }),
		policy.ReasonPredicateType:    pem(stated(func(s *policy.Statement) { s.PredicateType = "https://spdx.dev/Document" })),
		policy.ReasonSubjectName:      pem(stated(func(s *policy.Statement) { s.Matching[0].Name = "x" })),
	} {
		p := base(policy.RequirePGP, withJane, withSSH, func(p *policy.Policy) {
			p.KeySigners = append(p.KeySigners, policy.KeySigner{Name: "PEM", Kind: "pem", ID: "sha256:01", Root: policy.PublicGood, HeldBy: policy.HeldByAuthor})
		})
		for range 2 {
			run(t, []scenario{{string(want), p, found{f}, no(want)}})
			slices.Reverse(p.KeySigners)
		}
	}
}

func wire(fields ...string) string {
	var b []byte
	for _, f := range fields {
		b = append(b, 0, 0, byte(len(f)>>8), byte(len(f)))
		b = append(b, f...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func TestParseSSHKey(t *testing.T) {
	const (
		ed     = "ssh-ed25519"
		edSK   = "sk-ssh-ed25519@openssh.com"
		ec     = "ecdsa-sha2-nistp256"
		modulo = "\x00\x80"
	)
	point := "\x04" + string(slices.Concat(
		[]byte{0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96},
		[]byte{0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5}))
	raw := strings.Repeat("k", 32)
	rsa := func(bits int) string { return modulo + strings.Repeat("\x01", bits/8-1) }
	for name, test := range map[string]struct {
		text string
		good bool
	}{
		"Ed25519":             {sshKey, true},
		"without comment":     {sshKey[:80], true},
		"a comment in words":  {sshKey + " and more\n", true},
		"P-256":               {ec + " " + wire(ec, "nistp256", point), true},
		"RSA":                 {"ssh-rsa " + wire("ssh-rsa", "\x01\x00\x01", rsa(2048)), true},
		"on a security key":   {edSK + " " + wire(edSK, raw, "ssh:"), true},
		"empty":               {"", false},
		"type alone":          {ed, false},
		"two lines":           {sshKey + "\n" + sshKey, false},
		"options":             {"restrict " + sshKey, false},
		"another type":        {strings.Replace(sshKey, ed, "ssh-rsa", 1), false},
		"of another name":     {ed + " " + wire("ssh-x", raw), false},
		"no base64":           {ed + " AAAA!", false},
		"cut off":             {ed + " " + wire(ed, raw[1:]), false},
		"a tail":              {ed + " " + wire(ed, raw, ""), false},
		"no application":      {edSK + " " + wire(edSK, raw), false},
		"DSA":                 {"ssh-dss " + wire("ssh-dss", "1", "1", "1", "1"), false},
		"a certificate":       {ed + "-cert-v01@openssh.com " + wire(ed+"-cert-v01@openssh.com", raw), false},
		"another curve":       {ec + " " + wire(ec, "nistp384", point), false},
		"beside the curve":    {ec + " " + wire(ec, "nistp256", point[:64]+"x"), false},
		"a short RSA key":     {"ssh-rsa " + wire("ssh-rsa", "\x01\x00\x01", rsa(2040)), false},
		"a huge RSA key":      {"ssh-rsa " + wire("ssh-rsa", "\x01\x00\x01", rsa(16392)), false},
		"exponent 1":          {"ssh-rsa " + wire("ssh-rsa", "\x01", rsa(2048)), false},
		"an even exponent":    {"ssh-rsa " + wire("ssh-rsa", "\x04", rsa(2048)), false},
		"a negative modulus":  {"ssh-rsa " + wire("ssh-rsa", "\x01\x00\x01", rsa(2048)[1:]), false},
		"a padded modulus":    {"ssh-rsa " + wire("ssh-rsa", "\x01\x00\x01", "\x00"+rsa(2048)), false},
		"a length too long":   {ed + " AAAA//8=", false},
		"a PEM key":           {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", false},
		"a minisign key":      {rawKey, false},
		"a private key's PEM": {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", false},
	} {
		if k, err := policy.ParseSSHKey(test.text); (err == nil) != test.good || (err == nil) != (len(k.Wire) > 0) {
			t.Errorf("%s: %+v, %v", name, k, err)
		}
	}
	if k, _ := policy.ParseSSHKey(sshKey); k.ID() != sshKeyID {
		t.Errorf("ID %s", k.ID())
	}
}

func TestAdHocSSHKey(t *testing.T) {
	p, err := policy.AdHoc(policy.Flags{KeyPEM: sshKey + "\n"})
	if err != nil || len(p.KeySigners) != 1 || p.KeySigners[0].ID != sshKeyID || p.KeySigners[0].Namespace != "file" || p.Require != policy.RequirePGP {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := policy.AdHoc(policy.Flags{KeyPEM: "ssh-dss AAAA"}); err == nil || !strings.Contains(err.Error(), "--key: key is no SSH public key") {
		t.Errorf("%v", err)
	}
}

// A key that no bundle can be verified with, or under which anybody can sign, is an
// error, in whatever form: as a signer it would match nothing, or everything.
func TestUselessKeys(t *testing.T) {
	weak, identity := new(big.Int).Lsh(big.NewInt(1), 1023), make([]byte, ed25519.PublicKeySize)
	weak.SetBit(weak, 0, 1)
	identity[0] = 1
	pem224, _ := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	x25519, _ := ecdh.X25519().GenerateKey(rand.Reader)
	for want, key := range map[string]any{
		"an RSA key of 1024 bits":   &rsa.PublicKey{N: weak, E: 65537},
		"on the curve P-224":        &pem224.PublicKey,
		"signs no bundles":          x25519.PublicKey(),
		"a point of small order":    ed25519.PublicKey(identity),
		"an RSA key of 16384 bits;": &rsa.PublicKey{N: new(big.Int).SetBit(weak, 16383, 1), E: 65537},
	} {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		if _, err := policy.AdHoc(policy.Flags{KeyPEM: text}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := policy.ParseRawKey(base64.StdEncoding.EncodeToString(append([]byte("Ed12345678"), identity...))); err == nil || !strings.Contains(err.Error(), "small order") {
		t.Errorf("raw: %v", err)
	}
	for _, kind := range []string{"ssh-ed25519", "sk-ssh-ed25519@openssh.com"} {
		if _, err := policy.ParseSSHKey(kind + " " + wire(kind, string(identity), "ssh:")); err == nil || !strings.Contains(err.Error(), "small order") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

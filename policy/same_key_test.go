package policy_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

type keyForm struct{ kind, text string }

func (k keyForm) signer() string {
	return "[[key.signer]]\nheld-by = 'author'\nkind = '" + k.kind + "'\nkey = \"\"\"" + k.text + "\"\"\"\n"
}

func pemForm(t *testing.T, public any) keyForm {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return keyForm{"pem", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))}
}

func sshForm(kind string, fields ...string) keyForm {
	return keyForm{"ssh", kind + " " + wire(append([]string{kind}, fields...)...)}
}

func rawForm(kind string, id byte, key []byte) keyForm {
	return keyForm{kind, base64.StdEncoding.EncodeToString(slices.Concat([]byte("Ed"), bytes.Repeat([]byte{id}, 8), key))}
}

// One key under two names is one signer still, whatever form it has: a signature of
// minisign holds under every key ID that somebody writes into it, and the
// application of a security key is no other key.
func TestSameKey(t *testing.T) {
	bare := bytes.Repeat([]byte{7}, 32)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const sk, skEC = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
	for _, forms := range [][]keyForm{
		{
			rawForm("minisign", 1, bare), rawForm("minisign", 2, bare), rawForm("signify", 3, bare), pemForm(t, ed25519.PublicKey(bare)),
			sshForm("ssh-ed25519", string(bare)), sshForm(sk, string(bare), "ssh:"), sshForm(sk, string(bare), "ssh:other"),
		},
		{pemForm(t, &ec.PublicKey), sshForm("ecdsa-sha2-nistp256", "nistp256", string(point)), sshForm(skEC, "nistp256", string(point), "ssh:")},
		{pemForm(t, &rsaKey.PublicKey), sshForm("ssh-rsa", "\x01\x00\x01", "\x00"+string(rsaKey.N.Bytes())),
			pemForm(t, &rsa.PublicKey{N: rsaKey.N, E: 257})},
	} {
		checkSameKey(t, forms)
	}
}

func checkSameKey(t *testing.T, forms []keyForm) {
	t.Helper()
	head := "schema = 'upsig/policy/v1'\npackage = 'a/b'\nrequire = 'pgp'\n[[artifact]]\nname = 'b'\n[pgp]\nthreshold = 2\n"
	other := rawForm("minisign", 1, bytes.Repeat([]byte{8}, 32)).signer()
	for i, a := range forms {
		if _, err := policy.Load([]byte(head+a.signer()+other), "p.toml"); err != nil {
			t.Errorf("%s beside another key: %v", a.kind, err)
		}
		for _, b := range forms[i+1:] {
			_, err := policy.Load([]byte(head+a.signer()+b.signer()), "p.toml")
			if err == nil || !strings.Contains(err.Error(), "this key is named twice") {
				t.Errorf("%.40s and %.40s: %v", a.text, b.text, err)
			}
		}
	}
}

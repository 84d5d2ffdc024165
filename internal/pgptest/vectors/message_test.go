package vectors_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"github.com/upsig/upsig/internal/pgptest/vectors"
)

func config(m vectors.Message) *packet.Config {
	return &packet.Config{Time: func() time.Time { return m.Now }}
}

// What the catalogue calls good must be good to another implementation too; its
// reader is laxer than ours, so nothing is asked about the others.
func TestAcceptedMessagesVerifyElsewhere(t *testing.T) {
	accepted := 0
	for _, m := range vectors.Messages() {
		if !m.Accept || len(m.Weaknesses) > 0 {
			continue
		}
		accepted++
		ring, err := openpgp.ReadKeyRing(bytes.NewReader(m.Certs[0]))
		if err != nil {
			t.Fatal(err)
		}
		covered, err := verifyMessage(m, ring)
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			continue
		}
		if got := strings.ReplaceAll(string(covered), "\r\n", "\n"); got != string(m.Covered) {
			t.Errorf("%s: covers %q, want %q", m.Name, got, m.Covered)
		}
	}
	if accepted < 6 {
		t.Errorf("only %d messages", accepted)
	}
}

func verifyMessage(m vectors.Message, ring openpgp.EntityList) ([]byte, error) {
	if m.Section == "cleartext" {
		block, _ := clearsign.Decode(m.Message)
		_, _, err := openpgp.VerifyDetachedSignature(ring, bytes.NewReader(block.Bytes), block.ArmoredSignature.Body, config(m))
		return block.Bytes, err
	}
	var packets io.Reader = bytes.NewReader(m.Message)
	if block, err := armor.Decode(bytes.NewReader(m.Message)); err == nil {
		packets = block.Body
	}
	md, err := openpgp.ReadMessage(packets, ring, nil, config(m))
	if err != nil {
		return nil, err
	}
	covered, err := io.ReadAll(md.UnverifiedBody)
	if err != nil {
		return nil, err
	}
	return covered, md.SignatureError
}

func TestMessagesAreNamedOnce(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range vectors.Messages() {
		if seen[m.Name] || m.Section == "" || len(m.Message) == 0 {
			t.Errorf("%s: incomplete or named twice", m.Name)
		}
		seen[m.Name] = true
	}
}

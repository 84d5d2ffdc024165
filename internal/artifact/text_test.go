package artifact_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"io"
	"strings"
	"testing"

	pgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"github.com/upsig/upsig/internal/artifact"
)

var textTap = artifact.Tap{Hash: crypto.SHA256, Text: true}

// textSum is the peer: go-crypto's canonical text hash over text, then a trailer
// that is not text.
func textSum(text string, trailer []byte) []byte {
	inner := sha256.New()
	io.WriteString(pgp.NewCanonicalTextHash(inner), text)
	return sum(inner, trailer)
}

func TestTextAcrossBuffers(t *testing.T) {
	const mib = 1 << 20
	for _, around := range []string{"\r\n", "a\n", "\r\r\n", "\r\r\r\n", "\n\n", "\n\r\n", "\ra"} {
		for shift := range len(around) + 1 {
			text := strings.Repeat("x", mib-shift) + around + strings.Repeat("y\n", 10)
			checkText(t, text, strings.NewReader(text))
		}
	}
	text := strings.Repeat("\r", mib+1) + "\n"
	checkText(t, text, strings.NewReader(text))
	checkText(t, string(sample(3*mib)), bytes.NewReader(sample(3*mib)))
}

// A trailer follows the data in the hash, so that a CR or LF in it must not be
// taken for a line ending, nor completes one of the data.
func checkText(t *testing.T, text string, r io.Reader) {
	t.Helper()
	d, err := artifact.Read(t.Context(), r, []artifact.Tap{textTap})
	if err != nil {
		t.Fatal(err)
	}
	for _, trailer := range []string{"", "\n", "\r\n", "\x04\x01\n\n\r"} {
		state, err := d.State(textTap)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum(state, []byte(trailer)); !bytes.Equal(got, textSum(text, []byte(trailer))) {
			t.Fatalf("text of %d bytes ending %q and trailer %q: digest differs", len(text), text[max(0, len(text)-6):], trailer)
		}
	}
	if got, _ := d.Sum(crypto.SHA256); !bytes.Equal(got, sum(sha256.New(), []byte(text))) {
		t.Fatalf("a text tap changes the plain digest")
	}
}

func TestTextPrefixIsNotText(t *testing.T) {
	tap := artifact.Tap{Hash: crypto.SHA256, Prefix: "salt\r", Text: true}
	d, err := artifact.Read(t.Context(), strings.NewReader("\nx"), []artifact.Tap{tap})
	if err != nil {
		t.Fatal(err)
	}
	state, err := d.State(tap)
	if err != nil {
		t.Fatal(err)
	}
	if got := state.Sum(nil); !bytes.Equal(got, sum(sha256.New(), []byte("salt\r\r\nx"))) {
		t.Error("the salt's last byte is taken for a part of the text")
	}
}

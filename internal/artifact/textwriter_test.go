package artifact

import (
	"bytes"
	"crypto/sha256"
	"io"
	"testing"

	pgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// All texts of up to seven of these bytes hold every order of line ends, and
// every text is cut in two at every place.
func TestTextWriterMatchesPeer(t *testing.T) {
	const alphabet, longest = "\r\na", 7
	texts := []string{""}
	for from := 0; len(texts[from]) < longest; from++ {
		for _, c := range alphabet {
			texts = append(texts, texts[from]+string(c))
		}
	}
	for _, text := range texts {
		peer := sha256.New()
		io.WriteString(pgp.NewCanonicalTextHash(peer), text)
		want := peer.Sum(nil)
		for cut := range len(text) + 1 {
			w := &textWriter{inner: sha256.New()}
			io.WriteString(w, text[:cut])
			io.WriteString(w, "")
			io.WriteString(w, text[cut:])
			if !bytes.Equal(w.inner.Sum(nil), want) {
				t.Fatalf("%q then %q: digest differs", text[:cut], text[cut:])
			}
		}
	}
}

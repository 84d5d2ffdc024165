package keyrings

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

const theStatement = "the statement"

// statement wants a text, signed by the old key, that names the new one in full.
func (r *rotation) statement(ctx context.Context, f SignedFile) (proof, error) {
	if f.Signature == nil {
		return r.cleartext(ctx, f.Data)
	}
	if err := r.named(f.Data); err != nil {
		return proof{}, err
	}
	p, err := r.verified(ctx, f, theStatement, policy.WeaknessTextMode)
	p.kind, p.text = EvidenceStatement, f.Data
	p.files = []File{{"statement", f.Data}, {"statement.sig", f.Signature}}
	return p, err
}

// cleartext reads a statement that carries its signatures, in the cleartext
// signature framework, which is how most of them are published. Only what the
// signatures cover is searched: headers of the message and of the signature's
// armor are anybody's.
func (r *rotation) cleartext(ctx context.Context, data []byte) (proof, error) {
	m, err := pgp.ReadMessage(data)
	switch {
	case err != nil:
		return proof{}, fmt.Errorf("rotate: %w: %s: %w", ErrEvidence, theStatement, err)
	case !m.Cleartext:
		// Whoever reviews the record must be able to read it.
		return proof{}, fmt.Errorf("rotate: %w: %s is not a cleartext message", ErrEvidence, theStatement)
	}
	if err := r.named(m.Content); err != nil {
		return proof{}, err
	}
	all, err := pgp.New([]*pgp.Certificate{r.old}, nil).JudgeMessage(ctx, m, theStatement, nil, r.Now)
	if err != nil {
		return proof{}, err
	}
	p, err := r.weighed(all, theStatement, "")
	p.kind, p.text = EvidenceStatement, m.Content
	p.files = []File{{"statement", data}}
	return p, err
}

func (r *rotation) named(text []byte) error {
	if namesFingerprint(text, r.New) {
		return nil
	}
	return fmt.Errorf("rotate: %w: the statement does not name %s", ErrEvidence, r.New)
}

// namesFingerprint looks for a fingerprint as people write it, in groups and over
// lines. It must not be a piece of a longer number, such as a checksum.
func namesFingerprint(text []byte, fpr string) bool {
	digits := strings.Join(strings.Split(fpr, ""), `\s*`)
	return regexp.MustCompile(`(?i)(?:^|[^0-9A-F])` + digits + `(?:[^0-9A-F]|$)`).Match(text)
}

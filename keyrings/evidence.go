package keyrings

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// proof is one piece of evidence that holds.
type proof struct {
	kind       EvidenceKind
	detail     string
	weaknesses []policy.Weakness
	files      []File
	// text is what a statement says.
	text []byte
}

// evidence verifies everything that was given, and looks for a certification.
func (r *rotation) evidence(ctx context.Context) ([]proof, error) {
	var all []proof
	if r.Statement != nil {
		p, err := r.statement(ctx, *r.Statement)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	if p, ok := r.certification(); ok {
		all = append(all, p)
	}
	if r.KeySignature != nil {
		p, err := r.signedKey(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	switch {
	case len(all) > 0:
		return all, nil
	case strings.TrimSpace(r.Reason) == "":
		return nil, fmt.Errorf("rotate %s: %w", r.Old, ErrNoContinuity)
	}
	return []proof{{kind: EvidenceReason, detail: r.Reason}}, nil
}

// signedKey wants the new key's file covered by a signature of the old key.
func (r *rotation) signedKey(ctx context.Context) (proof, error) {
	if len(r.Material) == 0 || len(r.Material[0].Data) > limits.EvidenceFile {
		return proof{}, fmt.Errorf("rotate: %w: there is no key file that it could be a signature of", ErrEvidence)
	}
	data := r.Material[0].Data
	if !holds(Certificates(r.Material[:1]), r.New) {
		return proof{}, fmt.Errorf("rotate: %w: the signed file does not hold %s", ErrEvidence, r.New)
	}
	p, err := r.verified(ctx, SignedFile{data, r.KeySignature}, "the key file", "")
	p.kind = EvidenceSignedKey
	p.files = []File{{"key", data}, {"key.sig", r.KeySignature}}
	return p, err
}

// verified checks a detached signature by the old certificate.
func (r *rotation) verified(ctx context.Context, f SignedFile, what string, allowed policy.Weakness) (proof, error) {
	all, err := findings(ctx, r.old, f, r.Now)
	if err != nil {
		return proof{}, err
	}
	return r.weighed(all, what, allowed)
}

// weighed wants one signature by the old certificate that holds. Any other that
// claims to be the old key's and does not hold spoils it.
func (r *rotation) weighed(all []policy.Finding, what string, allowed policy.Weakness) (proof, error) {
	why := "it has no signature"
	var good *policy.Finding
	for _, x := range all {
		switch flaw := r.flaw(x, allowed); {
		case flaw == "" && good == nil:
			good = &x
		case x.Status == policy.StatusBad:
			return proof{}, fmt.Errorf("rotate: %w: %s: %s", ErrEvidence, what, flaw)
		case flaw != "":
			why = flaw
		}
	}
	if good == nil {
		return proof{}, fmt.Errorf("rotate: %w: %s: %s", ErrEvidence, what, why)
	}
	p := proof{detail: fmt.Sprintf("%s is signed by %s, by its own word on %s", what, good.Key.Signing, claimed(*good))}
	p.weigh(good.Weaknesses)
	return p, nil
}

// weigh notes the weaknesses of evidence that counts all the same.
func (p *proof) weigh(flaws []policy.Flaw) {
	for _, w := range flaws {
		if w.Weakness == policy.WeaknessTextMode {
			continue // for a text, that is right
		}
		p.weaknesses = append(p.weaknesses, w.Weakness)
		p.detail += fmt.Sprintf("; %s: %s", w.Weakness, w.Detail)
	}
}

// flaw says why a finding is no evidence; empty if it is.
func (r *rotation) flaw(x policy.Finding, allowed policy.Weakness) string {
	switch {
	case x.Status != policy.StatusSound || x.Key == nil:
		return strings.TrimSpace(string(x.Reason) + " " + x.Detail)
	case x.Key.Fingerprint != r.Old:
		return "it is by " + x.Key.Fingerprint
	case len(x.Refusals) > 0:
		return string(x.Refusals[0].Reason) + " " + x.Refusals[0].Detail
	}
	for _, w := range x.Weaknesses {
		if w.Weakness != allowed && !tolerable(w.Weakness) {
			return string(w.Weakness) + " " + w.Detail
		}
	}
	return ""
}

// tolerable weaknesses are those of old keys, which are why people rotate. They
// are recorded and told as an alert. A signature over SHA-1, or by a key that had
// expired, is no evidence.
func tolerable(w policy.Weakness) bool {
	return slices.Contains([]policy.Weakness{
		policy.WeaknessSHA1Binding, policy.WeaknessDSA, policy.WeaknessShortKey,
		policy.WeaknessNoKeyFlags, policy.WeaknessRetiredKey,
	}, w)
}

func claimed(x policy.Finding) string {
	for _, t := range x.Times {
		if t.Kind == policy.TimeClaimed {
			return date(t.At)
		}
	}
	return "an unknown day"
}

// findings judges a detached signature with one certificate at hand.
func findings(ctx context.Context, c *pgp.Certificate, f SignedFile, now time.Time) ([]policy.Finding, error) {
	check, err := pgp.New([]*pgp.Certificate{c}, nil).Prepare(ctx, policy.Job{
		Now: now, Evidence: []policy.File{{Path: "signature", Data: f.Signature}},
	})
	if err != nil {
		return nil, err
	}
	digests, err := artifact.Read(ctx, bytes.NewReader(f.Data), check.Taps())
	if err != nil {
		return nil, err
	}
	return check.Findings(ctx, digests), nil
}

// certification looks for the old key's certification on the new certificate.
func (r *rotation) certification() (proof, bool) {
	all := r.fresh.CertifiedBy(r.old, r.Now)
	if len(all) == 0 {
		return proof{}, false
	}
	c := all[0]
	for _, o := range all {
		if len(o.Weaknesses) < len(c.Weaknesses) {
			c = o
		}
	}
	p := proof{kind: EvidenceCertification, detail: fmt.Sprintf("%s certified %s, by its own word on %s", r.Old, safetext.Quoted(c.UserID), date(c.Created))}
	p.weigh(c.Weaknesses)
	if raw := r.fresh.Bytes(); len(raw) <= limits.EvidenceFile {
		p.files = []File{{"certified", raw}}
	}
	return p, true
}

package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// OpenPGP writes what a file of signatures or certificates says.
func OpenPGP(w io.Writer, d *pgp.Dump, style Style) error {
	p := &page{Style: style}
	p.title(d.Source, "OpenPGP; nothing here was verified against a file or a policy")
	if d.Message != "" {
		p.row(0, "message", fmt.Sprintf("%s, %d bytes of text", d.Message, d.Content))
	}
	for _, s := range d.Signatures {
		p.blank()
		p.row(2, "signature", fmt.Sprintf("%d: %s, %s", s.Index, s.Form, s.TypeName))
		p.signatureDump(4, s)
	}
	for _, c := range d.Certificates {
		p.certificateDump(c)
	}
	for _, x := range d.Problems {
		p.painted(2, "problem", problemText(x.Reason, x.Fingerprint+" "+x.Detail), p.bad)
	}
	return p.writeTo(w)
}

func (p *page) title(file, what string) {
	p.row(0, "file", file)
	p.row(0, "contents", what)
}

func problemText(reason policy.Reason, detail string) string {
	return fmt.Sprintf("%s: %s (%s)", reason.Explain(), strings.TrimSpace(detail), reason)
}

func dayOrNone(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return day(t)
}

func (p *page) signatureDump(indent int, s pgp.SignatureDump) {
	p.row(indent, "made", dayOrNone(s.Created, "no signed date")+" by its own word")
	p.row(indent, "with", s.Algorithm+", "+s.Hash)
	p.row(indent, "claims", strings.Join(s.Issuers, ", "))
	p.row(indent, "revokes", revokes(s))
	if !s.Expires.IsZero() {
		p.row(indent, "expires", day(s.Expires))
	}
	p.subpackets(indent, s)
	p.flaws(indent, s.Weaknesses, s.Problem, s.Detail)
}

// subpackets lists what else the signature carries; common fields stand above.
func (p *page) subpackets(indent int, s pgp.SignatureDump) {
	for _, sub := range s.Subpackets {
		text := sub.Name
		if sub.Critical {
			text += ", critical"
		}
		if !sub.Hashed {
			text += ", unsigned"
		}
		p.row(indent, "subpacket", fmt.Sprintf("%s, %d bytes", text, len(sub.Body)))
		p.row(indent+2, "", sub.Text())
	}
}

func revokes(s pgp.SignatureDump) string {
	if s.Revocation != "" && s.Soft {
		return s.Revocation + "; spares what was signed before"
	}
	return s.Revocation
}

func (p *page) flaws(indent int, weaknesses []policy.Weakness, problem policy.Reason, detail string) {
	for _, w := range weaknesses {
		p.painted(indent, "weakness", fmt.Sprintf("%s: %s", w, w.Explain()), p.warn)
	}
	if problem != "" {
		p.painted(indent, "problem", problemText(problem, detail), p.bad)
	}
}

func (p *page) certificateDump(c pgp.CertificateDump) {
	p.blank()
	p.row(2, "certificate", fmt.Sprintf("%s, version %d", c.Fingerprint, c.Version))
	for _, u := range c.UserIDs {
		p.userIDDump(u)
	}
	if len(c.UserIDs) == 0 && c.Problem == "" {
		p.row(4, "user ID", "none")
	}
	for _, k := range c.Keys {
		p.keyDump(k)
	}
	if c.Others > 0 {
		signatures := "signatures"
		if c.Others == 1 {
			signatures = "signature"
		}
		p.row(4, "others", fmt.Sprintf("%d %s by other keys, not looked at", c.Others, signatures))
	}
	for _, what := range c.Unchecked {
		p.row(4, "unchecked", what)
	}
	p.flaws(4, nil, c.Problem, c.Detail)
}

func (p *page) userIDDump(u pgp.UserIDDump) {
	if u.Attribute {
		p.row(4, "attribute", fmt.Sprintf("%d bytes", len(u.ID)))
	} else {
		p.row(4, "user ID", u.ID)
	}
	p.selfSignatures(u.Signatures)
}

func (p *page) keyDump(k pgp.KeyDump) {
	label := "primary key"
	if k.Subkey {
		label = "subkey"
	}
	p.row(4, label, k.Fingerprint)
	text := fmt.Sprintf("%s, made %s, expires %s", k.Algorithm, dayOrNone(k.Created, "never"), dayOrNone(k.Expires, "never"))
	p.row(6, "", text)
	flags := "does not say what it is for"
	if k.Flags != nil {
		flags = "for " + strings.Join(k.Flags, ", ")
	}
	if k.BackSignature != "" {
		flags += "; back-signature " + k.BackSignature
	}
	p.row(6, "", flags)
	p.selfSignatures(k.Signatures)
	p.flaws(6, k.Weaknesses, k.Problem, k.Detail)
}

// cannotCheck reports whether it is the primary key that cannot be used, which is said
// where that is shown.
func cannotCheck(r policy.Reason) bool {
	return r == policy.ReasonUnsupportedEvidence || r == policy.ReasonUnusableKey || r == policy.ReasonForbiddenAlgo
}

// selfSignatures gives each self-signature one line.
func (p *page) selfSignatures(all []pgp.SignatureDump) {
	for _, s := range all {
		state := "does not hold"
		unknown := cannotCheck(s.Problem)
		switch {
		case s.Valid:
			state = "holds"
		case unknown:
			state = "cannot be checked"
		}
		text := fmt.Sprintf("%s, %s, %s: %s", s.TypeName, dayOrNone(s.Created, "undated"), s.Hash, state)
		if !s.KeyExpires.IsZero() {
			text += "; key expires " + day(s.KeyExpires)
		}
		if !s.Expires.IsZero() {
			text += "; itself expires " + day(s.Expires)
		}
		if s.Revocation != "" {
			text += "; revoked: " + revokes(s)
		}
		if s.Problem != "" && !unknown {
			text += "; " + problemText(s.Problem, s.Detail)
		}
		p.row(6, "signed", text)
	}
}

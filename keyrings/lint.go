package keyrings

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
)

// LintOptions say what to look for.
type LintOptions struct {
	Now time.Time
	// Expiring is how many days ahead an end of life is worth a warning; 0 is
	// [ExpiringDays].
	Expiring int
	// Wanted are the certificates that a file is meant to hold; others are extra.
	// Empty: a file of several certificates is taken as meant. Of a keyring only
	// these are looked at; empty: all.
	Wanted []string
}

// ExpiringDays is how many days before its end a key is reported.
const ExpiringDays = 60

// AgeGap is how much younger than the key its oldest self-signature may be: a
// month, since keys are seldom used on their first day.
const AgeGap = 30 * 24 * time.Hour

// StaleAfter is how old the last refresh of a certificate may be before it is
// reported: a revocation may be missing from the copy.
const StaleAfter = 365 * 24 * time.Hour

func (o LintOptions) expiring() int {
	if o.Expiring == 0 {
		return ExpiringDays
	}
	return o.Expiring
}

// LintFile looks for what is wrong with a key file of any form.
func LintFile(m Material, o LintOptions) []Finding {
	certs, problems := parse(m.Data, m.Source.Location)
	var all []Finding
	for _, p := range problems {
		all = append(all, findingOf(p, ""))
	}
	if n := blocks(m.Data); n > 1 {
		all = append(all, newFinding(CodeSeveralBlocks, "", "%s has %d", m.Source.Location, n))
	}
	wanted := normalise(o.Wanted)
	for _, c := range certs {
		if len(wanted) > 0 && !slices.Contains(wanted, c.Fingerprint()) {
			all = append(all, newFinding(CodeExtraCertificate, c.Fingerprint(), "%s was not asked for", c.Fingerprint()))
		}
		all = append(all, LintCertificate(c, o)...)
	}
	all = append(all, collisions(certs)...)
	return sortFindings(all)
}

// Lint looks for what is wrong with a keyring: with each certificate, with files
// that disagree with records, and with stale copies. What is retired or revoked,
// and known to be, is not held against the keyring.
func (k *Keyring) Lint(o LintOptions) []Finding {
	all := slices.Clone(k.problems)
	var certs []*pgp.Certificate
	wanted := normalise(o.Wanted)
	for _, fpr := range k.fingerprints() {
		if c := k.certs[fpr]; c != nil {
			certs = append(certs, c)
		}
		if len(wanted) == 0 || slices.Contains(wanted, fpr) {
			all = append(all, k.lint(fpr, o)...)
		}
	}
	all = append(all, collisions(certs)...)
	if len(wanted) > 0 {
		all = slices.DeleteFunc(all, func(f Finding) bool { return f.Fingerprint != "" && !slices.Contains(wanted, f.Fingerprint) })
	}
	return sortFindings(all)
}

// lint looks at one certificate of a keyring and its record.
func (k *Keyring) lint(fpr string, o LintOptions) []Finding {
	r, _ := k.Record(fpr)
	all := append(k.compare(fpr), k.lintEvidence(r)...)
	if c := k.certs[fpr]; c != nil {
		all = append(all, expected(r.State, lintCertificate(c, k.dumps[fpr](), o))...)
		if !k.canonical(fpr) {
			all = append(all, newFinding(CodeNotCanonical, fpr, "%s is not as upsig writes it", certificateFile(fpr)))
		}
	}
	if stale(r, o.Now) {
		all = append(all, newFinding(CodeStale, fpr, "refreshed %s, %d days ago", date(r.Refreshed), daysBetween(r.Refreshed, o.Now)))
	}
	return all
}

// stale reports whether the last refresh is too long ago. A revoked certificate
// has nothing more to tell.
func stale(r Record, now time.Time) bool {
	return r.State != StateRevoked && !r.Refreshed.IsZero() && now.Sub(r.Refreshed) > StaleAfter
}

// expected drops the findings that a state announces.
func expected(s State, all []Finding) []Finding {
	if s == StateActive || s == "" {
		return all
	}
	return slices.DeleteFunc(all, func(f Finding) bool {
		return slices.Contains([]Code{CodeRevoked, CodeRetired, CodeExpired, CodeExpiring}, f.Code)
	})
}

// lintEvidence checks that the evidence of a rotation is still what it was.
func (k *Keyring) lintEvidence(r Record) []Finding {
	var all []Finding
	for _, c := range r.Continuity {
		for _, f := range c.Files {
			sum, name, _ := strings.Cut(f, " ")
			data, err := k.read(name, limits.EvidenceFile)
			switch {
			case err != nil:
				all = append(all, newFinding(CodeEvidenceDisagrees, r.Fingerprint, "%v", err))
			case Digest(data) != sum:
				all = append(all, newFinding(CodeEvidenceDisagrees, r.Fingerprint, "%s is not what the record says",
					filepath.Join(k.dir, filepath.FromSlash(name))))
			}
		}
	}
	return all
}

// collisions finds keys that share a 64-bit key ID, by which signatures look for
// them.
func collisions(certs []*pgp.Certificate) []Finding {
	owners := owners{}
	var all []Finding
	for _, c := range certs {
		all = append(all, owners.take(c.Fingerprint(), c.Keys())...)
	}
	return all
}

// owners are the fingerprints by key ID.
type owners map[string]string

// take enters a certificate's keys. The same key in two certificates is no
// collision.
func (o owners) take(cert string, keys []string) []Finding {
	var all []Finding
	for _, fpr := range keys {
		id := keyID(fpr)
		if first, known := o[id]; known && first != fpr {
			all = append(all, newFinding(CodeKeyIDCollision, cert, "%s and %s", first, fpr))
		}
		o[id] = fpr
	}
	return all
}

// keyID is what a fingerprint implies (RFC 9580 section 5.5.4).
func keyID(fpr string) string {
	if len(fpr) == 64 {
		return fpr[:16]
	}
	return fpr[len(fpr)-16:]
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Severity, f.Code, f.Detail) }

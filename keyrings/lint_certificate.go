package keyrings

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// linter looks at one certificate.
type linter struct {
	cert     *pgp.Certificate
	dump     pgp.CertificateDump
	o        LintOptions
	findings []Finding
}

// LintCertificate looks for what is wrong with one certificate.
func LintCertificate(c *pgp.Certificate, o LintOptions) []Finding {
	return lintCertificate(c, c.Inspect(), o)
}

func lintCertificate(c *pgp.Certificate, d pgp.CertificateDump, o LintOptions) []Finding {
	l := &linter{cert: c, dump: d, o: o}
	if l.dump.Problem != "" {
		return []Finding{newFinding(CodeFlooded, c.Fingerprint(), "%s", l.dump.Detail).beyondLimits()}
	}
	l.life()
	for _, k := range l.dump.Keys {
		l.key(k)
	}
	l.hashes()
	l.about()
	return sortFindings(l.findings)
}

func (l *linter) add(code Code, format string, args ...any) {
	l.findings = append(l.findings, newFinding(code, l.cert.Fingerprint(), format, args...))
}

// life judges whether new releases can be signed, and until when.
func (l *linter) life() {
	keys := signingKeys(l.dump, l.o.Now)
	usable, expires := lastUsable(keys)
	hard, soft := keyRevocations(l.dump)
	switch {
	case hard:
		l.add(CodeRevoked, "%s", l.revocation())
	case soft:
		l.add(CodeRetired, "%s", l.revocation())
	case len(keys) == 0 && l.dump.Keys[0].Problem != "":
		// told with the key: no other copy of the certificate has more
	case len(keys) == 0:
		l.add(CodeNoSigningKey, "of %d keys", len(l.dump.Keys))
	case !usable && expires.IsZero():
		l.add(CodeNoSigningKey, "all signing keys are revoked")
	case !usable:
		l.add(CodeExpired, "%s", date(expires))
	}
	for _, k := range keys {
		if ahead := l.o.Now.AddDate(0, 0, l.o.expiring()); k.Usable() && !k.Expires.IsZero() && !k.Expires.After(ahead) {
			l.add(CodeExpiring, "%s, in %d days: %s", date(k.Expires), daysBetween(l.o.Now, k.Expires), k.Fingerprint)
		}
	}
}

func (l *linter) revocation() string {
	for _, s := range l.dump.Keys[0].Signatures {
		if s.Valid && s.Revocation != "" {
			return date(s.Created) + ", " + s.Revocation
		}
	}
	return ""
}

// key judges one key by itself. Encryption subkeys play no part.
func (l *linter) key(k pgp.KeyDump) {
	if k.Subkey && !slices.Contains(k.Flags, "signing") && !signs(k) {
		return
	}
	if k.Subkey && k.BackSignature != "valid" && k.Problem == "" {
		l.add(CodeNoBackSignature, "%s: %s", k.Fingerprint, k.BackSignature)
	}
	if k.Version == 6 || postQuantum(k.Algorithm) {
		l.add(CodeUnreadableElse, "%s, version %d, %s", k.Fingerprint, k.Version, k.Algorithm)
	}
	if k.Problem != "" {
		l.findings = append(l.findings, newFinding(CodeBroken, l.cert.Fingerprint(), "%s", k.Detail).because(k.Problem))
	}
	for _, w := range k.Weaknesses {
		switch w {
		case policy.WeaknessDSA:
			l.add(CodeDSA, "%s, %s", k.Fingerprint, k.Algorithm)
		case policy.WeaknessShortKey:
			l.add(CodeShortKey, "%s, %s", k.Fingerprint, k.Algorithm)
		case policy.WeaknessNoKeyFlags:
			l.add(CodeNoKeyFlags, "%s", k.Fingerprint)
		case policy.WeaknessSHA1Binding:
			l.add(CodeSHA1, "%s", k.Fingerprint)
		default: // of a signature, not of a key, or told by its own check
		}
	}
	l.ageGap(k)
}

func postQuantum(algorithm string) bool {
	return strings.HasPrefix(algorithm, "ML-") || strings.HasPrefix(algorithm, "SLH-")
}

// ageGap finds keys whose first binding is gone: gpg replaces self-signatures
// when it extends a key, and verifiers that judge strictly by the time of signing
// then refuse every release from before.
func (l *linter) ageGap(k pgp.KeyDump) {
	sigs := k.Signatures
	if !k.Subkey {
		for _, u := range l.dump.UserIDs {
			sigs = append(slices.Clone(sigs), u.Signatures...)
		}
	}
	var first time.Time
	for _, s := range sigs {
		if s.Valid && s.Revocation == "" && sooner(s.Created, first) {
			first = s.Created
		}
	}
	if !first.IsZero() && first.Sub(k.Created) > AgeGap {
		l.add(CodeAgeGap, "%s was made %s, its oldest self-signature is of %s", k.Fingerprint, date(k.Created), date(first))
	}
}

// selfSignature is one with what it is on.
type selfSignature struct {
	pgp.SignatureDump
	on string
}

// hashes lists self-signatures over broken or weak hashes. What supports the primary key
// stands on it or on a user ID, what supports a subkey on that one alone.
func (l *linter) hashes() {
	var primary []selfSignature
	see := func(all []selfSignature, on string, more []pgp.SignatureDump) []selfSignature {
		for _, s := range more {
			all = append(all, selfSignature{s, on})
		}
		return all
	}
	for _, k := range l.dump.Keys {
		switch {
		case !k.Subkey:
			primary = see(primary, k.Fingerprint, k.Signatures)
		case slices.Contains(k.Flags, "signing"):
			l.hashesOf(see(nil, k.Fingerprint, k.Signatures))
		}
	}
	for _, u := range l.dump.UserIDs {
		primary = see(primary, safetext.Quoted(u.ID), u.Signatures)
	}
	l.hashesOf(primary)
}

// hashesOf judges the self-signatures that support one key. Over SHA-1 alone they are the
// weakness sha1-binding, which is told of the key, and lie beside nothing.
func (l *linter) hashesOf(all []selfSignature) {
	supports := func(s selfSignature) bool { return s.Valid && s.Revocation == "" }
	broken := func(s selfSignature) bool { return s.Hash == "MD5" || s.Hash == "RIPEMD-160" }
	stronger := slices.ContainsFunc(all, func(s selfSignature) bool { return supports(s) && !broken(s) && s.Hash != "SHA-1" })
	for _, s := range all {
		switch text := fmt.Sprintf("%s on %s, %s", s.TypeName, s.on, date(s.Created)); {
		case broken(s):
			l.md5(fmt.Sprintf("%s, %s", text, s.Hash))
		case stronger && supports(s) && s.Hash == "SHA-1":
			l.add(CodeSHA1Beside, "%s", text)
		}
	}
}

// md5 is an error when nothing better supports the keys.
func (l *linter) md5(detail string) {
	f := newFinding(CodeMD5, l.cert.Fingerprint(), "%s", detail)
	if len(signingKeys(l.dump, l.o.Now)) > 0 {
		f.Severity = SeverityWarning
	}
	l.findings = append(l.findings, f)
}

// about judges the certificate as a whole.
func (l *linter) about() {
	named := slices.ContainsFunc(l.dump.UserIDs, func(u pgp.UserIDDump) bool { return !u.Attribute })
	if !named {
		l.add(CodeNoUserID, "%d keys", len(l.dump.Keys))
	}
	for _, what := range l.dump.Unchecked {
		l.add(CodeUnchecked, "it has %s", what)
	}
	selfs := 0
	for _, k := range l.dump.Keys {
		selfs += len(k.Signatures)
	}
	for _, u := range l.dump.UserIDs {
		selfs += len(u.Signatures)
	}
	if l.dump.Others > manyCertifications || selfs > limits.SelfSignatures/4 {
		l.add(CodeFlooded, "%d by others, %d of its own", l.dump.Others, selfs)
	}
}

// manyCertifications is more than people's keys have; well-connected ones have
// some hundreds.
const manyCertifications = 2000

// blocks counts the armor blocks of a file.
func blocks(data []byte) int {
	return bytes.Count(append([]byte("\n"), data...), []byte("\n-----BEGIN PGP PUBLIC KEY BLOCK-----"))
}

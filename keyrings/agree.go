package keyrings

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// disagreement says why a record and a certificate cannot both be right, in a way
// that forbids to use the certificate; empty if they can. A file from which
// somebody took the revocation looks like any other: the record tells.
func disagreement(r Record, c *pgp.Certificate, d pgp.CertificateDump) string {
	if got := primaryDigest(c); got != r.Primary {
		return fmt.Sprintf("the primary key is %s, the record says %s", got, r.Primary)
	}
	switch hard, soft := keyRevocations(d); {
	case r.State == StateRevoked && !hard:
		return "the record says revoked, and the certificate has no such revocation: restore the file, or merge a copy with it"
	case r.RetiredBy == ByOwner && !hard && !soft:
		return "the record says that its owner revoked it, and the certificate has no revocation: restore the file, or merge a copy with it"
	}
	if sub := r.unrevokedSubkey(d); sub != "" {
		return fmt.Sprintf("the record says that its owner revoked the subkey %s, and the certificate has no such revocation: restore the file, or merge a copy with it", sub)
	}
	return ""
}

// ErrDisagrees says that a record speaks against a certificate whose word, or whose
// place in the keyring, was asked for.
var ErrDisagrees = errors.New("the record and the certificate disagree")

// agrees returns an error when a record speaks against a certificate.
func (r *Record) agrees(c *pgp.Certificate) error {
	if err := samePrimary(r, c); err != nil {
		return err
	}
	if why := disagreement(*r, c, c.Inspect()); why != "" {
		return fmt.Errorf("%s: %w: %s", r.Fingerprint, ErrDisagrees, why)
	}
	return nil
}

// agree leaves out certificates that a record speaks against, after all copies were
// merged. Records of every folder that was looked at count, wherever the certificate
// came from: its file there may be gone, and an older copy lie elsewhere.
func (c *collection) agree() {
	n := &notary{}
	for _, fpr := range slices.Clone(c.wanted) {
		cert := c.found[fpr]
		if cert == nil {
			continue
		}
		if file, why := n.objection(cert, c.heard); why != "" {
			c.reject(fpr, file, why)
		}
	}
}

// objection finds the first record file that speaks against a certificate. One that
// cannot be read might.
func (n *notary) objection(cert *pgp.Certificate, folders []string) (file, why string) {
	dump := sync.OnceValue(cert.Inspect)
	for _, folder := range folders {
		records, err := n.folder(folder)
		if err != nil {
			return filepath.Join(folder, RecordFile), "the records cannot be read, and may speak against the certificate: " + first(err).Error()
		}
		if r, known := records[cert.Fingerprint()]; known {
			if why := disagreement(r, cert, dump()); why != "" {
				return filepath.Join(folder, RecordFile), why
			}
		}
	}
	return "", ""
}

func (c *collection) reject(fpr, file, why string) {
	c.problem(file, fpr, policy.ReasonUnusableKey, why)
	delete(c.found, fpr)
	if c.all {
		c.wanted = slices.DeleteFunc(c.wanted, func(f string) bool { return f == fpr })
	}
}

// compare finds where a keyring's file and record of a certificate disagree.
func (k *Keyring) compare(fpr string) []Finding {
	r, recorded := k.Record(fpr)
	c := k.certs[fpr]
	finding := func(code Code, format string, args ...any) []Finding {
		return []Finding{newFinding(code, fpr, format, args...)}
	}
	// Records of earlier versions lose nothing but memory.
	warning := func(format string, args ...any) []Finding {
		found := finding(CodeRecordDisagrees, format, args...)
		found[0].Severity = SeverityWarning
		return found
	}
	switch {
	case c == nil:
		return finding(CodeNoFile, "there is no usable %s", certificateFile(fpr))
	case !recorded:
		return finding(CodeNoRecord, "%s has no record", certificateFile(fpr))
	}
	if why := disagreement(r, c, k.dumps[fpr]()); why != "" {
		return finding(CodeRecordDisagrees, "%s", why)
	}
	if s := stateOf(k.dumps[fpr](), r.State); s != r.State {
		return finding(CodeRecordDisagrees, "the record says %s, the certificate is %s", r.State, s)
	}
	if hard, soft := keyRevocations(k.dumps[fpr]()); (hard || soft) && r.RetiredBy != ByOwner {
		return warning("its owner revoked it, and the record does not say so: retired-by = %q", ByOwner)
	}
	if subs := r.rememberSubkeys(k.dumps[fpr]()); len(subs) > 0 {
		return warning("its owner revoked subkeys, and the record does not say so: %s", strings.Join(subs, ", "))
	}
	return nil
}

// canonical reports whether a certificate's file is what a keyring would write.
func (k *Keyring) canonical(fpr string) bool {
	clean, _, err := Clean(k.certs[fpr])
	if err != nil {
		return false
	}
	text, err := Armor(clean)
	return err == nil && sha256.Sum256(text) == k.base[certificateFile(fpr)]
}

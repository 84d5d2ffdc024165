package pgp

import (
	"fmt"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Problem is something in a keyring that could not be used. It never costs the
// certificates beside it.
type Problem struct {
	// Source is the file.
	Source string
	// Fingerprint is the primary key's, in the form of
	// [Certificate.Fingerprint]; empty when it is not known.
	Fingerprint string
	Reason      policy.Reason
	// Detail is one line and may repeat what an attacker wrote.
	Detail string
	// stray is the revocation packet that stands alone, where that is the problem,
	// so that [New] can find its certificate in another file.
	stray string
}

// ReadCertificates reads all OpenPGP certificates in data, which may be armored
// or binary or both in turns, with text around. Copies of a certificate are
// merged. What cannot be used is a Problem, by certificate where possible.
//
// A revocation that stands alone, as gpg --gen-revoke makes it, goes to its
// certificate. If that is not in data, it is a Problem of the reason
// no-certificate, and [New] gives it to the certificate from another file.
//
// The certificates refer to data, which must not be changed afterwards. Data
// beyond [limits.CertificateFile] is refused unread.
func ReadCertificates(data []byte, source string) ([]*Certificate, []Problem) {
	r := &reader{source: source}
	switch {
	case len(data) > limits.CertificateFile:
		r.problem("", policy.ReasonTooLarge, "the keyring has %d bytes, more than %d", len(data), limits.CertificateFile)
		return nil, r.problems
	case isKeybox(data):
		r.problem("", policy.ReasonUnsupportedEvidence,
			"this is a GnuPG keybox; export the certificates instead: gpg --no-default-keyring --keyring FILE --export --armor FINGERPRINT")
		return nil, r.problems
	}
	r.stream(data)
	r.finish()
	if len(r.certs) == 0 && len(r.problems) == 0 {
		r.problem("", policy.ReasonEmptyEvidence, "the file holds no OpenPGP certificate")
	}
	return mergeInOrder(r.certs), r.problems
}

// isKeybox recognises GnuPG's .kbx files by the magic in their first blob.
func isKeybox(data []byte) bool {
	return len(data) >= 12 && string(data[8:12]) == "KBXf"
}

// reader collects certificates from a stream of packets.
type reader struct {
	source   string
	certs    []*Certificate
	problems []Problem
	dropped  int
	resyncs  int
	// strays are revocations that stand alone.
	strays     [][]byte
	strayTries int
	*draft
}

func (r *reader) problem(fpr string, reason policy.Reason, format string, args ...any) {
	if len(r.problems) >= limits.CertificateProblems {
		r.dropped++
		return
	}
	r.problems = append(r.problems, Problem{
		Source: r.source, Fingerprint: fpr, Reason: reason, Detail: fmt.Sprintf(format, args...),
	})
}

// finish ends the last certificate, hands out stray revocations and says what
// was left out.
func (r *reader) finish() {
	r.endCertificate()
	for _, raw := range r.strays {
		r.place(raw)
	}
	if r.dropped > 0 {
		r.problems = append(r.problems, Problem{
			Source: r.source, Reason: policy.ReasonLimitExceeded,
			Detail: fmt.Sprintf("%d more problems are not listed", r.dropped),
		})
	}
}

// mergeInOrder merges copies and keeps the order of first appearance.
func mergeInOrder(certs []*Certificate) []*Certificate {
	var order []string
	for _, c := range certs {
		order = append(order, c.Fingerprint())
	}
	byFPR := map[string]*Certificate{}
	for _, c := range mergeAll(certs) {
		byFPR[c.Fingerprint()] = c
	}
	var out []*Certificate
	for _, fpr := range order {
		if c := byFPR[fpr]; c != nil {
			out = append(out, c)
			delete(byFPR, fpr)
		}
	}
	return out
}

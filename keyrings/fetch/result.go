package fetch

import (
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// Status says how a place answered. The zero value is failure.
type Status string

const (
	// StatusFailed: it could not be asked, or the answer was beyond the limits.
	// The empty string means the same.
	StatusFailed Status = "failed"
	// StatusAbsent: it says that it has nothing.
	StatusAbsent Status = "absent"
	// StatusUnreadable: it answered with something that holds no usable
	// certificate: a web page, a secret key, a certificate that is cut off.
	StatusUnreadable Status = "unreadable"
	// StatusOther: it answered with certificates of which none was asked for.
	StatusOther Status = "other"
	// StatusFound: it has certificates that were asked for.
	StatusFound Status = "found"
)

// Result is what one place answered.
type Result struct {
	// Source is the place.
	Source Place
	Status Status
	// Asked is the address that was asked, which is on record as the source: where a
	// redirect of it leads may be good for one answer.
	Asked string
	// URL is where the answer came from, after redirects; empty if there is none.
	URL  string
	Date time.Time
	// SHA256 is "sha256:HEX" of the whole answer, before anything was dropped.
	SHA256 string
	// Certificates are those that were asked for, as sent.
	Certificates []*pgp.Certificate
	// Dropped are certificates that were not asked for.
	Dropped []*pgp.Certificate
	// Problems are what could not be used. Their text may be the server's.
	Problems []pgp.Problem
	// Err says why the place could not be asked.
	Err error
}

// Material is what was asked for and nothing else, with where it came from.
// False unless the status is [StatusFound].
func (r Result) Material() (keyrings.Material, bool) {
	if r.Status != StatusFound {
		return keyrings.Material{}, false
	}
	var packets []byte
	for _, c := range r.Certificates {
		packets = append(packets, c.Bytes()...)
	}
	m := keyrings.NewMaterial(packets, r.Asked, r.Date)
	m.Source.SHA256 = r.SHA256
	return m, true
}

// Materials collects the materials of all results.
func Materials(all []Result) []keyrings.Material {
	var out []keyrings.Material
	for _, r := range all {
		if m, ok := r.Material(); ok {
			out = append(out, m)
		}
	}
	return out
}

// take sorts an answer into what was asked for and the rest.
func (r *Result) take(file webget.File, fingerprints []string) {
	r.URL, r.SHA256 = file.URL, keyrings.Digest(file.Body)
	certs, problems, err := parse(file.Body, file.URL)
	if err != nil {
		r.Status, r.Err = StatusUnreadable, err
		return
	}
	r.Problems = problems
	for _, c := range certs {
		switch {
		case !slices.Contains(fingerprints, c.Fingerprint()):
			r.Dropped = append(r.Dropped, c)
		case r.clean(c):
			r.Certificates = append(r.Certificates, c)
		}
	}
	switch {
	case len(r.Certificates) > 0:
		r.Status = StatusFound
	case len(r.Dropped) > 0:
		r.Status = StatusOther
	default:
		r.Status = StatusUnreadable
	}
}

// clean tries whether a certificate can be merged at all. One place that floods a
// certificate must not keep those of the others out.
func (r *Result) clean(c *pgp.Certificate) bool {
	_, _, err := keyrings.Clean(c)
	if err != nil {
		r.Problems = append(r.Problems, pgp.Problem{
			Source: r.URL, Fingerprint: c.Fingerprint(), Reason: policy.ReasonLimitExceeded, Detail: err.Error(),
		})
	}
	return err == nil
}

func parse(data []byte, source string) (certs []*pgp.Certificate, problems []pgp.Problem, err error) {
	defer func() {
		if p := recover(); p != nil {
			certs, problems, err = nil, nil, fmt.Errorf("read certificates: %v", p)
		}
	}()
	certs, problems = pgp.ReadCertificates(data, source)
	return certs, problems, nil
}

package sop

import (
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// certs are the certificates of all CERTS arguments.
type certs struct {
	all      []*pgp.Certificate
	problems []pgp.Problem
	// named are the certificates by argument, in order.
	named []namedCerts
}

type namedCerts struct {
	name  string
	certs []*pgp.Certificate
}

// readCerts reads every CERTS argument. One broken certificate among good ones is
// only said in debug mode; an argument without a certificate, or with a secret
// key, is BAD_DATA.
func (p *program) readCerts(names []string) (*certs, error) {
	c := &certs{}
	for _, name := range names {
		data, err := p.input(name, limits.CertificateFile)
		if err != nil {
			return nil, err
		}
		found, problems := pgp.ReadCertificates(data, name)
		if err := p.judgeCerts(name, found, problems); err != nil {
			return nil, err
		}
		c.all = append(c.all, found...)
		c.problems = append(c.problems, problems...)
		c.named = append(c.named, namedCerts{name, found})
	}
	return c, nil
}

func (p *program) judgeCerts(name string, found []*pgp.Certificate, problems []pgp.Problem) error {
	for _, problem := range problems {
		if problem.Reason == policy.ReasonSecretKey {
			return failf(exitBadData, "%s: %s", name, problem.Detail)
		}
	}
	if len(found) == 0 {
		for _, problem := range problems {
			p.say("%s: %s", name, problem.Detail)
		}
		return failf(exitBadData, "%s: no certificate can be read from it", name)
	}
	for _, problem := range problems {
		p.sayDebug("%s: %s", name, problem.Detail)
	}
	return nil
}

// signers lists the arguments with a copy of the certificate that has the key.
func (c *certs) signers(k *policy.Key) []string {
	var names []string
	for _, n := range c.named {
		has := func(cert *pgp.Certificate) bool {
			return cert.Fingerprint() == k.Fingerprint && slices.Contains(cert.Keys(), k.Signing)
		}
		if slices.ContainsFunc(n.certs, has) && !slices.Contains(names, n.name) {
			names = append(names, n.name)
		}
	}
	return names
}

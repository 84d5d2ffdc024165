package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// Sigstore writes what a file of Sigstore evidence says.
func Sigstore(w io.Writer, file string, in sigstore.Inspection, style Style) error {
	p := &page{Style: style}
	p.title(file, in.Form+"; nothing here was verified")
	p.flaws(2, nil, in.Reason, in.Detail)
	for _, piece := range in.Pieces {
		p.piece(piece)
	}
	return p.writeTo(w)
}

func (p *page) piece(in sigstore.Inspected) {
	p.blank()
	p.row(2, "evidence", fmt.Sprintf("%d: %s", in.Index, in.Form))
	p.flaws(4, nil, in.Reason, in.Detail)
	if c := in.Certificate; c != nil {
		p.certificate(c, in.CertificateIssuer)
	} else if in.KeyHint != "" {
		p.row(4, "claims", "to be under the key "+in.KeyHint)
	}
	p.row(4, "covers", in.Digest)
	if s := in.Statement; s != nil {
		p.statement(s)
	}
	for _, l := range in.Logs {
		p.row(4, "log", fmt.Sprintf("entry %d of %s, %s; entry timestamp: %s, inclusion proof: %s", l.Index, l.ID, l.Kind, yesNo(l.Promise), yesNo(l.Proof)))
	}
	for _, t := range in.Times {
		p.row(4, "when", fmt.Sprintf("%s, says %s", day(t.At), t.By))
	}
	for _, need := range in.Needs {
		p.row(4, "needs", need)
	}
}

func (p *page) certificate(c *policy.Certificate, authority string) {
	p.row(4, "claims", "to be by "+c.SAN)
	for _, field := range []struct{ name, value string }{
		{"confirmed by", c.Issuer}, {"repository", c.SourceRepository}, {"ref", c.SourceRef}, {"commit", c.SourceDigest},
		{"workflow", c.BuildConfigURI}, {"signed by", c.BuildSignerURI}, {"started by", c.BuildTrigger},
		{"runner", c.RunnerEnvironment}, {"run", c.RunInvocationURI}, {"issued by", authority},
	} {
		p.row(4, field.name, field.value)
	}
	p.row(4, "valid", day(c.NotBefore)+" to "+day(c.NotAfter))
}

func (p *page) statement(s *policy.Statement) {
	p.row(4, "attests", s.PredicateType)
	for _, m := range s.Matching {
		p.row(4, "subject", strings.TrimSpace(m.Name+" "+m.Digest))
	}
	v := s.Provenance
	if v == nil {
		return
	}
	for _, field := range []struct{ name, value string }{
		{"builder", v.BuilderID}, {"build type", v.BuildType}, {"source", v.SourceURI}, {"source ref", v.SourceRef},
		{"commit", v.Commit}, {"entry point", v.EntryPoint}, {"invocation", v.InvocationID},
	} {
		p.row(4, field.name, field.value)
	}
	for _, parameter := range v.Parameters {
		p.row(4, "parameter", parameter)
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// PublicKey writes what a PEM public key is, as policies name it.
func PublicKey(w io.Writer, file string, pem []byte, style Style) error {
	p := &page{Style: style}
	p.title(file, "public key, for [[key.signer]] kind = \"pem\"")
	id, err := policy.PEMKeyID(pem)
	if err != nil {
		p.painted(2, "problem", err.Error(), p.bad)
	} else {
		p.row(2, "key", id)
	}
	return p.writeTo(w)
}

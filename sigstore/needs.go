package sigstore

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// needs says what it would take to verify a bundle, a clause each: who must know
// what it hangs on, the artifact, and a policy that names the signer.
func needs(p *parsed, who *policy.Certificate) []string {
	all := slices.Concat(signerNeeds(p), timeNeeds(p), artifactNeeds(p))
	switch {
	case who != nil && who.Issuer == "":
		return append(all, "a policy that names "+safetext.Quoted(who.SAN))
	case who != nil:
		return append(all, "a policy that names "+safetext.Quoted(who.SAN)+", confirmed by "+safetext.Quoted(who.Issuer))
	case p.leaf == nil:
		return append(all, "a policy that names the key")
	}
	return all
}

func signerNeeds(p *parsed) []string {
	if p.leaf != nil {
		return []string{"a trusted root that knows the certificate authority " + safetext.Quoted(p.leaf.Issuer.String())}
	}
	if p.hint == "" {
		return []string{"the public key; the bundle does not say which"}
	}
	return []string{"the public key that the hint names"}
}

// timeNeeds: a root that lists logs demands an entry, one without them a timestamp.
func timeNeeds(p *parsed) []string {
	tokens, err := p.bundle.Timestamps()
	stamped := err == nil && len(tokens) > 0
	var all []string
	if len(p.entries) > 0 {
		all = append(all, "a trusted root that knows one of the logs")
	}
	if stamped {
		all = append(all, "a trusted root that knows one of the timestamp authorities")
	}
	switch {
	case len(p.entries) > 0:
	case stamped:
		all = append(all, "a trusted root without logs, such as GitHub's, as it carries no log entry")
	case p.leaf == nil:
		all = append(all, `a log entry or a timestamp, as it carries neither, or a signer with root = "none"`)
	default:
		all = append(all, "a log entry or a timestamp, as it carries neither")
	}
	return all
}

func artifactNeeds(p *parsed) []string {
	var names []string
	for _, t := range p.taps() {
		i := slices.IndexFunc(algorithms[:], func(a digestAlgorithm) bool { return a.hash == t.Hash })
		names = append(names, algorithms[i].name)
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"the artifact, or its " + strings.Join(names, " or ") + " digest"}
}

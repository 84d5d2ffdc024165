package policy

import "strings"

// ClaimReport is one thing that a workflow's provenance claims.
type ClaimReport struct {
	// About is builder, build-type, source, ref, commit, entry-point, run or
	// parameter.
	About string `json:"about"`
	Value string `json:"value"`
	// Backed: the certificate, which the CI platform vouches for, says the same.
	Backed bool `json:"backed"`
}

// runnerPrefix is how GitHub's provenance names a runner in place of a builder.
const runnerPrefix = "https://github.com/actions/runner/"

// claims lists what provenance says, and whether the certificate says the same.
// Without a certificate nothing is backed.
func claims(p *Provenance, c *Certificate) []ClaimReport {
	if p == nil {
		return nil
	}
	if c == nil {
		c = &Certificate{}
	}
	var all []ClaimReport
	add := func(about, value string, backing ...string) {
		if value == "" {
			return
		}
		claim := ClaimReport{About: about, Value: cut(value)}
		for _, b := range backing {
			claim.Backed = claim.Backed || b == value
		}
		all = append(all, claim)
	}
	builders := []string{c.SAN, c.BuildSignerURI}
	if c.RunnerEnvironment != "" {
		builders = append(builders, runnerPrefix+c.RunnerEnvironment)
	}
	add("builder", p.BuilderID, builders...)
	add("build-type", p.BuildType)
	sources := []string{c.SourceRepository}
	if c.SourceRepository != "" {
		sources = append(sources, c.SourceRepository+".git")
	}
	add("source", p.SourceURI, sources...)
	add("ref", p.SourceRef, c.SourceRef)
	add("commit", p.Commit, c.SourceDigest)
	add("entry-point", p.EntryPoint, entryPoint(c))
	add("run", p.InvocationID, c.RunInvocationURI)
	for _, parameter := range p.Parameters {
		add("parameter", parameter)
	}
	return all
}

// entryPoint is the workflow's path, as the certificate has it: without the
// repository in front and the ref behind.
func entryPoint(c *Certificate) string {
	path, ok := strings.CutPrefix(c.BuildConfigURI, c.SourceRepository+"/")
	if !ok || c.SourceRepository == "" {
		return ""
	}
	path, _ = strings.CutSuffix(path, "@"+c.SourceRef)
	return strings.TrimPrefix(path, "/") // GitLab: REPOSITORY//PATH
}

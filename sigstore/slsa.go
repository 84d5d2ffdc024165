package sigstore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// Predicate types of SLSA provenance that are read for the report.
const (
	slsaV02 = "https://slsa.dev/provenance/v0.2"
	slsaV1  = "https://slsa.dev/provenance/v1"
)

// provenanceOf reads an SLSA predicate: what the workflow claims. A predicate
// of another type, or one that is no object, has none.
func provenanceOf(s *statement) *policy.Provenance {
	o := asObject(bytes.TrimSpace(s.predicate))
	switch {
	case o == nil:
		return nil
	case s.predicateType == slsaV02:
		return provenanceV02(o)
	case s.predicateType == slsaV1:
		return provenanceV1(o)
	}
	return nil
}

func provenanceV02(o object) *policy.Provenance {
	invocation := o.object("invocation")
	source := invocation.object("configSource")
	p := &policy.Provenance{
		BuilderID:    o.object("builder").text("id"),
		BuildType:    o.text("buildType"),
		EntryPoint:   source.text("entryPoint"),
		Commit:       commit(source.object("digest")),
		InvocationID: o.object("metadata").text("buildInvocationId"),
		Parameters:   parameters(invocation.object("parameters")),
	}
	if p.InvocationID == "" { // as some generators spell it
		p.InvocationID = o.object("metadata").text("buildInvocationID")
	}
	p.SourceURI, p.SourceRef = splitSource(source.text("uri"))
	return p
}

func provenanceV1(o object) *policy.Provenance {
	definition, details := o.object("buildDefinition"), o.object("runDetails")
	external := definition.object("externalParameters")
	workflow := external.object("workflow")
	p := &policy.Provenance{
		BuilderID:    details.object("builder").text("id"),
		BuildType:    definition.text("buildType"),
		SourceURI:    workflow.text("repository"),
		SourceRef:    workflow.text("ref"),
		EntryPoint:   workflow.text("path"),
		InvocationID: details.object("metadata").text("invocationId"),
		Parameters:   parameters(external, "workflow.repository", "workflow.ref", "workflow.path"),
	}
	if p.SourceURI == "" {
		p.SourceURI, p.SourceRef = splitSource(external.object("source").text("uri"))
	}
	p.Commit = dependencyCommit(definition, p)
	return p
}

// dependencyCommit finds the commit of the source among the resolved
// dependencies: that of the same repository, or of the only one.
func dependencyCommit(definition object, p *policy.Provenance) string {
	list := definition.array("resolvedDependencies")
	for _, raw := range list {
		o := asObject(bytes.TrimSpace(raw))
		uri, _ := splitSource(o.text("uri"))
		if uri != "" && (uri == p.SourceURI || p.SourceURI == "" && len(list) == 1) {
			if c := commit(o.object("digest")); c != "" {
				return c
			}
		}
	}
	return ""
}

func commit(digest object) string {
	if c := digest.text("gitCommit"); c != "" {
		return c
	}
	return digest.text("sha1")
}

// splitSource takes git+https://host/repository@ref apart.
func splitSource(uri string) (repository, ref string) {
	uri = strings.TrimPrefix(uri, "git+")
	_, rest, _ := strings.Cut(uri, "://")
	_, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndex(path, "@"); i >= 0 { // not the user's @ before the host
		ref = path[i+1:]
		uri = strings.TrimSuffix(uri, "@"+ref)
	}
	return uri, ref
}

// parameters flattens external parameters to "name=value", sorted, but for those
// that are told elsewhere.
func parameters(o object, told ...string) []string {
	var all []string
	flatten("", o, limits.ParameterLevels, &all)
	all = slices.DeleteFunc(all, func(p string) bool {
		name, _, _ := strings.Cut(p, "=")
		return slices.Contains(told, name)
	})
	slices.Sort(all)
	if len(all) > limits.ReportedParameters {
		all = append(all[:limits.ReportedParameters:limits.ReportedParameters], fmt.Sprintf("... and %d more", len(all)-limits.ReportedParameters))
	}
	return all
}

// flatten goes down some levels, each of which decodes anew what is below it. The
// caller sorts. Names are cut on the way: each would be repeated for all below it.
func flatten(prefix string, o object, levels int, all *[]string) {
	for name, raw := range o {
		name, raw = shortParameter(prefix+name), bytes.TrimSpace(raw)
		if levels > 0 {
			if inner := asObject(raw); inner != nil {
				flatten(name+".", inner, levels-1, all)
				continue
			}
		}
		*all = append(*all, name+"="+parameterValue(raw))
	}
}

func shortParameter(text string) string {
	if len(text) > limits.ReportedParameter {
		return text[:limits.ReportedParameter] + "..."
	}
	return text
}

func parameterValue(raw json.RawMessage) string {
	value := string(raw)
	var text string
	if json.Unmarshal(raw, &text) == nil && len(raw) > 0 && raw[0] == '"' {
		value = text
	}
	return shortParameter(value)
}

// differences says where the provenance, which the workflow wrote, claims other
// than the certificate, which the CI platform backs.
func differences(p *policy.Provenance, c *policy.Certificate) []policy.Notice {
	var notices []policy.Notice
	differ := func(what, claimed, backed string) {
		if claimed != "" && backed != "" && claimed != backed {
			notices = append(notices, policy.Notice{Code: policy.NoticeClaimsDiffer,
				Detail: fmt.Sprintf("%s: provenance says %s, certificate %s", what, safetext.Quoted(claimed), safetext.Quoted(backed))})
		}
	}
	differ("source repository", strings.TrimSuffix(p.SourceURI, ".git"), c.SourceRepository)
	differ("source ref", p.SourceRef, c.SourceRef)
	differ("commit", p.Commit, c.SourceDigest)
	if strings.Contains(p.InvocationID, "://") { // else a number of the generator's own
		differ("run", p.InvocationID, c.RunInvocationURI)
	}
	if runner, ok := strings.CutPrefix(p.BuilderID, "https://github.com/actions/runner"); ok {
		differ("runner", strings.TrimPrefix(runner, "/"), c.RunnerEnvironment)
	} else {
		differ("builder", p.BuilderID, builderOf(c))
	}
	return notices
}

// builderOf is what the certificate says signed: the workflow, with its ref.
func builderOf(c *policy.Certificate) string {
	if c.BuildSignerURI != "" {
		return c.BuildSignerURI
	}
	if c.SANKind == "uri" {
		return c.SAN
	}
	return ""
}

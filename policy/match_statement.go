package policy

import (
	"path"
	"slices"
	"strings"
)

// Predicate types, as in-toto statements spell them.
const (
	// predicatePlain stands for a signature over the artifact itself.
	predicatePlain  = "plain"
	predicateSLSA02 = "https://slsa.dev/provenance/v0.2"
	predicateSLSA1  = "https://slsa.dev/provenance/v1"

	predicatePyPI      = "https://docs.pypi.org/attestations/publish/v1"
	predicateNPM       = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	predicateRelease01 = "https://in-toto.io/attestation/release/v0.1"
	predicateRelease02 = "https://in-toto.io/attestation/release/v0.2"
)

// predicates are what a signer of this kind may vouch with: an attestation of
// another kind says something else, whoever signed it (slsa-verifier
// GHSA-r2xv-vpr2-42m9, cosign CVE-2022-35929).
func (s *SigstoreSigner) predicates() []string {
	switch s.Kind {
	case "github", "gitlab", "google":
		return []string{predicatePlain, predicateSLSA02, predicateSLSA1}
	case "email":
		return []string{predicatePlain}
	case "pypi":
		return []string{predicatePyPI, predicateSLSA1}
	case "npm":
		return []string{predicateNPM}
	case "github-release":
		return []string{predicateRelease01, predicateRelease02}
	case "custom":
		return s.Predicates
	}
	return nil
}

// subjects is how a kind of signer names what it vouches for.
type subjects struct {
	// want describes the name that is wanted; is compares.
	want string
	is   func(StatementSubject) bool
}

// checkStatement checks what sigstore-go does not: predicate type and subject name.
func checkStatement(f Finding, allowed []string, names subjects) mismatch {
	c := &comparison{}
	st := f.Statement
	if st == nil {
		c.want(slices.Contains(allowed, predicatePlain), ReasonPredicateType, "a plain signature, not %s", strings.Join(allowed, " or "))
		return c.bad
	}
	c.want(st.PredicateType != predicatePlain && slices.Contains(allowed, st.PredicateType), ReasonPredicateType,
		"the attestation is of type %s", orNone(st.PredicateType))
	c.want(len(st.Matching) > 0, ReasonOtherArtifact, "the attestation does not cover the artifact")
	c.want(!isSLSA(st.PredicateType) || (!st.EmptyPredicate && st.Provenance != nil), ReasonPredicateContent, "the provenance is empty")
	if names.is != nil {
		c.want(slices.ContainsFunc(st.Matching, names.is), ReasonSubjectName,
			"the name that the attestation gives these bytes is %s, not %s", orNone(subjectNames(st)), names.want)
	}
	return c.bad
}

func isSLSA(predicate string) bool {
	return predicate == predicateSLSA02 || predicate == predicateSLSA1
}

func subjectNames(st *Statement) string {
	names := make([]string, len(st.Matching))
	for i, s := range st.Matching {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// subjects compares with the name that the policy states, or else with the
// file's name, by is. Without either, the digest alone decides.
func (t target) subjects(is func(StatementSubject) bool) subjects {
	switch {
	case t.subject != "":
		return subjects{t.subject, func(s StatementSubject) bool { return s.Name == t.subject }}
	case t.name != "":
		return subjects{t.name, is}
	}
	return subjects{}
}

// isFile compares the subject's name with the file's. A build may state the path
// below its output folder; the digest matched before, so the last segment decides.
func (t target) isFile(s StatementSubject) bool {
	if names := npmFileNames(s.Name); names != nil {
		return slices.Contains(names, t.name)
	}
	return path.Base(s.Name) == t.name
}

// npmFileNames returns the names under which the npm registry and "npm pack"
// publish the package version in a purl (pkg:npm/%40scope/name@version); nil for
// anything else.
func npmFileNames(purl string) []string {
	rest, ok := strings.CutPrefix(purl, "pkg:npm/")
	if !ok {
		return nil
	}
	full, version, ok := cutLast(rest, "@")
	if !ok || strings.ContainsAny(version, "/?#%") || strings.Count(full, "/") > 1 {
		return []string{}
	}
	scope, name, scoped := strings.Cut(full, "/")
	if !scoped {
		return []string{full + "-" + version + ".tgz"}
	}
	scope = strings.TrimPrefix(scope, "%40")
	return []string{name + "-" + version + ".tgz", scope + "-" + name + "-" + version + ".tgz"}
}

package policy

import "strings"

// Subject is the artifact that a verdict is about.
type Subject struct {
	// File is the path that the artifact was opened by, for the report alone;
	// empty for a digest or standard input.
	File string
	// Name is the file's name here, without folders; empty for a digest or
	// standard input without a name.
	Name string
	// Version is the version that the caller expects; empty if not stated.
	Version string
	// Size in bytes; -1 if only a digest was given.
	Size int64
	// Digests are "sha256:HEX" and the like of the bytes that were judged.
	Digests []string
	// Content is what a compressed artifact holds; nil if it was not looked at or
	// the artifact is not compressed.
	Content *Content
	// Links tie checksum lists to the artifact.
	Links []Link
}

// target is the subject as the policy sees it.
type target struct {
	// file is the file's name here, name the one that upstream gave it; empty if
	// unknown.
	file    string
	name    string
	version string
	// bound: the file's name gave the version.
	bound bool
	// subject is the name that attestations must carry, if the policy states it.
	subject  string
	evidence []string
	via      string
	covers   Covers
	require  Require
	minimum  Class
}

// resolve finds the [[artifact]] and [[release]] that apply.
func (p *Policy) resolve(s Subject) (target, Reason, string) {
	t := target{file: s.Name, name: s.Name, version: s.Version, require: p.Require, minimum: p.Minimum}
	if s.Version != "" && !ValidVersion(s.Version) {
		return t, ReasonVersionMismatch, "the version asked for does not look like a version"
	}
	if len(p.Artifacts) == 0 && p.File == "" {
		t.via, t.covers = p.Default.Via, p.Default.Covers
	} else {
		if reason, detail := p.resolveArtifact(s, &t); reason != "" {
			return t, reason, detail
		}
	}
	// Who is declared depends on the version, and so does the bar.
	if t.version == "" && p.bindsVersions() {
		return t, ReasonVersionUnknown, "signers are bound to versions"
	}
	return p.resolveRelease(t)
}

func (p *Policy) resolveArtifact(s Subject, t *target) (Reason, string) {
	rules, versions := p.rulesFor(s)
	switch {
	case len(rules) == 0 && len(versions) > 0:
		return ReasonVersionMismatch, "the name says " + strings.Join(versions, " or ") + ", asked for was " + s.Version
	case len(rules) == 0:
		return ReasonUnknownArtifact, orNone(s.Name)
	case len(rules) > 1:
		return ReasonAmbiguousArtifact, s.Name
	}
	if versions[0] != "" {
		t.version, t.bound = versions[0], true
	}
	return t.apply(rules[0])
}

// rulesFor finds the entries that match the name, and the versions that they
// read in it. The version asked for, if there is one, decides between them.
func (p *Policy) rulesFor(s Subject) (rules []ArtifactRule, versions []string) {
	for _, a := range p.Artifacts {
		v, ok := bindVersion(a.Name, s.Name)
		if !ok || s.Name == "" {
			continue
		}
		versions = append(versions, v)
		if s.Version == "" || v == "" || v == s.Version {
			rules = append(rules, a)
		}
	}
	if len(rules) == 1 && len(versions) > 1 {
		versions = []string{s.Version}
	}
	return rules, versions
}

// apply takes over what the rule says, with the version put in.
func (t *target) apply(rule ArtifactRule) (Reason, string) {
	texts := append([]string{rule.UpstreamName, rule.Subject, rule.Via}, rule.Evidence...)
	for _, text := range texts {
		if namesVersion(text) && t.version == "" {
			return ReasonVersionUnknown, text
		}
	}
	if rule.UpstreamName != "" {
		t.name = expand(rule.UpstreamName, t.version)
	}
	t.subject = expand(rule.Subject, t.version)
	t.via, t.covers = expand(rule.Via, t.version), rule.Covers
	for _, e := range rule.Evidence {
		t.evidence = append(t.evidence, expand(e, t.version))
	}
	return "", ""
}

func (p *Policy) resolveRelease(t target) (target, Reason, string) {
	matched := 0
	for _, r := range p.Releases {
		if t.version == "" {
			return t, ReasonVersionUnknown, "the policy differs between versions"
		}
		if !matchAny(r.Versions, t.version) {
			continue
		}
		if matched++; matched > 1 {
			return t, ReasonAmbiguousRelease, t.version
		}
		if r.Require != "" {
			t.require = r.Require
		}
		if r.Minimum != ClassNone {
			t.minimum = r.Minimum
		}
	}
	return t, "", ""
}

// Expectation is what a policy expects of one artifact, for callers that look
// for evidence.
type Expectation struct {
	Version string
	// UpstreamName is the artifact's name as upstream spells it.
	UpstreamName string
	// Evidence are the evidence files that the policy names; nil means that they
	// are looked for beside the artifact.
	Evidence []string
	// Via is the checksum list that evidence covers; empty without one.
	Via    string
	Covers Covers
	// Require is what must bring evidence, the override of a [[release]] included.
	Require Require
}

// Expect says what the policy expects of the subject. A policy that does not
// know the subject gives a reason.
func (p *Policy) Expect(s Subject) (Expectation, Reason) {
	t, reason, _ := p.resolve(s)
	return Expectation{Version: t.version, UpstreamName: t.name, Evidence: t.evidence, Via: t.via, Covers: t.covers, Require: t.require}, reason
}

package policy

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Enforced is a policy as it is enforced for one version, for people.
type Enforced struct {
	Version string
	// Reason is set when the policy cannot be enforced for this version.
	Reason       Reason
	Require      Require
	Minimum      Class
	Requirements []RequirementReport
	Signers      []SignerInfo
	Artifacts    []ArtifactRule
	Exceptions   []ExceptionReport
}

// SignerInfo is one signer and what counts as evidence by it.
type SignerInfo struct {
	Name  string
	Side  Side
	Class Class
	// Pins are what must match, one per line.
	Pins []string
	// Bounds say for which versions and dates; empty means always.
	Bounds string
	// Counts reports whether the signer counts for the version asked for.
	Counts bool
}

// Enforced says what the policy demands of the version (empty: of an unknown
// version), and as of now.
func (p *Policy) Enforced(version string, now time.Time) Enforced {
	a := &assessment{policy: p, now: now}
	var reason Reason
	a.target, reason, _ = p.resolveRelease(target{version: version, require: p.Require, minimum: p.Minimum})
	e := Enforced{
		Version: version, Reason: reason, Require: a.target.require, Minimum: a.target.minimum,
		Artifacts: p.Artifacts, Exceptions: p.exceptionReports(now),
	}
	for _, sides := range sidesOf(e.Require) {
		e.Requirements = append(e.Requirements, a.demand(sides))
	}
	for _, side := range []Side{SideKey, SideSigstore} {
		for _, s := range p.signers(side) {
			e.Signers = append(e.Signers, SignerInfo{
				Name: s.name(), Side: side, Class: s.declaredClass(), Pins: s.pins(),
				Bounds: s.scope().String(), Counts: s.scope().covers(version),
			})
		}
	}
	return e
}

// String says in words what the scope bounds; empty without bounds.
func (s Scope) String() string {
	var parts []string
	if len(s.Versions) > 0 {
		parts = append(parts, "versions "+strings.Join(s.Versions, ", "))
	}
	if len(s.ExceptVersions) > 0 {
		parts = append(parts, "not versions "+strings.Join(s.ExceptVersions, ", "))
	}
	if !s.SignedBefore.IsZero() {
		parts = append(parts, "signed before "+s.SignedBefore.Format(time.DateOnly))
	}
	return strings.Join(parts, "; ")
}

func (s *OpenPGPSigner) pins() []string {
	pins := []string{"held by the " + string(s.HeldBy)}
	for _, f := range s.Fingerprints {
		pins = append(pins, "OpenPGP certificate "+f)
	}
	if s.Keyring != "" {
		pins = append(pins, "found in "+s.Keyring)
	}
	return pins
}

func (s *KeySigner) pins() []string {
	held := "held by the " + string(s.HeldBy)
	switch s.Kind {
	case kindSSH:
		return []string{held, "SSH signature under the public key " + s.ID, "made for the namespace " + s.Namespace}
	case kindMinisign, kindSignify:
		return []string{held, s.Kind + " signature under the public key " + s.ID}
	}
	if s.Root == "" {
		return []string{held, "Sigstore bundle under the public key " + s.ID, "no trusted root: no log entry and no time is asked for"}
	}
	return []string{held, "Sigstore bundle under the public key " + s.ID, "trusted root " + s.Root}
}

func (s *SigstoreSigner) pins() []string {
	pins := []string{}
	pin := func(what, value string) {
		if value != "" {
			pins = append(pins, what+" "+value)
		}
	}
	pin("identity", s.Identity)
	pin("confirmed by", s.IssuerURL)
	pin("repository", s.Repository)
	pin("repository number", s.RepositoryID)
	if s.Kind == "github-release" {
		pin("tag", orAny(strings.TrimPrefix(s.Ref, tagPrefix)))
	}
	if s.isCI() {
		pin("workflow", orAny(s.Workflow))
		pin("ref", orAny(s.Ref))
		pin("started by", cmp.Or(strings.Join(s.Events, ", "), "anything but pull requests"))
	}
	pin("package", s.Package)
	pin("registry keys", s.Keys)
	pin("commit", s.Commit)
	pin("runner", s.Runner)
	pin("environment", s.Environment)
	if b := s.Builder; b != nil {
		pin("builder", fmt.Sprintf("%s, isolated: %t", joined(b.Repository, b.Workflow, b.Ref, b.Digest), b.Isolated))
	}
	pin("vouching with", strings.Join(s.predicates(), ", "))
	if s.PublishSuffices {
		pin("publish attestation", "suffices")
	}
	pin("trusted root", s.Root)
	return pins
}

func orAny(text string) string { return cmp.Or(text, "ANY (not pinned)") }

package policy

// signer is what all kinds of signers have in common.
type signer interface {
	name() string
	scope() Scope
	// declaredClass is the strongest class that evidence by this signer can reach.
	declaredClass() Class
	// match compares the verified identity in a finding with what the policy
	// pins. The mismatch has no reason on a match.
	match(f Finding, t target) mismatch
	// claims reports whether unverified evidence claims to be by this signer.
	claims(f Finding) bool
	// classOf is the class that this verified finding reaches.
	classOf(f Finding) Class
	// pins say in words what must match.
	pins() []string
}

// mismatch says why a finding is not by a signer.
type mismatch struct {
	reason Reason
	detail string
	// near counts the checks that passed before, to name the closest signer in reports.
	near int
}

// sidesOf lists what a requirement asks for: each element must be met, by one of
// the sides in it.
func sidesOf(r Require) [][]Side {
	switch r {
	case RequirePGP:
		return [][]Side{{SideKey}}
	case RequireSigstore:
		return [][]Side{{SideSigstore}}
	case RequireBoth:
		return [][]Side{{SideKey}, {SideSigstore}}
	case RequireAny:
		return [][]Side{{SideKey, SideSigstore}}
	}
	return nil
}

// signers lists the policy's signers of one side.
func (p *Policy) signers(side Side) []signer {
	var all []signer
	switch side {
	case SideKey:
		for i := range p.OpenPGPSigners {
			all = append(all, &p.OpenPGPSigners[i])
		}
		for i := range p.KeySigners {
			all = append(all, &p.KeySigners[i])
		}
	case SideSigstore:
		for i := range p.SigstoreSigners {
			all = append(all, &p.SigstoreSigners[i])
		}
	}
	return all
}

// covers reports whether the scope includes the version; an unknown version is
// only in a scope without bounds.
func (s Scope) covers(version string) bool {
	if version == "" {
		return len(s.Versions) == 0 && len(s.ExceptVersions) == 0
	}
	if len(s.Versions) > 0 && !matchAny(s.Versions, version) {
		return false
	}
	return !matchAny(s.ExceptVersions, version)
}

// bindsVersions reports whether some signer is named for some versions only.
func (p *Policy) bindsVersions() bool {
	for _, side := range []Side{SideKey, SideSigstore} {
		for _, s := range p.signers(side) {
			if !s.scope().covers("") {
				return true
			}
		}
	}
	return false
}

func (s *OpenPGPSigner) name() string          { return s.Name }
func (s *OpenPGPSigner) scope() Scope          { return s.Scope }
func (s *OpenPGPSigner) declaredClass() Class  { return keyClass(s.HeldBy) }
func (s *OpenPGPSigner) classOf(Finding) Class { return keyClass(s.HeldBy) }

func (s *KeySigner) name() string          { return s.Name }
func (s *KeySigner) scope() Scope          { return s.Scope }
func (s *KeySigner) declaredClass() Class  { return keyClass(s.HeldBy) }
func (s *KeySigner) classOf(Finding) Class { return keyClass(s.HeldBy) }

func (s *SigstoreSigner) name() string { return s.Name }
func (s *SigstoreSigner) scope() Scope { return s.Scope }

func keyClass(h HeldBy) Class {
	switch h {
	case HeldByAuthor:
		return ClassAuthorKey
	case HeldByCI:
		return ClassCIKey
	}
	return ClassNone
}

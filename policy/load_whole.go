package policy

import (
	"cmp"

	"github.com/upsig/upsig/internal/tomltree"
)

// whole checks what no single table shows.
func (l *loader) whole() {
	p, r := l.policy, l.root
	l.reachable(r, p.Require, p.Minimum)
	if len(p.Artifacts) == 0 {
		r.Problem(r.Position(), "no [[artifact]]: a policy must say which files it is about")
	}
	l.distinctArtifacts()
	if n := len(p.OpenPGPSigners) + len(p.KeySigners); p.Threshold > n {
		l.pgp.Problem(l.pgp.At("threshold"), "threshold %d can never be met by the number of signers, %d", p.Threshold, n)
	}
	for i, rel := range p.Releases {
		l.release(l.releases[i], rel, p.Releases[:i])
	}
}

// reachable checks a demand against the signers, of whatever version. Whether
// there is one for each version shows when that version is verified.
func (l *loader) reachable(r *tomltree.Reader, require Require, minimum Class) {
	if require == "" {
		return // a problem already
	}
	best := ClassNone
	for _, sides := range sidesOf(require) {
		best = max(best, l.policy.strongest(sides))
		if !anySigner(l.policy, sides) {
			r.Problem(r.At("require"), "require = %q, but no %s is declared", require, signerTables(sides))
		}
	}
	if best != ClassNone && minimum > best {
		r.Problem(r.At("minimum"), "minimum %s can be reached by no signer on a required side", minimum)
	}
	l.together(r, require, minimum)
}

// together checks the threshold against the bar: of signers counted together the weakest
// gives the class. With require = "any" the other side may meet the bar alone.
func (l *loader) together(r *tomltree.Reader, require Require, minimum Class) {
	p := l.policy
	if (require != RequirePGP && require != RequireBoth) || len(p.signers(SideKey)) < p.Threshold {
		return
	}
	bar, enough := p.leastBar(minimum), 0
	for _, s := range p.signers(SideKey) {
		if s.declaredClass() >= bar {
			enough++
		}
	}
	if enough < p.Threshold {
		at := r.At("minimum")
		if r == l.root {
			at = l.pgp.At("threshold")
		}
		r.Problem(at, "threshold %d can never be met: class %s is needed, which the weakest of those counted together must reach,"+
			" and %d can; a minimum lowers it", p.Threshold, bar, enough)
	}
}

// leastBar is the bar of the key side that holds for every version.
func (p *Policy) leastBar(minimum Class) Class {
	bar := ClassNone
	for _, s := range p.signers(SideKey) {
		if s.scope().covers("") {
			bar = max(bar, s.declaredClass())
		}
	}
	if minimum != ClassNone {
		bar = min(bar, minimum)
	}
	return bar
}

// release checks one [[release]] in the light of the whole.
func (l *loader) release(r *tomltree.Reader, rel Release, earlier []Release) {
	l.reachable(r, cmp.Or(rel.Require, l.policy.Require), cmp.Or(rel.Minimum, l.policy.Minimum))
	for _, e := range earlier {
		for _, a := range rel.Versions {
			for _, b := range e.Versions {
				if globsMeet(a, b) {
					r.Problem(r.At("versions"), "%q and %q of another [[release]] can match the same version", a, b)
				}
			}
		}
	}
}

func signerTables(sides []Side) string {
	switch {
	case len(sides) > 1:
		return "signer"
	case sides[0] == SideKey:
		return "[[pgp.signer]] or [[key.signer]]"
	}
	return "[[sigstore.signer]]"
}

func (l *loader) distinctArtifacts() {
	seen := map[string]bool{}
	for i, a := range l.policy.Artifacts {
		if r := l.artifacts[i]; seen[a.Name] {
			r.Problem(r.At("name"), "two [[artifact]] entries are called %q", a.Name)
		}
		seen[a.Name] = true
	}
}

// strongest is the strongest class that a signer of these sides can reach for
// some version.
func (p *Policy) strongest(sides []Side) Class {
	best := ClassNone
	for _, side := range sides {
		for _, s := range p.signers(side) {
			best = max(best, s.declaredClass())
		}
	}
	return best
}

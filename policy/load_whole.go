package policy

import (
	"fmt"

	"github.com/upsig/upsig/internal/tomltree"
)

func errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// whole checks what no single table shows.
func (l *loader) whole() {
	p, r := l.policy, l.root
	if p.Require != "" {
		for _, side := range sidesOf(p.Require) {
			l.sideHasSigner(side)
		}
	}
	if len(p.Artifacts) == 0 {
		r.Problem(r.Position(), "no [[artifact]]: a policy must say which files it is about")
	}
	l.distinctArtifacts(r)
	if n := len(p.OpenPGPSigners) + len(p.KeySigners); p.Threshold > n {
		r.Problem(r.At("pgp"), "threshold %d can never be met by %d signers", p.Threshold, n)
	}
	if p.Minimum > p.strongest() {
		r.Problem(r.At("minimum"), "minimum %s can be reached by no declared signer", p.Minimum)
	}
}

func (l *loader) sideHasSigner(sides []Side) {
	if !anySigner(l.policy, sides) {
		l.root.Problem(l.root.At("require"), "require = %q, but no %s is declared", l.policy.Require, signerTables(sides))
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

func (l *loader) distinctArtifacts(r *tomltree.Reader) {
	seen := map[string]bool{}
	for _, a := range l.policy.Artifacts {
		if seen[a.Name] {
			r.Problem(r.At("artifact"), "two [[artifact]] entries are called %q", a.Name)
		}
		seen[a.Name] = true
	}
}

// strongest is the strongest class that any signer can reach for some version.
func (p *Policy) strongest() Class {
	best := ClassNone
	for _, side := range []Side{SideKey, SideSigstore} {
		for _, s := range p.signers(side) {
			best = max(best, s.declaredClass())
		}
	}
	return best
}

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/tomltree"
)

func (l *loader) artifact(r *tomltree.Reader) ArtifactRule {
	a := ArtifactRule{
		Name:         mandatory(r, "name", checkArtifactName),
		UpstreamName: optional(r, "upstream-name", checkDerivedName),
		Evidence:     r.Strings("evidence"),
		Subject:      optional(r, "subject", checkPlaceholders),
		Via:          optional(r, "via", checkDerivedName),
		Covers:       Covers(optional(r, "covers", checkCovers)),
	}
	if a.Via != "" && a.Via == a.Name {
		r.Problem(r.At("via"), "via names the artifact itself, not a checksum list")
	}
	for _, e := range a.Evidence {
		if e != "" {
			check(r, "evidence", checkDerivedName(e))
		}
	}
	if strings.Contains(a.Subject, "*") {
		r.Problem(r.At("subject"), "subject must be exact; only %s may vary", placeholder)
	}
	r.Done()
	return a
}

// checkArtifactName wants one place at most where the version stands, so that a
// name binds exactly one version.
func checkArtifactName(name string) error {
	if strings.Contains(name, placeholderUnderscore) {
		return fmt.Errorf("%q: a name binds the version with %s", name, placeholder)
	}
	if strings.Count(name, placeholder) > 1 {
		return fmt.Errorf("%q: %s may stand only once in a name", name, placeholder)
	}
	if strings.Contains(name, "*") {
		return fmt.Errorf("%q: a name is exact but for %s", name, placeholder)
	}
	return checkDerivedName(name)
}

func checkCovers(text string) error {
	if slices.Contains(CoversValues(), Covers(text)) {
		return nil
	}
	return fmt.Errorf("%q must be one of %s, %s, %s", text, CoversAuto, CoversFile, CoversUncompressed)
}

func checkDerivedName(name string) error {
	if err := checkPlaceholders(name); err != nil {
		return err
	}
	return checkFileName(name)
}

package sigstore

import (
	"bytes"

	"github.com/upsig/upsig/policy"
)

// predicateNPM is the type of the attestation that npm's registry publishes.
const predicateNPM = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"

// facts is what the statement says, but for the subjects that are the artifact.
func (s *statement) facts() policy.Statement {
	f := policy.Statement{
		PredicateType:  s.predicateType,
		Subjects:       len(s.subjects),
		EmptyPredicate: s.emptyPredicate(),
		Provenance:     provenanceOf(s),
		Package:        packageOf(s),
	}
	for _, sub := range s.subjects {
		if sub.uri != "" {
			f.URIs = append(f.URIs, sub.uri)
		}
	}
	return f
}

// packageOf reads what npm's registry says it published.
func packageOf(s *statement) *policy.Package {
	o := asObject(bytes.TrimSpace(s.predicate))
	if o == nil || s.predicateType != predicateNPM {
		return nil
	}
	return &policy.Package{Name: o.text("name"), Version: o.text("version"), Registry: o.text("registry")}
}

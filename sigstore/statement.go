package sigstore

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

var statementTypes = []string{"https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"}

// statement is an in-toto statement as its JSON says, each member under its
// exact name.
type statement struct {
	predicateType string
	subjects      []subject
	predicate     json.RawMessage
}

type subject struct {
	name, uri string
	// digests by algorithm, those supported only.
	digests map[string][]byte
}

func openEnvelope(payloadType string, payload []byte) *envelope {
	e := &envelope{payloadType: payloadType, payload: payload}
	if payloadType != payloadInToto {
		e.problem = unusable(policy.ReasonUnsupportedEvidence, "the envelope holds %s, no in-toto statement", safetext.Quoted(payloadType))
		return e
	}
	if e.statement, e.problem = parseStatement(payload); e.problem == nil {
		e.facts = sync.OnceValue(e.statement.facts)
	}
	return e
}

func parseStatement(payload []byte) (*statement, *problem) {
	values, p := scan(payload)
	if p != nil {
		return nil, p
	}
	if len(values) != 1 {
		return nil, unusable(policy.ReasonMalformedEvidence, "the envelope holds %d JSON values instead of one statement", len(values))
	}
	o := asObject(values[0])
	if key := o.misspelt("_type", "subject", "predicateType", "predicate"); key != "" {
		return nil, unusable(policy.ReasonMalformedEvidence, "the statement's member %s is misspelt", safetext.Quoted(key))
	}
	if !slices.Contains(statementTypes, o.text("_type")) {
		return nil, unusable(policy.ReasonUnsupportedEvidence, "statement type %s", safetext.Quoted(o.text("_type")))
	}
	s := &statement{predicateType: o.text("predicateType"), predicate: o["predicate"]}
	if s.predicateType == "" {
		return nil, unusable(policy.ReasonMalformedEvidence, "the statement has no predicate type")
	}
	if s.subjects, p = parseSubjects(o); p != nil {
		return nil, p
	}
	return s, nil
}

func parseSubjects(o object) ([]subject, *problem) {
	list := o.array("subject")
	if len(list) == 0 {
		return nil, unusable(policy.ReasonEmptyEvidence, "the statement has no subject")
	}
	if len(list) > limits.StatementSubjects {
		return nil, unusable(policy.ReasonLimitExceeded, "%d subjects, more than %d", len(list), limits.StatementSubjects)
	}
	subjects := make([]subject, 0, len(list))
	for _, raw := range list {
		s, p := parseSubject(asObject(bytes.TrimSpace(raw)))
		if p != nil {
			return nil, p
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

func parseSubject(o object) (subject, *problem) {
	if key := o.misspelt("name", "uri", "digest"); key != "" {
		return subject{}, unusable(policy.ReasonMalformedEvidence, "a subject's member %s is misspelt", safetext.Quoted(key))
	}
	set := o.object("digest")
	if set == nil {
		return subject{}, unusable(policy.ReasonMalformedEvidence, "a subject without digest")
	}
	if !o.allText("name", "uri") || !set.allText(slices.Collect(maps.Keys(set))...) {
		return subject{}, unusable(policy.ReasonMalformedEvidence, "a subject's name or digest is not text")
	}
	if len(set) > limits.SubjectDigests {
		return subject{}, unusable(policy.ReasonLimitExceeded, "a subject with %d digests", len(set))
	}
	s := subject{name: o.text("name"), uri: o.text("uri"), digests: map[string][]byte{}}
	for _, a := range algorithms {
		if !set.has(a.name) {
			continue
		}
		sum, err := hex.DecodeString(set.text(a.name))
		if err != nil || len(sum) != a.hash.Size() {
			return subject{}, unusable(policy.ReasonMalformedEvidence, "a subject's %s digest is not one", a.name)
		}
		s.digests[a.name] = sum
	}
	return s, nil
}

func (s *statement) uses(a digestAlgorithm) bool {
	return slices.ContainsFunc(s.subjects, func(sub subject) bool { return sub.digests[a.name] != nil })
}

// emptyPredicate reports whether the predicate is absent, null or {}.
func (s *statement) emptyPredicate() bool {
	p := bytes.TrimSpace(s.predicate)
	if len(p) == 0 || bytes.Equal(p, []byte("null")) {
		return true
	}
	o := asObject(p)
	return o != nil && len(o) == 0
}

// match finds the subjects that are the artifact. A subject matches when every
// supported digest of it that is known of the artifact is equal, and there is
// one: a statement that contradicts itself matches nothing.
func (s *statement) match(d policy.Digests) ([]policy.StatementSubject, policy.Status, *problem) {
	sums := knownSums(d)
	var matching []policy.StatementSubject
	compared := 0
	for _, sub := range s.subjects {
		digest, known := sub.match(sums)
		if known {
			compared++
		}
		if digest != "" {
			matching = append(matching, policy.StatementSubject{Name: sub.name, Digest: digest})
		}
	}
	return matching, s.status(matching, compared), s.mismatch(matching, compared)
}

func knownSums(d policy.Digests) map[string][]byte {
	sums := map[string][]byte{}
	for _, a := range algorithms {
		if sum, err := d.Sum(a.hash); err == nil && len(sum) == a.hash.Size() {
			sums[a.name] = sum
		}
	}
	return sums
}

// match returns the digest by which the subject is the artifact, else "", and
// whether the two have a digest algorithm in common.
func (s subject) match(sums map[string][]byte) (digest string, known bool) {
	for _, a := range algorithms {
		theirs, ours := s.digests[a.name], sums[a.name]
		if theirs == nil || ours == nil {
			continue
		}
		if !bytes.Equal(theirs, ours) {
			return "", true
		}
		if known = true; digest == "" {
			digest = a.format(theirs)
		}
	}
	return digest, known
}

// usable counts the subjects with a supported digest.
func (s *statement) usable() int {
	n := 0
	for _, sub := range s.subjects {
		if len(sub.digests) > 0 {
			n++
		}
	}
	return n
}

func (s *statement) status(matching []policy.StatementSubject, compared int) policy.Status {
	switch {
	case len(matching) > 0:
		return policy.StatusSound
	case compared == 0 || compared < s.usable():
		return policy.StatusUnusable
	}
	return policy.StatusOther
}

func (s *statement) mismatch(matching []policy.StatementSubject, compared int) *problem {
	switch {
	case len(matching) > 0:
		return nil
	case s.usable() == 0:
		return unusable(policy.ReasonUnsupportedEvidence, "no subject has a SHA-256, SHA-384 or SHA-512 digest")
	case compared < s.usable():
		return notCovered(s.algorithmNames())
	}
	return otherArtifact(s.describe())
}

func (s *statement) algorithmNames() string {
	names := ""
	for _, a := range algorithms {
		if s.uses(a) {
			if names != "" {
				names += ", "
			}
			names += a.name
		}
	}
	return names
}

// describe names what a statement covers, for a report about another artifact.
func (s *statement) describe() string {
	first := safetext.Quoted(s.subjects[0].name)
	if len(s.subjects) == 1 {
		return first
	}
	return fmt.Sprintf("%s and %d more", first, len(s.subjects)-1)
}

package policy

import "fmt"

// Class is a class of assurance: who held the signing capability. The zero
// value is [ClassNone], which satisfies nothing. Larger values are stronger; a
// class is never reached by adding up weaker ones.
type Class int

const (
	// ClassNone: a digest at most; nobody vouches.
	ClassNone Class = iota
	// ClassRegistry: a registry or forge says what it accepted or released.
	ClassRegistry
	// ClassPublisher: a CI identity uploaded the file; no claim about the build.
	ClassPublisher
	// ClassCIKey: a key that the policy says lives in CI.
	ClassCIKey
	// ClassCIWorkflow: the source repository's own workflow, with repository,
	// workflow path and ref pinned.
	ClassCIWorkflow
	// ClassCIIsolated: SLSA provenance by a builder that the policy declares
	// isolated from the workflow that calls it.
	ClassCIIsolated
	// ClassAuthorIdentity: a person's account at a human identity provider.
	ClassAuthorIdentity
	// ClassAuthorKey: a key that the author holds.
	ClassAuthorKey
)

// classNames are the classes' names, weakest first.
func classNames() []string {
	return []string{
		ClassNone:           "none",
		ClassRegistry:       "registry",
		ClassPublisher:      "publisher",
		ClassCIKey:          "ci-key",
		ClassCIWorkflow:     "ci-workflow",
		ClassCIIsolated:     "ci-isolated",
		ClassAuthorIdentity: "author-identity",
		ClassAuthorKey:      "author-key",
	}
}

// Classes lists all classes, weakest first.
func Classes() []Class {
	all := make([]Class, len(classNames()))
	for i := range all {
		all[i] = Class(i)
	}
	return all
}

// String returns the name used in policies and reports.
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames()) {
		return fmt.Sprintf("class(%d)", int(c))
	}
	return classNames()[c]
}

// ParseClass returns the class of that name.
func ParseClass(name string) (Class, bool) {
	for c, n := range classNames() {
		if n == name {
			return Class(c), true
		}
	}
	return ClassNone, false
}

// MarshalText implements [encoding.TextMarshaler].
func (c Class) MarshalText() ([]byte, error) {
	if c < 0 || int(c) >= len(classNames()) {
		return nil, fmt.Errorf("unknown class %d", int(c))
	}
	return []byte(c.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Class) UnmarshalText(text []byte) error {
	parsed, ok := ParseClass(string(text))
	if !ok {
		return fmt.Errorf("unknown class %q", text)
	}
	*c = parsed
	return nil
}

// ByAuthor reports whether the author, not a CI platform or a registry, held
// the signing capability.
func (c Class) ByAuthor() bool { return c == ClassAuthorIdentity || c == ClassAuthorKey }

// Proves says what evidence of this class establishes about the artifact that it
// covers: a clause without a full stop.
func (c Class) Proves() string { return c.about("these bytes") }

// ProvesOver is [Class.Proves] for evidence that leads to the artifact: it names
// the whole chain.
func (c Class) ProvesOver(over Role) string {
	if c <= ClassNone || c > ClassAuthorKey {
		return c.Proves()
	}
	switch over {
	case RoleContent:
		return c.about("the uncompressed content") + ", and this file holds just that content"
	case RoleList:
		return c.about("the bytes of the checksum list") + ", and the list gives this file's digests"
	case RoleArtifact, RoleSignature:
	}
	return c.Proves()
}

// about says what evidence of this class establishes about the bytes.
func (c Class) about(bytes string) string {
	switch c {
	case ClassAuthorKey:
		return "someone who holds the author's key signed exactly " + bytes
	case ClassAuthorIdentity:
		return "someone logged in to the author's account signed exactly " + bytes + ", at a logged time"
	case ClassCIIsolated:
		return "an isolated builder made " + bytes + " from that repository and commit"
	case ClassCIWorkflow:
		return bytes + " came out of that workflow of that repository"
	case ClassCIKey:
		return "a CI job that holds the key signed exactly " + bytes
	case ClassPublisher:
		return "a CI job of that repository uploaded or signed " + bytes
	case ClassRegistry:
		return "the registry or forge accepted " + bytes + " under that name"
	case ClassNone:
		return "nothing"
	}
	return "nothing"
}

// DoesNotProveOver is [Class.DoesNotProve] for evidence that leads to the artifact:
// whoever built a list need not have built what it lists.
func (c Class) DoesNotProveOver(over Role) string {
	if over == RoleList && (c == ClassCIIsolated || c == ClassCIWorkflow) {
		return "that this file was built there as well, or " + c.DoesNotProve()
	}
	return c.DoesNotProve()
}

// DoesNotProve says what a reader may wrongly take it for.
func (c Class) DoesNotProve() string {
	switch c {
	case ClassAuthorKey:
		return "when it was signed, how the bytes were built, that the key was not stolen"
	case ClassAuthorIdentity:
		return "that the account or its provider was not taken over, how the bytes were built"
	case ClassCIIsolated:
		return "that an author meant this release: who takes over the repository gets the same"
	case ClassCIWorkflow:
		return "that an author meant this release: who takes over the repository or its workflow gets the same"
	case ClassCIKey:
		return "that an author meant this release: who takes over the CI job has the key"
	case ClassPublisher:
		return "which workflow built it, from which source, or that an author meant it"
	case ClassRegistry:
		return "who made these bytes, or how"
	case ClassNone:
		return "anything"
	}
	return "anything"
}

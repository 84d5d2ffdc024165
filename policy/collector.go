package policy

import (
	"context"
	"crypto"
	"hash"
	"time"

	"github.com/upsig/upsig/internal/artifact"
)

// Tap asks for one running hash over the artifact. Equal taps share one state. Its
// fields are
//
//	Hash   crypto.Hash // SHA-1, SHA-2, SHA-3 or BLAKE2b-512; State fails for others
//	Prefix string      // octets that are hashed before the artifact, such as a salt
//	Text   bool        // hash line endings as CRLF (RFC 9580 section 5.2.1.2)
//
// and only so many different prefixes are hashed in one read.
type Tap = artifact.Tap

// Digests gives the hash states after the artifact was read once.
type Digests interface {
	// State returns an independent clone of the state that the tap asked for. It
	// fails for a tap that was not asked for, and when only a digest is known.
	State(Tap) (hash.Hash, error)
	// Sum returns the artifact's digest under that algorithm, whether it was
	// read or given. It fails when that digest is not known.
	Sum(crypto.Hash) ([]byte, error)
	// Size is the artifact's in bytes; -1 when only a digest is known.
	Size() int64
}

// File is a piece of evidence at hand, read and bounded before anybody parses it.
type File struct {
	// Path is where it was read from, for messages.
	Path string
	// Data is its content; nil when Problem is set.
	Data []byte
	// Problem says why the content is not here, such as [ReasonTooLarge].
	Problem Reason
	// Detail completes Problem.
	Detail string
	// Only is the side that the caller took the file for; empty if the content
	// decides. It places a file of no known form in the report, no more.
	Only Side
}

// Job is what a collector is asked to look at.
type Job struct {
	// Evidence are the files that the collector recognised, in order.
	Evidence []File
	// Signed is all evidence of the run: what a timestamp may be about.
	Signed []File
	// Policy tells which signers are named. Collectors use it to know which
	// keys, roots and digests to look for, never to judge.
	Policy *Policy
	// Name is the artifact's name as upstream spells it; empty if it has none.
	Name string
	Now  time.Time
}

// Collector turns evidence of one family into facts.
type Collector interface {
	// Recognises reports whether the content is of a form that this collector
	// reads. It looks at the content, not at the name, and must be cheap.
	Recognises(data []byte) bool
	// Prepare parses the evidence, before the artifact is read. Broken evidence
	// is a finding of the Check, not an error.
	Prepare(context.Context, Job) (Check, error)
}

// Check is evidence that waits for the artifact's digests.
type Check interface {
	// Taps says which running hashes over the artifact the evidence needs.
	Taps() []Tap
	// Findings judges nothing: it states facts. Whatever the digests, it is about the
	// same pieces in the same order, for evidence is looked at over several views.
	Findings(context.Context, Digests) []Finding
}

package artifact

import (
	"context"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/upsig/upsig/internal/limits"
)

// Errors of [Digests.State] and [Digests.Sum].
var (
	// ErrDigestOnly says that a digest was given instead of the bytes.
	ErrDigestOnly = errors.New("only a digest is known, not the data")
	// ErrNotTapped says that nobody asked for this before the data was read.
	ErrNotTapped = errors.New("digest was not computed")
	// ErrTooManyTaps says that the evidence asks for more salted hashes than
	// one read computes.
	ErrTooManyTaps = errors.New("too many salted hashes")
)

// Digests is what one read of an artifact yielded. It is immutable and safe for
// concurrent use. The zero value knows nothing: all its methods fail.
type Digests struct {
	states  map[Tap]hash.Hash
	refused map[Tap]error
	given   bool // made from a digest
	sums    map[crypto.Hash][]byte
	size    int64
}

// always are the digests by which a report names the bytes that it judged.
var always = [...]crypto.Hash{crypto.SHA256, crypto.SHA512}

// Read reads r once, to its end, and computes all taps, and SHA-256 and SHA-512
// of the data in any case. Memory is constant (1 MiB of buffers), time about
// that of the slowest hash while there are cores enough. A tap that is refused
// makes no error here, but in [Digests.State].
//
// When the context ends, Read returns its cause: between two reads of r, or at
// once if r has read deadlines. No goroutine outlives the call. An error means
// that there are no digests.
func Read(ctx context.Context, r io.Reader, taps []Tap) (*Digests, error) {
	d, err := read(ctx, r, taps)
	if err != nil {
		return nil, fmt.Errorf("read artifact: %w", err)
	}
	return d, nil
}

// ReadTaps is [Read] without SHA-256 and SHA-512 of the data, unless taps ask for
// them: for callers who report no digest of what they judged.
func ReadTaps(ctx context.Context, r io.Reader, taps []Tap) (*Digests, error) {
	// Without any sink nobody would hand the buffers back.
	d, err := readTaps(ctx, r, taps, io.Discard)
	if err != nil {
		return nil, fmt.Errorf("read artifact: %w", err)
	}
	return d, nil
}

// read computes the taps, and copies what it reads to more sinks.
func read(ctx context.Context, r io.Reader, taps []Tap, more ...io.Writer) (*Digests, error) {
	for _, h := range always {
		taps = append(taps[:len(taps):len(taps)], Tap{Hash: h})
	}
	return readTaps(ctx, r, taps, more...)
}

func readTaps(ctx context.Context, r io.Reader, taps []Tap, more ...io.Writer) (*Digests, error) {
	d := &Digests{states: map[Tap]hash.Hash{}, refused: map[Tap]error{}}
	size, err := fanOut(ctx, r, append(d.sinks(taps), more...))
	if err != nil {
		return nil, err
	}
	d.finish(size)
	return d, nil
}

// sinks makes one state per distinct tap. Taps without prefix come first and
// are never too many, so that salts cannot crowd them out.
func (d *Digests) sinks(taps []Tap) []io.Writer {
	var sinks []io.Writer
	salted := 0
	for _, t := range plainFirst(taps) {
		if d.known(t) {
			continue
		}
		if t.Prefix != "" {
			salted++
		}
		if salted > limits.SaltedHashes {
			d.refused[t] = fmt.Errorf("%w: more than %d", ErrTooManyTaps, limits.SaltedHashes)
			continue
		}
		sinks = d.add(sinks, t)
	}
	return sinks
}

func plainFirst(taps []Tap) []Tap {
	sorted := slices.Clone(taps)
	slices.SortStableFunc(sorted, func(a, b Tap) int {
		return min(len(a.Prefix), 1) - min(len(b.Prefix), 1)
	})
	return sorted
}

func (d *Digests) known(t Tap) bool {
	return d.states[t] != nil || d.refused[t] != nil
}

func (d *Digests) add(sinks []io.Writer, t Tap) []io.Writer {
	h, err := newHash(t.Hash)
	if err != nil {
		d.refused[t] = err
		return sinks
	}
	io.WriteString(h, t.Prefix)
	d.states[t] = h
	if t.Text {
		return append(sinks, &textWriter{inner: h})
	}
	return append(sinks, h)
}

func (d *Digests) finish(size int64) {
	d.size = size
	d.sums = map[crypto.Hash][]byte{}
	for t, h := range d.states {
		if t == (Tap{Hash: t.Hash}) {
			d.sums[t.Hash] = h.Sum(nil)
		}
	}
}

// FromDigest stands for an artifact of which only a digest is known: Sum works
// for that algorithm alone, State fails with [ErrDigestOnly]. The algorithm is
// SHA-256, SHA-384 or SHA-512, the digest in bytes.
func FromDigest(h crypto.Hash, sum []byte) (*Digests, error) {
	if digestName(h) == "" {
		return nil, fmt.Errorf("take %v digest: %w", h, ErrRefusedHash)
	}
	if len(sum) != h.Size() {
		return nil, fmt.Errorf("take %v digest: it has %d bytes instead of %d", h, len(sum), h.Size())
	}
	return &Digests{given: true, sums: map[crypto.Hash][]byte{h: slices.Clone(sum)}}, nil
}

// State returns an independent clone of the state that the tap asked for, to
// which the caller appends a trailer. For a text tap, what is appended is hashed
// as it is: only the artifact's line endings are converted.
//
// Errors: [ErrDigestOnly], [ErrNotTapped], [ErrRefusedHash], [ErrTooManyTaps].
func (d *Digests) State(t Tap) (hash.Hash, error) {
	if h := d.states[t]; h != nil {
		return clone(h)
	}
	if d.given {
		return nil, ErrDigestOnly
	}
	if err := d.refused[t]; err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: %v", ErrNotTapped, t.Hash)
}

// Sum returns the artifact's digest. SHA-256 and SHA-512 are known for all that
// was read, others if a tap without prefix and text asked for them.
//
// Errors: [ErrDigestOnly] when another digest was given, [ErrNotTapped].
func (d *Digests) Sum(h crypto.Hash) ([]byte, error) {
	if sum := d.sums[h]; sum != nil {
		return slices.Clone(sum), nil
	}
	if d.given {
		return nil, fmt.Errorf("%w: not its %v", ErrDigestOnly, h)
	}
	return nil, fmt.Errorf("%w: %v", ErrNotTapped, h)
}

// Name spells a digest as arguments and reports do, "sha256:HEX"; empty if it is not
// known, or no digest of theirs.
func (d *Digests) Name(h crypto.Hash) string {
	sum, err := d.Sum(h)
	name := digestName(h)
	if err != nil || name == "" {
		return ""
	}
	return name + ":" + hex.EncodeToString(sum)
}

// Names lists the digests that are known, each as Name spells it.
func (d *Digests) Names() []string {
	var all []string
	for _, known := range digestNames {
		if name := d.Name(known.hash); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// Size returns the number of bytes read; -1 when nothing was.
func (d *Digests) Size() int64 {
	if d.states == nil {
		return -1
	}
	return d.size
}

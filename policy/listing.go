package policy

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"path/filepath"
	"strings"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/checksums"
)

// Message is a file that carries both a text and the signatures over it.
type Message struct {
	// Content is what the signatures cover, and nothing else of the file.
	Content []byte
	// Findings are about the signatures, over Content.
	Findings []Finding
}

// MessageReader is a [Collector] whose family has such files.
type MessageReader interface {
	// ReadMessage takes a signed message apart; nil for a file that is none. A
	// broken message has findings and no content.
	ReadMessage(context.Context, File, Job) (*Message, error)
}

// listing is a checksum list at hand. Whether anybody signed it is another
// question.
type listing struct {
	file, via string
	content   []byte
	list      *checksums.List
	problem   error
	// digests are those of the content.
	digests *artifact.Digests
	bytes   string
}

func newListing(file, via string, content []byte) *listing {
	l := &listing{file: file, via: via, content: content}
	l.list, l.problem = checksums.Parse(content)
	return l
}

// taps are the digests of the artifact that the list gives.
func (l *listing) taps(name string) []Tap {
	if l.problem != nil {
		return nil
	}
	var taps []Tap
	given, _ := l.list.Of(name)
	for _, d := range given {
		for _, h := range d.Hashes {
			taps = append(taps, Tap{Hash: h})
		}
	}
	return taps
}

// link compares the list with the artifact of that name.
func (l *listing) link(name string, d Digests) Link {
	k := Link{List: l.file, Via: l.via, Bytes: l.bytes, Names: name}
	if l.problem != nil {
		k.Reason, k.Detail = ReasonMalformedList, l.problem.Error()
		return k
	}
	given, err := l.list.Of(name)
	if err != nil {
		k.Reason, k.Detail = listReason(err), err.Error()
		return k
	}
	compared := 0
	for _, g := range given {
		k.Gives = append(k.Gives, g.String())
		known, equal := compare(g, d)
		if known {
			compared++
		}
		if known && !equal {
			k.Reason, k.Detail = ReasonListMismatch, l.file+" gives "+g.String()
		}
	}
	if compared == 0 && k.Reason == "" {
		k.Reason, k.Detail = ReasonDigestNotCovered, "the list gives "+strings.Join(k.Gives, ", ")
	}
	k.Holds = k.Reason == "" && compared > 0
	return k
}

// compare holds a digest of the list against the artifact's. It is known to
// differ only when all algorithms that it may be of were computed.
func compare(g checksums.Digest, d Digests) (known, equal bool) {
	known = len(g.Hashes) > 0
	for _, h := range g.Hashes {
		sum, err := d.Sum(h)
		switch {
		case err != nil:
			known = false
		case bytes.Equal(sum, g.Sum):
			return true, true
		}
	}
	return known, false
}

func listReason(err error) Reason {
	switch {
	case errors.Is(err, checksums.ErrNotListed):
		return ReasonNotListed
	case errors.Is(err, checksums.ErrWeak):
		return ReasonWeakList
	case errors.Is(err, checksums.ErrAmbiguous):
		return ReasonAmbiguousList
	}
	return ReasonMalformedList
}

// namedAfter reports whether a file is called name and an ending, as evidence is.
func namedAfter(file, name string) bool {
	return name != "" && strings.HasPrefix(filepath.Base(file), name+".")
}

// readLists hashes the lists' contents for evidence over them.
func (r *run) readLists(ctx context.Context, taps []Tap) error {
	for _, l := range r.lists {
		d, err := artifact.Read(ctx, bytes.NewReader(l.content), taps)
		if err != nil {
			return err
		}
		l.digests, l.bytes = d, d.Name(crypto.SHA256)
	}
	return nil
}

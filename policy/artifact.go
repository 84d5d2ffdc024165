package policy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/upsig/upsig/internal/artifact"
)

// Artifact is the released file that a verdict is about: a file, a stream or
// only a digest. It is read once.
type Artifact struct {
	// Name is the file's name as the policy spells it, without folders; empty if
	// it has none. [OpenArtifact] sets it; for a stream or a digest the caller does,
	// where the policy has an [[artifact]].
	Name string
	// Version is the version that the caller expects; empty if not stated.
	Version string

	path    string // what it was opened by; empty if it is no file
	file    *artifact.File
	stream  io.Reader
	used    bool // the stream was read
	digests *artifact.Digests
}

// OpenArtifact opens a regular file. The caller closes the artifact.
func OpenArtifact(path string) (*Artifact, error) {
	f, err := artifact.Open(path)
	if err != nil {
		return nil, err
	}
	return &Artifact{Name: filepath.Base(path), path: path, file: f}, nil
}

// StreamArtifact is an artifact that is read from r, to its end.
func StreamArtifact(r io.Reader) *Artifact { return &Artifact{stream: r} }

// DigestArtifact stands for an artifact of which only the digest is known:
// "sha256:HEX", or sha384 or sha512. The second result says whether the text
// looks like a digest at all, rather than like a file's name.
func DigestArtifact(text string) (*Artifact, bool, error) {
	h, sum, is, err := artifact.ParseDigest(text)
	if !is || err != nil {
		return nil, is, err
	}
	d, err := artifact.FromDigest(h, sum)
	if err != nil {
		return nil, true, err
	}
	return &Artifact{digests: d}, true, nil
}

// DigestOnly reports whether there are no bytes to read.
func (a *Artifact) DigestOnly() bool { return a.digests != nil && a.file == nil && a.stream == nil }

// Close closes the file, if there is one.
func (a *Artifact) Close() error {
	if a.file == nil {
		return nil
	}
	return a.file.Close()
}

// read reads the artifact, once, with the taps.
func (a *Artifact) read(ctx context.Context, taps []Tap) (*artifact.Digests, error) {
	if a.DigestOnly() {
		return a.digests, nil
	}
	if a.file != nil {
		d, err := a.file.Read(ctx, taps)
		return d, wrap("read artifact", err)
	}
	stream, err := a.once()
	if err != nil {
		return nil, err
	}
	d, err := artifact.Read(ctx, stream, taps)
	return d, wrap("read artifact from the stream", err)
}

// readWithContent reads the artifact, once, and what it holds, with taps of its own.
func (a *Artifact) readWithContent(ctx context.Context, taps, contentTaps []Tap) (*artifact.Digests, artifact.Content, error) {
	if a.DigestOnly() {
		return a.digests, artifact.Content{}, nil
	}
	if a.file != nil {
		d, c, err := a.file.ReadWithContent(ctx, taps, contentTaps)
		return d, c, wrap("read artifact", err)
	}
	stream, err := a.once()
	if err != nil {
		return nil, artifact.Content{}, err
	}
	d, c, err := artifact.ReadWithContent(ctx, stream, taps, contentTaps)
	return d, c, wrap("read artifact from the stream", err)
}

// once hands out the stream, which can be read only once.
func (a *Artifact) once() (io.Reader, error) {
	switch {
	case a.stream == nil:
		return nil, errors.New("no artifact was given")
	case a.used:
		return nil, errors.New("read artifact: the stream was read already")
	}
	a.used = true
	return a.stream, nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// subject describes the bytes that were judged.
func (a *Artifact) subject(d *artifact.Digests) Subject {
	s := Subject{File: a.path, Name: a.Name, Version: a.Version, Size: -1, Digests: d.Names()}
	if !a.DigestOnly() {
		s.Size = d.Size()
	}
	return s
}

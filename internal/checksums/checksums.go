// Package checksums reads checksum lists: SHA256SUMS, checksums.txt and their
// like, in the forms of GNU coreutils (text and binary), BSD and OpenSSL.
//
// # Trust model
//
// A list counts only as far as a signature covers it: callers pass what is
// signed and nothing else. It is read strictly all the same, because two readers
// that take different entries from one list are an attack. A line that holds a
// long hexadecimal number and is no entry refuses the list; so does armor, whose
// signed part must be taken out first. A name counts exactly as it is spelled,
// but for one leading "./". A name with two different digests of one kind has
// none. MD5, SHA-1 and other weak or unknown digests never count.
//
// # Compatibility
//
// Lines without a long hexadecimal number are text: titles, comments, dates. A
// GNU line whose name has line ends or backslashes begins with a backslash and
// is read so. Between digest and name stand two blanks, blank and star, or one
// blank (BSD's "md5 -r"). Lines end in LF or CRLF, hexadecimal is in either case.
package checksums

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
)

// Errors of [Parse] and [List.Of].
var (
	// ErrMalformed says that the list cannot be read without doubt.
	ErrMalformed = errors.New("malformed checksum list")
	// ErrNotListed says that the list has no digest of this file.
	ErrNotListed = errors.New("the list does not name the file")
	// ErrWeak says that the list has no digest of this file that counts.
	ErrWeak = errors.New("the list has no strong digest of the file")
	// ErrAmbiguous says that the list has several digests of this file where
	// there can be only one.
	ErrAmbiguous = errors.New("the list names the file with different digests")
)

// Digest is what a list says of one file.
type Digest struct {
	// Hashes are the algorithms that the digest may be of: one, or two where the
	// line does not say and the length leaves both open.
	Hashes []crypto.Hash
	Sum    []byte
	// Line counts from 1.
	Line int
}

// String names the digest as reports do.
func (d Digest) String() string {
	names := make([]string, len(d.Hashes))
	for i, h := range d.Hashes {
		names[i] = hashName(h)
	}
	return strings.Join(names, "|") + ":" + hex.EncodeToString(d.Sum)
}

// List is a checksum list that was read.
type List struct{ entries []entry }

// entry is one line.
type entry struct {
	name string
	Digest
	// weak names the algorithm of a digest that does not count.
	weak string
}

// Parse reads a list, of at most [limits.ChecksumList] bytes. Its error wraps
// [ErrMalformed] and names the line.
func Parse(data []byte) (*List, error) {
	if len(data) > limits.ChecksumList {
		return nil, fmt.Errorf("%w: it has %d bytes, more than %d", ErrMalformed, len(data), limits.ChecksumList)
	}
	l := &List{}
	for n := 1; len(data) > 0; n++ {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		e, is, err := parseLine(string(bytes.TrimSuffix(line, []byte("\r"))))
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrMalformed, n, err)
		}
		if is {
			e.Line = n
			l.entries = append(l.entries, e)
		}
	}
	return l, nil
}

// Names counts the entries, weak ones among them.
func (l *List) Names() int { return len(l.entries) }

// Entry is one line of a list, for people.
type Entry struct {
	Name string
	// Digest is as [Digest.String] has it; empty where the algorithm does not count.
	Digest string
	// Weak names the algorithm of a digest that does not count.
	Weak string
}

// Entries lists at most limit entries, in order.
func (l *List) Entries(limit int) []Entry {
	var all []Entry
	for _, e := range l.entries[:min(limit, len(l.entries))] {
		x := Entry{Name: e.name, Weak: e.weak}
		if e.weak == "" {
			x.Digest = e.Digest.String()
		}
		all = append(all, x)
	}
	return all
}

// Of returns the digests of the file of that name: all of them must be the
// file's. Errors: [ErrNotListed], [ErrWeak], [ErrAmbiguous].
func (l *List) Of(name string) ([]Digest, error) {
	var all []Digest
	weak := ""
	for _, e := range l.entries {
		switch {
		case name == "" || e.name != name:
		case e.weak != "":
			weak = e.weak
		default:
			if i := slices.IndexFunc(all, func(d Digest) bool { return slices.Equal(d.Hashes, e.Hashes) }); i < 0 {
				all = append(all, e.Digest)
			} else if !bytes.Equal(all[i].Sum, e.Sum) {
				return nil, fmt.Errorf("%w: in line %d and line %d", ErrAmbiguous, all[i].Line, e.Line)
			}
		}
	}
	switch {
	case len(all) > 0:
		return all, nil
	case weak != "":
		return nil, fmt.Errorf("%w, only %s", ErrWeak, weak)
	}
	return nil, ErrNotListed
}

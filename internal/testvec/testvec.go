// Package testvec reads and writes the test vectors in testdata/vectors. One
// vector states an artifact, its evidence, a policy and what must come out; unit,
// engine and command tests all run the same ones.
//
// A vector is a txtar archive whose comment begins with "upsig vector v1" and
// goes on with "key: value" lines. Files whose name ends in .b64 hold base64 and
// lose the ending when read.
package testvec

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

const magic = "upsig vector v1"

// maxPad bounds what a vector can ask to be made of a file, in bytes.
const maxPad = 16 << 20

// Vector is one test case.
type Vector struct {
	// Name is the file's name without .txtar.
	Name string
	// About says what the vector shows, and where the case comes from.
	About string
	// At is the time of the verdict.
	At time.Time
	// Artifact names the file to verify; with Digest, its digest is given in
	// place of the file.
	Artifact string
	Digest   string
	// Version is the version that the caller expects; empty if not stated.
	Version string
	// Pad is "FILE SIZE": blanks fill the file up to that size. Of files beyond
	// any genuine size only the beginning is kept.
	Pad string

	// Accepted, Class and Reason are the expected verdict.
	Accepted bool
	Class    string
	Reason   string
	Alarm    bool
	// Evidence is what must become of each piece of evidence, in order:
	// "verified CLASS" or "rejected REASON".
	Evidence []string
	// Weaknesses and Notices must all occur; nothing else of their kind may
	// among weaknesses.
	Weaknesses []string
	Notices    []string

	// Files are by name: the artifact, policy.toml, keyrings, evidence, roots.
	Files map[string][]byte
}

// field is one "key: value" line of the header.
type field struct {
	key string
	get func(*Vector) string
	set func(*Vector, string) error
}

func text(key string, at func(*Vector) *string) field {
	return field{key,
		func(v *Vector) string { return *at(v) },
		func(v *Vector, s string) error { *at(v) = s; return nil }}
}

func words(key string, at func(*Vector) *[]string, sep string) field {
	return field{key,
		func(v *Vector) string { return strings.Join(*at(v), sep) },
		func(v *Vector, s string) error { *at(v) = strings.Split(s, sep); return nil }}
}

func boolean(key, yes, no string, at func(*Vector) *bool) field {
	return field{key,
		func(v *Vector) string {
			if *at(v) {
				return yes
			}
			return no
		},
		func(v *Vector, s string) error {
			*at(v) = s == yes
			if s != yes && s != no {
				return fmt.Errorf("%s must be %q or %q", key, yes, no)
			}
			return nil
		}}
}

func fields() []field {
	return []field{
		text("about", func(v *Vector) *string { return &v.About }),
		{"at",
			func(v *Vector) string { return v.At.UTC().Format(time.RFC3339) },
			func(v *Vector, s string) (err error) { v.At, err = time.Parse(time.RFC3339, s); return err }},
		text("artifact", func(v *Vector) *string { return &v.Artifact }),
		text("digest", func(v *Vector) *string { return &v.Digest }),
		text("version", func(v *Vector) *string { return &v.Version }),
		text("pad", func(v *Vector) *string { return &v.Pad }),
		boolean("verdict", "accepted", "rejected", func(v *Vector) *bool { return &v.Accepted }),
		text("class", func(v *Vector) *string { return &v.Class }),
		text("reason", func(v *Vector) *string { return &v.Reason }),
		boolean("alarm", "yes", "", func(v *Vector) *bool { return &v.Alarm }),
		words("evidence", func(v *Vector) *[]string { return &v.Evidence }, ", "),
		words("weaknesses", func(v *Vector) *[]string { return &v.Weaknesses }, " "),
		words("notices", func(v *Vector) *[]string { return &v.Notices }, " "),
	}
}

// Parse reads one vector.
func Parse(name string, data []byte) (Vector, error) {
	archive := txtar.Parse(data)
	lines := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
	if lines[0] != magic {
		return Vector{}, fmt.Errorf("vector %s: does not begin with %q", name, magic)
	}
	v := Vector{Name: name, Files: map[string][]byte{}}
	for _, line := range lines[1:] {
		if err := v.header(line); err != nil {
			return Vector{}, fmt.Errorf("vector %s: %w", name, err)
		}
	}
	for _, f := range archive.Files {
		content := f.Data
		file, encoded := strings.CutSuffix(f.Name, ".b64")
		if encoded {
			decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(f.Data)), ""))
			if err != nil {
				return Vector{}, fmt.Errorf("vector %s: %s: %w", name, f.Name, err)
			}
			content = decoded
		}
		v.Files[file] = content
	}
	if v.About == "" || v.Accepted == (v.Reason != "") {
		return Vector{}, fmt.Errorf("vector %s: needs about, and a reason just when rejected", name)
	}
	if err := v.pad(); err != nil {
		return Vector{}, fmt.Errorf("vector %s: %w", name, err)
	}
	return v, nil
}

// pad fills a file with blanks.
func (v *Vector) pad() error {
	if v.Pad == "" {
		return nil
	}
	name, size, _ := strings.Cut(v.Pad, " ")
	n, err := strconv.Atoi(size)
	if err != nil || v.Files[name] == nil || n < len(v.Files[name]) || n > maxPad {
		return fmt.Errorf("cannot pad %q", v.Pad)
	}
	v.Files[name] = append(v.Files[name], bytes.Repeat([]byte(" "), n-len(v.Files[name]))...)
	return nil
}

func (v *Vector) header(line string) error {
	key, value, ok := strings.Cut(line, ": ")
	for _, f := range fields() {
		if ok && f.key == key {
			return f.set(v, value)
		}
	}
	return fmt.Errorf("unknown header line %q", line)
}

// Bytes writes the vector, without padding; Parse reads the same back.
func (v Vector) Bytes() []byte {
	comment := magic + "\n"
	for _, f := range fields() {
		if value := f.get(&v); value != "" {
			comment += f.key + ": " + value + "\n"
		}
	}
	archive := &txtar.Archive{Comment: []byte(comment)}
	for _, name := range v.FileNames() {
		archive.Files = append(archive.Files, encode(name, v.Files[name]))
	}
	return txtar.Format(archive)
}

// FileNames lists the files, sorted.
func (v Vector) FileNames() []string {
	var names []string
	for name := range v.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func encode(name string, data []byte) txtar.File {
	if plain(data) {
		return txtar.File{Name: name, Data: data}
	}
	var b strings.Builder
	for rest := base64.StdEncoding.EncodeToString(data); rest != ""; {
		n := min(76, len(rest))
		b.WriteString(rest[:n] + "\n")
		rest = rest[n:]
	}
	return txtar.File{Name: name + ".b64", Data: []byte(b.String())}
}

// plain reports whether txtar gives the data back unchanged.
func plain(data []byte) bool {
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	text := string(data)
	return utf8.Valid(data) && strings.HasSuffix(text, "\n") && !strings.HasPrefix(text, "-- ") && !strings.Contains(text, "\n-- ")
}

// Load reads all vectors in the folder, sorted by name. No vector is an error.
func Load(fsys fs.FS, folder string) ([]Vector, error) {
	files, err := fs.Glob(fsys, path.Join(folder, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no test vectors in " + folder)
	}
	vectors := make([]Vector, len(files))
	for i, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		if vectors[i], err = Parse(strings.TrimSuffix(path.Base(file), ".txtar"), data); err != nil {
			return nil, err
		}
	}
	return vectors, nil
}

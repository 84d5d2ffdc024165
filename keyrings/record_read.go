package keyrings

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/tomltree"
	"github.com/upsig/upsig/policy"
)

// RecordError lists everything that is wrong with a record file.
type RecordError struct {
	File string
	// Problems are as those of a [policy.LoadError].
	Problems []tomltree.Problem
}

// Error gives one line per problem: file:line:column: cause.
func (e *RecordError) Error() string { return fmt.Sprint(errors.Join(e.Unwrap()...)) }

// Unwrap gives one error per problem. The text does not tell them apart: it may
// quote line feeds.
func (e *RecordError) Unwrap() []error { return tomltree.Errors(e.File, e.Problems) }

// readRecords reads a record file strictly: unknown keys, wrong digests and
// fingerprints that stand twice are errors. The error is a [*RecordError].
func readRecords(data []byte, file string) ([]Record, error) {
	table, problems := tomltree.Parse(data, limits.KeyringRecords)
	if len(problems) > 0 {
		return nil, &RecordError{file, problems}
	}
	r := tomltree.NewReader(table, &problems)
	if r.String("schema") != RecordSchema {
		r.Problem(r.At("schema"), "schema must be %q", RecordSchema)
	}
	seen := map[string]bool{}
	var records []Record
	for _, t := range r.Tables("key") {
		rec := readRecord(t)
		if rec.Fingerprint != "" && seen[rec.Fingerprint] {
			t.Problem(t.At("fingerprint"), "fingerprint %s has two records", rec.Fingerprint)
		}
		seen[rec.Fingerprint] = true
		records = append(records, rec)
	}
	r.Done()
	if len(problems) > 0 {
		tomltree.SortProblems(problems)
		return nil, &RecordError{file, problems}
	}
	return records, nil
}

func readRecord(t *tomltree.Reader) Record {
	r := Record{
		Fingerprint: fingerprint(t, "fingerprint", true),
		State:       oneOf(t, "state", States()),
		Who:         must(t, "who"), Packages: t.Strings("packages"), Accepted: must(t, "accepted"),
		Primary:  digest(t, "primary"),
		Imported: t.Date("imported"), Refreshed: t.Date("refreshed"),
		Retired: t.Date("retired"), Because: t.String("because"), RetiredBy: t.String("retired-by"),
		RevokedSubkeys: fingerprints(t, "revoked-subkeys"), RetiredSubkeys: fingerprints(t, "retired-subkeys"),
		ReplacedBy: fingerprint(t, "replaced-by", false),
	}
	if t.Has("retired-by") && r.RetiredBy != ByOwner {
		t.Problem(t.At("retired-by"), "retired-by must be %q", ByOwner)
	}
	for _, key := range []string{"imported", "refreshed"} {
		if !t.Has(key) {
			t.Problem(t.Position(), "%s is missing", key)
		}
	}
	for _, s := range t.Tables("source") {
		r.Sources = append(r.Sources, Source{Location: must(s, "location"), Date: s.Date("date"), SHA256: digest(s, "digest")})
		s.Done()
	}
	for _, c := range t.Tables("continuity") {
		r.Continuity = append(r.Continuity, readContinuity(c))
	}
	t.Done()
	return r
}

func readContinuity(t *tomltree.Reader) Continuity {
	c := Continuity{
		From: fingerprint(t, "from", true), Kind: oneOf(t, "kind", EvidenceKinds()),
		Date: t.Date("date"), Detail: must(t, "detail"), Files: t.Strings("files"),
	}
	for _, f := range c.Files {
		sum, name, ok := strings.Cut(f, " ")
		if !ok || name == "" || !isDigest(sum) || path.Clean("/" + name)[1:] != name {
			t.Problem(t.At("files"), "%q must be \"sha256:HEX NAME\", relative to the keyring", f)
		}
	}
	t.Done()
	return c
}

func must(t *tomltree.Reader, key string) string {
	if !t.Has(key) {
		t.Problem(t.Position(), "%s is missing", key)
	}
	return t.String(key)
}

func oneOf[T ~string](t *tomltree.Reader, key string, known []T) T {
	v := T(t.String(key))
	if !slices.Contains(known, v) {
		t.Problem(t.At(key), "%s must be one of %s", key, safetext.Alternatives(known))
	}
	return v
}

func fingerprint(t *tomltree.Reader, key string, needed bool) string {
	text := t.String(key)
	if text == "" && !needed {
		return ""
	}
	if !isFingerprint(text) {
		t.Problem(t.At(key), "%s must be a full fingerprint in upper case", key)
		return ""
	}
	return text
}

func fingerprints(t *tomltree.Reader, key string) []string {
	all := t.Strings(key)
	for _, text := range all {
		if !isFingerprint(text) {
			t.Problem(t.At(key), "%s must be full fingerprints in upper case", key)
		}
	}
	return all
}

func isFingerprint(text string) bool {
	f, err := policy.ParseFingerprint(text)
	return err == nil && f == text
}

func digest(t *tomltree.Reader, key string) string {
	text := must(t, key)
	if text != "" && !isDigest(text) {
		t.Problem(t.At(key), "%s must be sha256: and 64 hexadecimal digits in lower case", key)
	}
	return text
}

func isDigest(text string) bool {
	digits, ok := strings.CutPrefix(text, "sha256:")
	_, err := hex.DecodeString(digits)
	return ok && err == nil && len(digits) == 64 && strings.ToLower(digits) == digits
}

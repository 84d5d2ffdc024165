package keyrings

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// record is one with something in every field.
func record(fpr string) Record {
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	other := strings.Repeat("0123456789ABCDEF", 4)
	return Record{
		Fingerprint: fpr, State: StateRetired, Who: `Jané "J" \o/ Doe`, Packages: []string{"app/x", "app/y"},
		Accepted: "on her card", Primary: Digest(nil), Imported: day, Refreshed: day.AddDate(0, 1, 0), Retired: day.AddDate(1, 0, 0),
		Because: "left", RetiredBy: ByOwner, ReplacedBy: other,
		RevokedSubkeys: []string{other, fpr}, RetiredSubkeys: []string{other},
		Sources: []Source{
			{Location: "https://example.org/jane.asc", Date: day, SHA256: Digest([]byte("b"))},
			{Location: "jane.asc", Date: day, SHA256: Digest([]byte("a"))},
		},
		Continuity: []Continuity{
			{From: other, Kind: EvidenceStatement, Date: day, Detail: "signed", Files: []string{Digest(nil) + " continuity/x y"}},
			{From: other, Kind: EvidenceReason, Detail: "she said so"},
		},
	}
}

// settled is what writing and reading makes of records: in order, with nothing in
// place of empty lists.
func settled(all []Record) []Record {
	all = slices.Clone(all)
	for i := range all {
		r := &all[i]
		r.Packages, r.Sources = orNil(slices.Clone(r.Packages)), orNil(slices.Clone(r.Sources))
		slices.SortFunc(r.Sources, func(a, b Source) int {
			return cmp.Or(cmp.Compare(a.Location, b.Location), a.Date.Compare(b.Date), cmp.Compare(a.SHA256, b.SHA256))
		})
		r.RevokedSubkeys, r.RetiredSubkeys = orNil(r.RevokedSubkeys), orNil(r.RetiredSubkeys)
		r.Continuity = orNil(slices.Clone(r.Continuity))
		for j := range r.Continuity {
			r.Continuity[j].Files = orNil(r.Continuity[j].Files)
		}
	}
	slices.SortFunc(all, func(a, b Record) int { return cmp.Compare(a.Fingerprint, b.Fingerprint) })
	return orNil(all)
}

func orNil[T any](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return all
}

// Whatever can be read is written and read again without loss, in order, and
// writing is stable.
func FuzzRecords(f *testing.F) {
	a, b := record(strings.Repeat("A", 40)), record(strings.Repeat("B", 64))
	twice := a
	twice.Sources = append(slices.Clone(a.Sources), Source{Location: "jane.asc", SHA256: Digest(nil)})
	for _, all := range [][]Record{nil, {a}, {b, a}, {twice}} {
		f.Add(writeRecords(all))
	}
	text := string(writeRecords([]Record{a}))
	for _, edit := range []struct{ old, fresh string }{
		{"on her card", `a\tb`}, {"on her card", `a\u202eb`}, {`"on her card"`, `'''x'''`}, {"2026-01-02", "2026-01-02T03:04:05Z"},
		{"2026-01-02", "9999-12-31"}, {"left", "left # or not"}, {"\n", "\r\n"}, {`"app/x"`, `"app/x", "app/x"`}, {"[[key.source]]", "[[key.source]] # x"},
		{"packages = [\"app/x\", \"app/y\"]", "packages = []"},
	} {
		f.Add([]byte(strings.ReplaceAll(text, edit.old, edit.fresh)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		records, err := readRecords(data, RecordFile)
		if err != nil {
			return
		}
		text := writeRecords(records)
		again, err := readRecords(text, RecordFile)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if want := settled(records); !reflect.DeepEqual(orNil(again), want) {
			t.Fatalf("%+v became %+v", want, again)
		}
		if !bytes.Equal(writeRecords(again), text) {
			t.Fatalf("writing is not stable:\n%s", text)
		}
		slices.Reverse(records)
		if !bytes.Equal(writeRecords(records), text) {
			t.Fatal("the order of records makes a difference")
		}
	})
}

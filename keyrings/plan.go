package keyrings

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/pgp"
)

// Plan is a change to a keyring that was worked out and not made: show it, then
// [Plan.Apply] it. A plan never takes a revocation or self-signature away.
type Plan struct {
	// Keys are what happens, by fingerprint.
	Keys []KeyChange
	// Notes concern no certificate of the keyring: what was left out.
	Notes []Change

	dir    string
	base   map[string][sha256.Size]byte
	writes []write
	// useless: there is nothing in the material.
	useless bool
}

type write struct {
	name string
	data []byte
}

// Empty reports whether applying the plan would change no file.
func (p *Plan) Empty() bool { return len(p.writes) == 0 }

// Files names the files that [Plan.Apply] writes, in that order, relative to the
// keyring.
func (p *Plan) Files() []string {
	var all []string
	for _, w := range p.writes {
		all = append(all, w.name)
	}
	return all
}

// Alerts reports whether anything in the plan needs a look.
func (p *Plan) Alerts() bool {
	return slices.ContainsFunc(p.Keys, KeyChange.Alerts)
}

// Incomplete reports whether something in the material that concerns certificates of
// the keyring could not be used, so that a revocation may be missing, or whether
// there is nothing in it, as in a web page. Applying the plan writes the rest.
func (p *Plan) Incomplete() bool {
	return p.useless || slices.ContainsFunc(p.Keys, func(k KeyChange) bool {
		return slices.ContainsFunc(k.Changes, func(c Change) bool { return c.Code.incomplete() })
	})
}

func (c ChangeCode) incomplete() bool {
	return slices.Contains([]ChangeCode{ChangeUnusableCopy, ChangeUnappliedRevocation, ChangeHoldsMore}, c)
}

// edit is a keyring being changed in memory.
type edit struct {
	*Keyring
	plan    *Plan
	records []Record
	certs   map[string]*pgp.Certificate
	files   []write
}

func (k *Keyring) edit() *edit {
	e := &edit{Keyring: k, plan: &Plan{dir: k.dir, base: k.base}, certs: map[string]*pgp.Certificate{}}
	for _, r := range k.records {
		r.Packages = slices.Clone(r.Packages)
		r.Sources, r.Continuity = slices.Clone(r.Sources), slices.Clone(r.Continuity)
		e.records = append(e.records, r)
	}
	return e
}

// record returns the record to change; nil if there is none.
func (e *edit) record(fpr string) *Record {
	for i := range e.records {
		if e.records[i].Fingerprint == fpr {
			return &e.records[i]
		}
	}
	return nil
}

// note adds changes to a certificate's entry of the plan.
func (e *edit) note(fpr string, changes ...Change) {
	i := slices.IndexFunc(e.plan.Keys, func(k KeyChange) bool { return k.Fingerprint == fpr })
	if i < 0 {
		e.plan.Keys = append(e.plan.Keys, KeyChange{Fingerprint: fpr, Changes: []Change{}})
		i = len(e.plan.Keys) - 1
	}
	e.plan.Keys[i].Changes = append(e.plan.Keys[i].Changes, changes...)
}

// finish works out which files change, certificates before records: should the
// writing stop half-way, a record never promises what is not there.
func (e *edit) finish() (*Plan, error) {
	if err := e.room(); err != nil {
		return nil, err
	}
	for _, fpr := range e.fingerprints() {
		c := e.certs[fpr]
		if c == nil {
			continue
		}
		text, err := Armor(c)
		if err != nil {
			return nil, err
		}
		e.write(certificateFile(fpr), text)
	}
	for _, f := range e.files {
		e.write(f.name, f.data)
	}
	if err := e.writeRecords(); err != nil {
		return nil, err
	}
	for i, k := range e.plan.Keys {
		if r := e.record(k.Fingerprint); r != nil {
			e.plan.Keys[i].Who = r.Who
		}
	}
	slices.SortStableFunc(e.plan.Keys, func(a, b KeyChange) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	return e.plan, nil
}

// ErrUnreadable says that a change would make a keyring that cannot be opened again.
var ErrUnreadable = errors.New("the keyring could not be read again")

// room makes sure that the keyring will not have more files than are read.
func (e *edit) room() error {
	files := 0
	for name := range e.base {
		if certificateName.Get().MatchString(name) {
			files++
		}
	}
	for fpr := range e.certs {
		if _, there := e.base[certificateFile(fpr)]; !there {
			files++
		}
	}
	if err := e.fits(files); err != nil {
		return fmt.Errorf("nothing is written: %w: %w", ErrUnreadable, err)
	}
	return nil
}

// writeRecords adds the record file to the plan. It holds what strangers wrote, in
// user IDs and file names, so that it is read back: a keyring that cannot be read
// knows no revocation any more.
func (e *edit) writeRecords() error {
	text := writeRecords(e.records)
	again, err := readRecords(text, filepath.Join(e.dir, RecordFile))
	if err == nil && !bytes.Equal(writeRecords(again), text) {
		err = errors.New("it would say something else")
	}
	if err != nil {
		return fmt.Errorf("nothing is written: %w: %w", ErrUnreadable, err)
	}
	e.write(RecordFile, text)
	return nil
}

// write adds a file to the plan, unless it is so already.
func (e *edit) write(name string, data []byte) {
	if old, there := e.base[name]; there && old == sha256.Sum256(data) {
		return
	}
	if _, there := e.base[name]; !there && name == RecordFile && len(e.records) == 0 {
		return
	}
	e.plan.writes = append(e.plan.writes, write{name, data})
}

// fingerprints lists what the edit touches, sorted.
func (e *edit) fingerprints() []string {
	var all []string
	for fpr := range e.certs {
		all = append(all, fpr)
	}
	slices.Sort(all)
	return all
}

package keyrings

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/tomltree"
	"github.com/upsig/upsig/policy"
)

// PolicyRotation says how a policy goes from an old certificate to a new one.
// Either bound may be used, not both.
type PolicyRotation struct {
	Old, New string
	// OldVersions are globs of the versions that stay the old key's; all others
	// become the new one's.
	OldVersions []string
	// Keyring is where the new certificate lies, as the policy is to name it; empty where
	// it is found without that.
	Keyring string
	// SignedBefore is the first day on which the old key's signatures no longer
	// count, by their own word.
	SignedBefore time.Time
}

// RotatePolicy returns the text of a policy that names the old certificate, with
// bounds on its signer and a signer of its own for the new one. Everything else,
// comments included, stays as it is: the result is read back and compared. A
// policy that does not name the old certificate, or names the new one already,
// comes back unchanged.
func RotatePolicy(text []byte, file string, o PolicyRotation) ([]byte, error) {
	p, err := policy.Load(text, file)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.OpenPGPSigners, func(s policy.OpenPGPSigner) bool { return slices.Contains(s.Fingerprints, o.Old) })
	if i < 0 || slices.Contains(p.Fingerprints(), o.New) {
		return text, nil
	}
	e := &policyEdit{PolicyRotation: o, file: file, before: p, index: i, old: p.OpenPGPSigners[i]}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%s: %w; edit it by hand", file, err)
	}
	if err := e.split(text); err != nil {
		return nil, fmt.Errorf("%s: %w; edit it by hand", file, err)
	}
	return e.insert()
}

type policyEdit struct {
	PolicyRotation
	file   string
	before *policy.Policy
	index  int
	old    policy.OpenPGPSigner
	lines  []string
	// header is the index of the old signer's line [[pgp.signer]].
	header int
	eol    string
}

func (e *policyEdit) check() error {
	byDate, byVersion := !e.SignedBefore.IsZero(), len(e.OldVersions) > 0
	switch {
	case byDate == byVersion:
		return errors.New("give either the old key's versions or a date")
	case len(e.old.Fingerprints) > 1:
		return fmt.Errorf("signer %q has several certificates, and bounds would hit them all", e.old.Name)
	case byDate && e.before.Threshold > 1:
		return errors.New("the policy counts signers, and by date both keys could count as two; give the old key's versions")
	case byDate && !e.old.SignedBefore.IsZero():
		return fmt.Errorf("signer %q is bounded by a date already", e.old.Name)
	case byVersion && len(e.old.Versions)+len(e.old.ExceptVersions) > 0:
		return fmt.Errorf("signer %q is bounded by versions already", e.old.Name)
	}
	return nil
}

// split finds the old signer's table.
func (e *policyEdit) split(text []byte) error {
	var problems []tomltree.Problem
	table, _ := tomltree.Parse(text, limits.PolicyFile)
	if table == nil {
		return errors.New("the policy cannot be read")
	}
	signers := tomltree.NewReader(table, &problems).Table("pgp").Tables("signer")
	e.eol = "\n"
	if strings.Contains(string(text), "\r\n") {
		e.eol = "\r\n"
	}
	e.lines = strings.SplitAfter(string(text), "\n")
	e.header = signers[e.index].Position().Line - 1
	if !strings.HasPrefix(strings.TrimSpace(e.lines[e.header]), "[[") {
		return errors.New("its signers are not written as [[pgp.signer]]")
	}
	if last := len(e.lines) - 1; e.lines[last] != "" {
		e.lines[last] += e.eol
	}
	return nil
}

// insert tries the end of the old signer's table, which is where some line
// begins with a bracket, and then the end of the file. A bracket may also stand in
// a text of several lines: what the edit would say decides.
func (e *policyEdit) insert() ([]byte, error) {
	var first error
	for i := e.header + 1; i <= len(e.lines); i++ {
		if i < len(e.lines) && !strings.HasPrefix(strings.TrimSpace(e.lines[i]), "[") {
			continue
		}
		text := e.at(e.above(i))
		right, err := e.right(text)
		if right {
			return []byte(text), nil
		}
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return nil, fmt.Errorf("%s would be wrong with the new signer: %w", e.file, first)
	}
	return nil, fmt.Errorf("%s: no place was found for the new signer; edit it by hand", e.file)
}

// above leaves comments in front of the next table with it.
func (e *policyEdit) above(i int) int {
	for i > e.header+1 {
		line := strings.TrimSpace(e.lines[i-1])
		if line != "" && !strings.HasPrefix(line, "#") {
			break
		}
		i--
	}
	return i
}

func (e *policyEdit) at(i int) string {
	all := slices.Concat(e.lines[:e.header+1], e.bound(), e.lines[e.header+1:i], e.signer(), e.lines[i:])
	return strings.Join(all, "")
}

// bound is the line that bounds the old signer.
func (e *policyEdit) bound() []string {
	if len(e.OldVersions) > 0 {
		return []string{"versions = " + array(e.OldVersions) + e.eol}
	}
	return []string{"signed-before = " + e.SignedBefore.UTC().Format(time.DateOnly) + e.eol}
}

// signer is the table of the new one.
func (e *policyEdit) signer() []string {
	s := e.successor()
	lines := []string{
		"", "[[pgp.signer]]", "name = " + quote(s.Name),
		"fingerprints = " + array(s.Fingerprints), "held-by = " + quote(string(s.HeldBy)),
	}
	if s.Keyring != "" {
		lines = append(lines, "keyring = "+quote(s.Keyring))
	}
	if len(s.Versions) > 0 {
		lines = append(lines, "versions = "+array(s.Versions))
	}
	if len(s.ExceptVersions) > 0 {
		lines = append(lines, "except-versions = "+array(s.ExceptVersions))
	}
	for i := range lines {
		lines[i] += e.eol
	}
	return lines
}

// successor is the new signer as the policy is to read it.
func (e *policyEdit) successor() policy.OpenPGPSigner {
	s := policy.OpenPGPSigner{
		Name: fmt.Sprintf("%s (%s)", e.old.Name, keyID(e.New)), Fingerprints: []string{e.New}, HeldBy: e.old.HeldBy, Keyring: e.Keyring,
	}
	s.Versions, s.ExceptVersions = e.old.Versions, e.old.ExceptVersions
	if len(e.OldVersions) > 0 {
		s.ExceptVersions = e.OldVersions
	}
	return s
}

// right reports whether a text says what it should and nothing else. The error is that
// of a text that is no policy.
func (e *policyEdit) right(text string) (bool, error) {
	got, err := policy.Load([]byte(text), e.file)
	if err != nil {
		return false, err
	}
	want := *e.before
	want.OpenPGPSigners = slices.Clone(e.before.OpenPGPSigners)
	want.OpenPGPSigners[e.index].Versions = append(slices.Clone(e.old.Versions), e.OldVersions...)
	if !e.SignedBefore.IsZero() {
		want.OpenPGPSigners[e.index].SignedBefore = day(e.SignedBefore)
	}
	last := len(want.OpenPGPSigners)
	for _, i := range []int{e.index + 1, last} {
		w := want
		w.OpenPGPSigners = slices.Insert(slices.Clone(want.OpenPGPSigners), i, e.successor())
		if reflect.DeepEqual(&w, got) {
			return true, nil
		}
	}
	return false, nil
}

func array(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// evidence is what a draft is made from.
type evidence struct {
	subject  policy.Subject
	findings []policy.Finding
	// sources are the files that certificates were read from, by fingerprint;
	// carried are the SSH keys that signatures brought along, by their ID.
	sources, carried map[string]string
	// reports are what the user is told of the evidence.
	reports []policy.EvidenceReport
	// verify runs the collectors again, for a policy of the draft.
	verify func(*policy.Policy) (*policy.Report, error)
}

// newDraft drafts a policy that names whom the evidence names. Where evidence on a
// side is sound, what is not sound there names nobody: it would only weaken the
// policy.
func newDraft(pkg string, ev *evidence, where *draftFolder) (*draft, error) {
	d := &draft{pkg: pkg, places: where}
	var name string
	name, d.version, d.pattern = splitName(ev.subject.Name)
	if d.pkg == "" {
		d.pkg = name
	}
	if err := d.sound(ev); err != nil {
		return nil, err
	}
	firm := map[policy.Side]bool{policy.SideKey: len(d.keys) > 0, policy.SideSigstore: len(d.identities) > 0}
	for _, f := range ev.findings {
		var err error
		switch {
		case isSound(f) || f.Over == policy.RoleSignature || f.Status == policy.StatusMissing:
		case f.Side == policy.SideKey && !firm[f.Side] && f.Key == nil:
			err = d.unsoundKey(f)
		case f.Side == policy.SideSigstore && !firm[f.Side] && f.Claimed.Certificate != nil:
			d.claimedIdentity(f)
		case f.Side == policy.SideKey && f.Reason == policy.ReasonUnknownKey && fullIssuer(f) == "":
			d.unnamed(f)
		case f.Status == policy.StatusOther && firm[f.Side]:
			// A file of many attestations is about many files.
		default:
			d.leave(f.File, because(f))
		}
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// sound drafts the signers of sound evidence. Attestations that say nothing about
// where the file comes from name somebody only where no other does.
func (d *draft) sound(ev *evidence) error {
	var others []policy.Finding
	for _, f := range ev.findings {
		switch {
		case !isSound(f) || f.Over == policy.RoleSignature:
		case f.Side == policy.SideKey:
			if err := d.soundKey(f, ev.sources, ev.carried); err != nil {
				return err
			}
		default:
			if !d.soundSigstore(f, false) {
				others = append(others, f)
			}
		}
	}
	if len(d.identities) > 0 {
		for _, f := range others {
			d.leave(f.File, "an attestation of type "+f.Statement.PredicateType+", which does not say where the file comes from")
		}
		return nil
	}
	for _, f := range others {
		d.soundSigstore(f, true)
	}
	return nil
}

// isSound reports whether the cryptography holds and nothing rules the evidence out.
// Weaknesses do not: a policy can accept them.
func isSound(f policy.Finding) bool {
	return f.Status == policy.StatusSound && f.Reason == "" && len(f.Refusals) == 0
}

// settle judges the evidence by the draft, as verify would: what does not pass for
// its subject's name tells what upstream calls the file. A checksum list has to be
// read again, under the policy that names it.
func (d *draft) settle(ev *evidence, now time.Time) (*policy.Report, error) {
	if d.via != "" {
		return d.verify(ev)
	}
	report := d.assess(ev, now)
	if report == nil {
		return nil, nil
	}
	for _, name := range subjectNames(ev, report) {
		for _, known := range []draft{{upstream: withVersion(name, d.version)}, {subject: withVersion(name, d.version)}} {
			again := *d
			again.upstream, again.subject = known.upstream, known.subject
			if better := again.assess(ev, now); better != nil && verified(better) > verified(report) {
				*d, report = again, better
			}
		}
	}
	return report, nil
}

// verify verifies by the draft; nil if the draft is no policy.
func (d *draft) verify(ev *evidence) (*policy.Report, error) {
	p, err := d.load("draft")
	if err != nil {
		return nil, nil
	}
	return ev.verify(p)
}

// assess judges by the draft; nil if the draft is no policy.
func (d *draft) assess(ev *evidence, now time.Time) *policy.Report {
	p, err := d.load("draft")
	if err != nil {
		return nil
	}
	return p.Assess(ev.subject, ev.findings, now)
}

// subjectNames are the names under which rejected attestations know the file.
func subjectNames(ev *evidence, r *policy.Report) (names []string) {
	for _, e := range r.Evidence {
		if e.Reason == policy.ReasonSubjectName && e.Statement != nil {
			names = append(names, e.Statement.Subjects...)
		}
	}
	return names[:min(len(names), limits.DraftNames)]
}

func verified(r *policy.Report) (n int) {
	for _, e := range r.Evidence {
		if e.Outcome == policy.OutcomeVerified {
			n++
		}
	}
	return n
}

// finished is the draft's text, which is a policy whatever the evidence says.
func (d *draft) finished(file string) (string, error) {
	if file == "" {
		file = "draft"
	}
	if _, err := d.load(file); err != nil {
		return "", fmt.Errorf("policy init: what was found makes no policy, and nothing was written: %w", err)
	}
	return d.toml(), nil
}

// folderOf is the folder that the paths of a draft are relative to.
func folderOf(output once) string {
	if !output.set {
		return ""
	}
	return filepath.Dir(output.value)
}

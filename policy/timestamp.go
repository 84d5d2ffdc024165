package policy

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/tomltree"
)

// Timestamp names who may vouch for when a signature file existed: any log and
// timestamp authority of a trusted root. Whose certificate made a bundle over the
// file does not matter, since only its time is taken.
type Timestamp struct {
	// Root is [PublicGood], [GitHub], a trusted root's file, or a PEM file with the
	// certificates of a timestamp authority.
	Root string
}

// OutcomeTimestamp: sound, and about a signature file. It vouches for nothing by
// itself.
const OutcomeTimestamp Outcome = "timestamp"

func (l *loader) timestamp(r *tomltree.Reader) Timestamp {
	t := Timestamp{Root: mandatory(r, "root", checkTimestampRoot)}
	if t.Root != "" && slices.Contains(l.policy.Timestamps, t) {
		r.Problem(r.At("root"), "root %q is named twice", t.Root)
	}
	r.Done()
	return t
}

func checkTimestampRoot(name string) error {
	if strings.HasSuffix(name, ".pem") {
		return checkRelativePath(name)
	}
	if err := checkRoot(name); err != nil {
		return errors.New(`root must be "` + PublicGood + `", "` + GitHub + `", a trusted root's file (.json, .jsonl) or an authority's certificates (.pem), below the policy's folder`)
	}
	return nil
}

// MayTimestamp reports whether the policy lets the logs and authorities of that
// root say when a signature file existed.
func (p *Policy) MayTimestamp(root string) bool {
	return root != "" && slices.ContainsFunc(p.Timestamps, func(t Timestamp) bool { return t.Root == root })
}

// TimestampNames are the names that timestamps over files of these names usually
// have, for those that are signatures: NAME.tsr for an RFC 3161 response,
// NAME.sigstore.json and NAME.sigstore for a bundle. There are none when the
// policy lets nobody timestamp.
func (p *Policy) TimestampNames(signatures []string) []string {
	if len(p.Timestamps) == 0 {
		return nil
	}
	var all []string
	for _, name := range signatures {
		switch path.Ext(name) {
		case ".asc", ".sig", ".sign", ".gpg", ".pgp", ".minisig":
			all = append(all, name+".tsr", name+".sigstore.json", name+".sigstore")
		}
	}
	return all
}

// counts reports whether a finding proves when a signature file existed.
func (a *assessment) counts(f Finding) bool {
	return f.Over == RoleSignature && f.Status == StatusSound && f.Reason == "" && f.Of != "" && a.policy.MayTimestamp(f.Root)
}

// timed adds what timestamps prove about a signature file to the findings about
// the signatures in it. Nothing that is about other bytes, such as the artifact,
// says when a signature was made (design rule 8).
func (a *assessment) timed(findings []Finding) []Finding {
	all := slices.Clone(findings)
	for i := range all {
		if f := &all[i]; f.File != "" && f.Over != RoleSignature && f.Side == SideKey {
			f.Times = slices.Concat(f.Times, a.timesOf(f.File, findings))
		}
	}
	return all
}

func (a *assessment) timesOf(file string, findings []Finding) []Time {
	var all []Time
	for _, f := range findings {
		if !a.counts(f) || f.Of != file {
			continue
		}
		for _, t := range f.Times {
			if t.Kind == TimeProven && t.About == RoleSignature && !t.At.IsZero() {
				all = append(all, t)
			}
		}
	}
	return all
}

// judgeTimestamp gives a timestamp its outcome. A bad one raises no alarm: it
// claims nothing about the artifact, and without it nothing is proven.
func (a *assessment) judgeTimestamp(f Finding) judged {
	j := judged{Finding: f, report: evidenceReport(f)}
	j.report.Of = f.Of
	switch {
	case a.counts(f):
		j.report.Outcome = OutcomeTimestamp
	case f.Status == StatusSound && f.Reason == "":
		j.reject(ReasonRootNotForSigner, "the policy lets "+orNone(f.Root)+" vouch for no signature's time")
	default:
		j.reject(cmp.Or(f.Reason, ReasonTimestampInvalid), f.Detail)
	}
	return j
}

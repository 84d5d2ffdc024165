package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

// versionCoverage finds the signed field that names the version. An old genuine
// release under a new name is a real attack; without such a field nothing but
// the file's name speaks for the version.
func (a *assessment) versionCoverage() {
	v := a.target.version
	if !a.report.Verdict.Accepted {
		return
	}
	if v == "" {
		a.notice(NoticeVersionNotCovered, "no version is stated, so an older genuine release under this name would pass")
		return
	}
	field, class := "", ClassNone
	for _, j := range a.judged {
		if !j.verified() || j.report.Class <= class {
			continue
		}
		if f := coveredBy(j, a.target); f != "" {
			field, class = cut(f), j.report.Class
		}
	}
	switch {
	case field == "":
		a.notice(NoticeVersionNotCovered, a.target.uncovered()+a.commentsOn())
		return
	case class < a.report.Verdict.Class:
		// Who can forge that evidence can give an older release of the author this version.
		field += ", of class " + class.String() + " alone"
	}
	a.report.Artifact.VersionCoveredBy = field
}

// uncovered says of a version that no signed field names whether at least the file's
// name does. Where no policy binds it there, the caller may have asked for any.
func (t target) uncovered() string {
	v := t.version
	if t.bound || names(t.file, v) {
		return fmt.Sprintf("no signed field names version %s; only the file's name does", v)
	}
	return fmt.Sprintf("neither a signed field nor the file's name names version %s, so an older genuine release would pass", v)
}

// commentsOn says what other file's name a signed comment gives, as minisign writes it: the
// sign of an older release under this name, or of a file that was renamed here.
func (a *assessment) commentsOn() string {
	for _, j := range a.judged {
		if name, other := namesOther(j.Comment, a.target.about(j.Finding).name); other && j.verified() {
			return "; the signature's comment says that it is over " + orNone(name)
		}
	}
	return ""
}

func coveredBy(j judged, t target) string {
	version := t.version
	s, ok := j.signer.(*SigstoreSigner)
	if c := j.Certificate; ok && c != nil && names(c.SourceRef, version) {
		return "the ref " + c.SourceRef
	}
	if l := j.report.List; l != nil && names(l.Names, version) {
		return "the signed list's entry " + l.Names
	}
	if _, other := namesOther(j.Comment, t.about(j.Finding).name); !other && names(j.Comment, version) {
		return "the signature's comment"
	}
	if j.Statement == nil {
		return ""
	}
	var signed []string
	if ok && s.Kind == "github-release" {
		signed = slices.Clone(j.Statement.URIs) // the release; others state those of other files
	}
	for _, m := range j.Statement.Matching {
		signed = append(signed, m.Name)
	}
	for _, name := range signed {
		if names(name, version) {
			return "the subject " + name
		}
	}
	return ""
}

// namesOther finds the file's name that a comment gives, as minisign writes it, where it is
// not this one: what the comment says is then about another release.
func namesOther(comment, name string) (other string, found bool) {
	for field := range strings.SplitSeq(comment, "\t") {
		if file, is := strings.CutPrefix(field, "file:"); is && file != name {
			return file, true
		}
	}
	return "", false
}

// names reports whether the text names this version, in either of the two ways in which
// a policy can write it: as it is, or {version:_}.
func names(text, version string) bool {
	return mentions(text, version) || mentions(text, strings.ReplaceAll(version, ".", "_"))
}

// mentions reports whether the text names this version and not a longer one that
// holds it: 1.2 is not in 11.2, 1.2.1, 1.2rc1 or 1.2-rc1. A number alone is none behind other
// letters than a lone v or r: 64 is not in aarch64, nor in x86_64.
func mentions(text, version string) bool {
	longer := longerBefore
	if !strings.ContainsAny(version, "._") {
		longer = longerBeforeNumber
	}
	for {
		before, after, found := strings.Cut(text, version)
		if !found {
			return false
		}
		if !longer.Get().MatchString(before) && !longerAfter.Get().MatchString(after) {
			return true
		}
		text = text[len(before)+1:]
	}
}

var (
	longerBefore       = lazyre.New(`[0-9][._]?$`)
	longerBeforeNumber = lazyre.New(`([0-9][._-]?|[A-Za-z0-9][A-Za-z]|[A-QS-UW-Za-qs-uw-z])$`)
	longerAfter        = lazyre.New(`^([0-9A-Za-z+~]|[._-][0-9]|(?i:[._-](rc|alpha|beta|pre|preview|dev|snapshot|post)[._-]?[0-9]*([^A-Za-z]|$)))`)
)

func (a *assessment) notice(code NoticeCode, detail string) {
	a.report.Notices = append(a.report.Notices, NoticeReport{code, detail})
}

func (a *assessment) notices() {
	for _, n := range a.policy.Notices {
		a.notice(n.Code, n.Detail)
	}
	for _, r := range a.report.Requirements {
		if r.Met && r.Reached < r.Strongest {
			a.notice(NoticeMinimumLowered, fmt.Sprintf("the policy declares %s and lets %s pass: the stronger evidence is missing", r.Strongest, r.Reached))
		}
	}
	a.unpinned()
	a.sameProvider()
	a.rootAges()
	a.extra()
}

func (a *assessment) unpinned() {
	for _, j := range a.judged {
		s, ok := j.signer.(*SigstoreSigner)
		if ok && j.verified() && s.isCI() && !s.pinned() {
			a.notice(NoticeUnpinned, "the policy does not pin the workflow and the ref of "+s.Repository+", so any workflow of it passes")
		}
	}
}

// sameProvider: a person who logs in with GitHub and a workflow on GitHub fall
// together.
func (a *assessment) sameProvider() {
	person, workflow := false, false
	for _, j := range a.judged {
		if !j.verified() || j.Certificate == nil {
			continue
		}
		person = person || j.Certificate.Issuer == "https://github.com/login/oauth"
		workflow = workflow || j.Certificate.Issuer == issuerGitHub
	}
	if person && workflow {
		a.notice(NoticeSameProvider, "the person's account and the workflow are both GitHub's, so they can fall together")
	}
}

// extra says which evidence by declared sides did not count, when others did.
func (a *assessment) extra() {
	if !a.report.Verdict.Accepted {
		return
	}
	for _, j := range a.judged {
		if !j.verified() && j.Status != StatusMissing && j.report.Outcome != OutcomeTimestamp {
			a.notice(NoticeExtraSignature, fmt.Sprintf("%s did not count: %s", j.where(), j.report.Reason))
		}
	}
}

func (j judged) where() string {
	if j.Index > 1 {
		return fmt.Sprintf("%s, number %d,", j.File, j.Index)
	}
	return j.File
}

// rootAges says which trusted roots are so old that newer logs and authorities are
// probably missing from them: those of the instances that change every year, and
// any that did not know who vouches for the evidence.
func (a *assessment) rootAges() {
	said := map[string]bool{}
	for _, j := range a.judged {
		name := "the trusted root " + j.Root
		if j.Root == "" {
			name = "the trusted root that does not know the evidence"
		}
		changes := j.Root == "" || j.Root == PublicGood || j.Root == GitHub
		if !changes || j.RootDate.IsZero() || said[name] || a.now.Sub(j.RootDate) <= limits.RootAge {
			continue
		}
		said[name] = true
		a.notice(NoticeRootAge, fmt.Sprintf("the newest content of %s is of %s, %d days ago",
			name, j.RootDate.UTC().Format(time.DateOnly), int(a.now.Sub(j.RootDate).Hours()/24)))
	}
}

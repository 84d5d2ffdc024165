package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

func codes(r *policy.Report) []policy.NoticeCode {
	all := []policy.NoticeCode{}
	for _, n := range r.Notices {
		all = append(all, n.Code)
	}
	return all
}

func TestNotices(t *testing.T) {
	covered, uncovered := "the ref refs/tags/v1.2", policy.NoticeVersionNotCovered
	byCI := ", of class ci-workflow alone"
	unbound := base(policy.RequirePGP, withJane)
	unbound.Artifacts[0].Name = artifact.Name
	unbound.Notices = []policy.Notice{{Code: policy.NoticeKeyringUnpinned, Detail: "d"}}
	subject := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = "refs/heads/main" }))
	fromMain := built(called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main")...)
	for _, test := range []struct {
		name     string
		policy   *policy.Policy
		findings found
		by       string
		want     []policy.NoticeCode
	}{
		{"ref", base(policy.RequireSigstore, withGitHub), found{built()}, covered, nil},
		{"subject", subject, found{fromMain}, "the subject b-1.2.tar.gz", nil},
		{"the author's field first", base(policy.RequireBoth, withJane, withGitHub), found{built(), signed(janeKey, func(f *policy.Finding) { f.Comment = "b-1.2.tar.gz" })}, "the signature's comment", nil},
		{"nothing signed", base(policy.RequirePGP, withJane), found{signed(janeKey)}, "", []policy.NoticeCode{uncovered}},
		{"no version at all", unbound, found{signed(janeKey)}, "", []policy.NoticeCode{uncovered, policy.NoticeKeyringUnpinned}},
		{"rejected evidence covers nothing", base(policy.RequirePGP, withJane, withGitHub), found{signed(janeKey), built(func(f *policy.Finding) { f.Root = "x" })}, "",
			[]policy.NoticeCode{uncovered, policy.NoticeExtraSignature}},
		{"minimum lowered", base(policy.RequireAny, withJane, withGitHub, lowest(policy.ClassCIWorkflow)), found{built()}, covered, []policy.NoticeCode{policy.NoticeMinimumLowered}},
		{"minimum not needed", base(policy.RequireAny, withJane, withGitHub, lowest(policy.ClassCIWorkflow)), found{signed(janeKey), built()}, covered + byCI, nil},
		{"unpinned", base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Workflow = "" })), found{built()}, covered, []policy.NoticeCode{policy.NoticeUnpinned}},
		{"same provider", base(policy.RequireSigstore, withEmail, withGitHub), found{built(), mailed()}, covered + byCI, []policy.NoticeCode{policy.NoticeSameProvider}},
		{"extra evidence", base(policy.RequirePGP, withJane), found{signed(janeKey), signed(mallory)}, "", []policy.NoticeCode{uncovered, policy.NoticeExtraSignature}},
		{"rejection covers nothing", base(policy.RequireBoth, withJane, withGitHub), found{built()}, "", nil},
	} {
		r := test.policy.Assess(artifact, test.findings, today)
		if got := codes(r); !slices.Equal(got, append([]policy.NoticeCode{}, test.want...)) || r.Artifact.VersionCoveredBy != test.by {
			t.Errorf("%s: notices %v, covered by %q; want %v, %q", test.name, got, r.Artifact.VersionCoveredBy, test.want, test.by)
		}
	}
}

// A name that binds no version speaks for the one asked for only if it holds it.
func TestVersionOfName(t *testing.T) {
	for version, says := range map[string]string{
		"1.2": "no signed field names version 1.2; only the file's name does",
		"1.3": "neither a signed field nor the file's name names version 1.3, so an older genuine release would pass",
		"2":   "neither a signed field nor the file's name names version 2, so an older genuine release would pass",
	} {
		s, p := artifact, base(policy.RequirePGP, withJane)
		s.Version, p.Artifacts[0].Name = version, s.Name
		r := p.Assess(s, found{signed(janeKey)}, today)
		if len(r.Notices) != 1 || r.Notices[0] != (policy.NoticeReport{Code: policy.NoticeVersionNotCovered, Detail: says}) {
			t.Errorf("%s: %+v", version, r.Notices)
		}
	}
	s, p := artifact, base(policy.RequirePGP, withJane)
	s.Name, p.Artifacts[0].Name = "b-1.2-1.tar.gz", "b-{version}-1.tar.gz"
	if r := p.Assess(s, found{signed(janeKey)}, today); len(r.Notices) != 1 || r.Notices[0].Detail != "no signed field names version 1.2; only the file's name does" {
		t.Errorf("bound by the name: %+v", r.Notices)
	}
}

// A ref names the version only if it does so in the certificate: what the policy
// asks for is another matter. Underscores stand for dots there.
func TestRefNamesVersion(t *testing.T) {
	for ref, by := range map[string]string{"refs/tags/v1.2": "the ref refs/tags/v1.2", "refs/tags/v1_2": "the ref refs/tags/v1_2", "refs/tags/v1.2.1": "", "refs/tags/v1.2-rc1": "", "refs/tags/v1.2_BETA": "", "refs/tags/v1.2.post1": "", "refs/tags/v1.2-linux": "the ref refs/tags/v1.2-linux", "refs/tags/v1_2_1": "", "refs/tags/v2_1.2": ""} {
		p := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = ref }))
		f := built(called(repo+"/"+workflow+"@"+ref, ref)...)
		f.Statement.Matching[0].Name = "b"
		p.Artifacts[0].Subject = "b"
		if r := p.Assess(artifact, found{f}, today); !r.Verdict.Accepted || r.Artifact.VersionCoveredBy != by {
			t.Errorf("%s: %+v, covered by %q", ref, r.Verdict, r.Artifact.VersionCoveredBy)
		}
	}
}

// Where upstream's files write the version with underscores, a signed list and a subject
// name it so.
func TestUnderscoresNameVersion(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withGitHub, withList, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = "refs/heads/main" }))
	p.Artifacts[0].UpstreamName = "B-{version:_}.tar.gz"
	listed, attested := artifact, built(called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main")...)
	listed.Links = []policy.Link{goodLink(func(l *policy.Link) { l.Names = "B-1_2.tar.gz" })}
	if r := p.Assess(listed, found{overList()}, today); !r.Verdict.Accepted || r.Artifact.VersionCoveredBy != "the signed list's entry B-1_2.tar.gz" {
		t.Errorf("list: %+v, covered by %q", r.Verdict, r.Artifact.VersionCoveredBy)
	}
	p.Require = policy.RequireSigstore
	attested.Statement.Matching[0].Name = "B-1_2.tar.gz"
	if r := p.Assess(artifact, found{attested}, today); !r.Verdict.Accepted || r.Artifact.VersionCoveredBy != "the subject B-1_2.tar.gz" {
		t.Errorf("subject: %+v, covered by %q", r.Verdict, r.Artifact.VersionCoveredBy)
	}
}

// What a workflow calls another file by names no version of this one.
func TestURIOfAnotherSubject(t *testing.T) {
	p := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = "refs/heads/main" }))
	p.Artifacts[0].Subject = "b"
	f := built(called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main")...)
	f.Statement.Subjects, f.Statement.URIs = 2, []string{"pkg:generic/c@1.2"}
	f.Statement.Matching[0].Name = "b"
	if r := p.Assess(artifact, found{f}, today); !r.Verdict.Accepted || r.Artifact.VersionCoveredBy != "" {
		t.Errorf("%+v, covered by %q", r.Verdict, r.Artifact.VersionCoveredBy)
	}
}

// A longer version does not cover a shorter one.
func TestMentions(t *testing.T) {
	for subject, want := range map[string]bool{
		"b-1.2.tar.gz": true, "v1.2": true, "pkg:npm/b@1.2": true, "11.2-b-1.2.tgz": true, "b-1.2-linux.tgz": true,
		"b-11.2.tgz": false, "b-1.2.1.tgz": false, "b-1.20.tgz": false, "b-0.1.2.tgz": false, "b-1.2rc1.tgz": false, "b-1.2-1.tgz": false, "b": false,
	} {
		p := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = "refs/heads/main" }))
		p.Artifacts[0].Subject = subject
		f := built(called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main")...)
		f.Statement.Matching[0].Name = subject
		r := p.Assess(artifact, found{f}, today)
		if !r.Verdict.Accepted || (r.Artifact.VersionCoveredBy != "") != want {
			t.Errorf("%s: %+v, covered by %q", subject, r.Verdict, r.Artifact.VersionCoveredBy)
		}
	}
}

// minisign writes the file's name into what it signs. A comment about another release
// says nothing about the version of this one.
func TestVersionInComment(t *testing.T) {
	for comment, want := range map[string]bool{
		"release 1.2": true, "timestamp:1\tfile:b-1.2.tar.gz\thashed": true,
		"timestamp:1\tfile:c-1.2.tar.gz\thashed": false, "file:c-1.2.tar.gz\tfile:b-1.2.tar.gz": false, "release 1.3": false,
	} {
		f := signed(janeKey)
		f.Comment = comment
		r := base(policy.RequirePGP, withJane).Assess(artifact, found{f}, today)
		if got := r.Artifact.VersionCoveredBy == "the signature's comment"; !r.Verdict.Accepted || got != want {
			t.Errorf("%q: %+v, covered by %q", comment, r.Verdict, r.Artifact.VersionCoveredBy)
		}
		other := !want && strings.Contains(comment, "c-1.2.tar.gz")
		if says := len(r.Notices) == 1 && strings.HasSuffix(r.Notices[0].Detail, "; the signature's comment says that it is over c-1.2.tar.gz"); says != other {
			t.Errorf("%q: %+v", comment, r.Notices)
		}
	}
}

package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

const uri = repo + "/" + workflow + "@refs/tags/v1.2"

// uploaded is PyPI's publish attestation of b 1.2.
func uploaded(change ...func(*policy.Finding)) policy.Finding {
	publish := stated(func(s *policy.Statement) {
		s.PredicateType, s.EmptyPredicate, s.Provenance = "https://docs.pypi.org/attestations/publish/v1", true, nil
	})
	return built(append([]func(*policy.Finding){publish}, change...)...)
}

func TestAdHoc(t *testing.T) {
	s := policy.Subject{Name: "b-1.2.tar.gz", Digests: []string{"sha256:00"}}
	for _, test := range []struct {
		name     string
		flags    policy.Flags
		findings found
		require  policy.Require
		want     verdict
	}{
		{"fingerprint", policy.Flags{Fingerprints: []string{"0x" + strings.ToLower(janeKey), janeKey}}, found{signed(janeKey)}, policy.RequirePGP, yes(policy.ClassAuthorKey)},
		{"other fingerprint", policy.Flags{Fingerprints: []string{otherKey}, Unpinned: []string{janeKey}}, found{signed(janeKey)}, policy.RequirePGP, no(policy.ReasonNotNamed)},
		{"keyring", policy.Flags{Unpinned: []string{otherKey, janeKey}}, found{signed(janeKey)}, policy.RequirePGP, yes(policy.ClassAuthorKey)},
		{"repository", policy.Flags{Repository: repo}, found{built()}, policy.RequireSigstore, yes(policy.ClassPublisher)},
		{"publish attestation", policy.Flags{Repository: repo}, found{uploaded()}, policy.RequireSigstore, yes(policy.ClassPublisher)},
		{"publish attestation without ref", policy.Flags{Repository: repo, Workflow: workflow}, found{uploaded()}, policy.RequireSigstore, yes(policy.ClassPublisher)},
		{"publish attestation below its bar", policy.Flags{Repository: repo, Workflow: workflow, Ref: "refs/tags/v1.2"}, found{uploaded()}, policy.RequireSigstore, no(policy.ReasonBelowBar)},
		{"publish attestation of a fork", policy.Flags{Repository: repo + "-evil"}, found{uploaded()}, policy.RequireSigstore, no(policy.ReasonRepositoryMismatch)},
		{"publish attestation by another workflow", policy.Flags{Repository: repo, Workflow: ".github/workflows/x.yml"}, found{uploaded()}, policy.RequireSigstore, no(policy.ReasonWorkflowMismatch)},
		{"publish attestation that claims more", policy.Flags{Repository: repo}, found{uploaded(stated(func(s *policy.Statement) { s.EmptyPredicate = false }))}, policy.RequireSigstore, no(policy.ReasonPredicateContent)},
		{"publish attestation of another file", policy.Flags{Repository: repo}, found{uploaded(stated(func(s *policy.Statement) { s.Matching[0].Name = "b-1.3.tar.gz" }))}, policy.RequireSigstore, no(policy.ReasonSubjectName)},
		{"workflow and ref", policy.Flags{Repository: repo, Workflow: workflow, Ref: "refs/tags/v1.2"}, found{built()}, policy.RequireSigstore, yes(policy.ClassCIWorkflow)},
		{"other ref", policy.Flags{Repository: repo, Workflow: workflow, Ref: "refs/tags/v1.3"}, found{built()}, policy.RequireSigstore, no(policy.ReasonRefMismatch)},
		{"workflow as identity", policy.Flags{Identity: uri, Issuer: actions}, found{built()}, policy.RequireSigstore, yes(policy.ClassCIWorkflow)},
		{"tag with an at sign", policy.Flags{Identity: repo + "/" + workflow + "@refs/tags/r@1.2", Issuer: actions},
			found{built(called(repo+"/"+workflow+"@refs/tags/r@1.2", "refs/tags/r@1.2")...)}, policy.RequireSigstore, yes(policy.ClassCIWorkflow)},
		{"person", policy.Flags{Identity: "joe@example.org", Issuer: "https://github.com/login/oauth"}, found{mailed()}, policy.RequireSigstore, yes(policy.ClassAuthorIdentity)},
		{"own root", policy.Flags{Repository: repo, Root: "own.json"}, found{built()}, policy.RequireSigstore, no(policy.ReasonRootNotForSigner)},
		{"both sides", policy.Flags{Fingerprints: []string{janeKey}, Repository: repo}, found{built()}, policy.RequireBoth, no(policy.ReasonMissingEvidence)},
		{"any", policy.Flags{Fingerprints: []string{janeKey}, Repository: repo, Require: policy.RequireAny}, found{built()}, policy.RequireAny, no(policy.ReasonBelowBar)},
		{"PEM key", policy.Flags{KeyPEM: pemKey}, found{signed(janeKey)}, policy.RequirePGP, no(policy.ReasonNotNamed)},
		{"accepted weakness", policy.Flags{Fingerprints: []string{janeKey}, Accept: []policy.Weakness{policy.WeaknessDSA}}, found{signed(janeKey, weak(policy.WeaknessDSA))}, policy.RequirePGP, yes(policy.ClassAuthorKey)},
		{"another weakness", policy.Flags{Fingerprints: []string{janeKey}, Accept: []policy.Weakness{policy.WeaknessDSA}}, found{signed(janeKey, weak(policy.WeaknessTextMode))}, policy.RequirePGP, no(policy.ReasonWeakness)},
	} {
		p, err := policy.AdHoc(test.flags)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		r := p.Assess(s, test.findings, today)
		if got := (verdict{r.Verdict.Class, r.Verdict.Reason, r.Verdict.Alarm}); got != test.want || r.Policy.Require != test.require {
			t.Errorf("%s: %+v, require %s; want %+v, %s", test.name, r.Verdict, r.Policy.Require, test.want, test.require)
		}
		if unpinned := slices.Contains(codes(r), policy.NoticeKeyringUnpinned); unpinned != (test.name == "keyring") {
			t.Errorf("%s: unpinned %v", test.name, unpinned)
		}
	}
}

func TestAdHocRefuses(t *testing.T) {
	for _, test := range []struct {
		flags policy.Flags
		want  string
	}{
		{policy.Flags{}, "nobody is named who may vouch"},
		{policy.Flags{Accept: []policy.Weakness{policy.WeaknessDSA}}, "nobody is named who may vouch"},
		{policy.Flags{Require: policy.RequireAny}, "no flag declares one"},
		{policy.Flags{Require: "all", Repository: repo}, "must be one of"},
		{policy.Flags{Require: policy.RequireBoth, Repository: repo}, "needs a pgp side"},
		{policy.Flags{Require: policy.RequirePGP, Repository: repo}, "needs a pgp side"},
		{policy.Flags{Require: policy.RequireSigstore, Fingerprints: []string{janeKey}}, "needs a sigstore side"},
		{policy.Flags{Fingerprints: []string{janeKey[24:]}}, "key ID"},
		{policy.Flags{Fingerprints: []string{""}}, "0 digits"},
		{policy.Flags{KeyFile: "empty.pub", Repository: repo}, "--key empty.pub: it holds no public key"},
		{policy.Flags{KeyPEM: "x", KeyFile: "k.pub"}, "--key k.pub: it holds no public key"},
		{policy.Flags{KeyPEM: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"}, "no public key of a known form"},
		{policy.Flags{Identity: "joe@example.org"}, "needs --certificate-oidc-issuer"},
		{policy.Flags{Issuer: actions}, "needs --certificate-oidc-issuer"},
		{policy.Flags{Identity: "joe@example.org", Issuer: "https://evil.example"}, "provider of persons"},
		{policy.Flags{Identity: "joe@example.org", Issuer: actions}, "is not a workflow"},
		{policy.Flags{Identity: ".*", Issuer: "https://accounts.google.com"}, "one e-mail address"},
		{policy.Flags{Identity: uri, Issuer: actions, Repository: repo}, "says the same"},
		{policy.Flags{Workflow: workflow}, "is needed with"},
		{policy.Flags{Repository: repo, Ref: "v1"}, "full ref"},
		{policy.Flags{Repository: repo + "/"}, "trailing slash"},
		{policy.Flags{Repository: repo, Accept: []policy.Weakness{"md5"}}, "weakness must be one of"},
	} {
		if p, err := policy.AdHoc(test.flags); p != nil || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.flags, err, test.want)
		}
	}
}

// A key of minisign is none of signify, though they look alike: what minisign signs to
// cover a trusted comment would be a file that signify vouches for.
func TestAdHocRawKey(t *testing.T) {
	line := rawForm("", 1, slices.Repeat([]byte{7}, 32)).text
	for text, want := range map[string]string{
		line:              "minisign",
		" " + line + "\n": "minisign",
		"untrusted comment: minisign public key 101\n" + line + "\n": "minisign",
		"untrusted comment: signify public key\n" + line + "\n":      "signify",
		"untrusted comment: hello public key\n" + line:               "signify",
		"untrusted comment:\n" + line:                                "signify",
	} {
		p, err := policy.AdHoc(policy.Flags{KeyPEM: text})
		if err != nil || len(p.KeySigners) != 1 || p.KeySigners[0].Kind != want {
			t.Errorf("%q: %+v, %v; want %s", text, p, err, want)
		}
	}
}

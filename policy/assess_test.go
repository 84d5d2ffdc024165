package policy_test

import (
	"crypto/ed25519"
	"slices"
	"testing"

	"github.com/upsig/upsig/policy"
)

// verdict is what a scenario expects: a class, or a reason.
type verdict struct {
	class  policy.Class
	reason policy.Reason
	alarm  bool
}

func yes(c policy.Class) verdict  { return verdict{class: c} }
func no(r policy.Reason) verdict  { return verdict{reason: r} }
func bad(r policy.Reason) verdict { return verdict{reason: r, alarm: true} }

type scenario struct {
	name     string
	policy   *policy.Policy
	findings []policy.Finding
	want     verdict
}

type found = []policy.Finding

func run(t *testing.T, all []scenario) {
	t.Helper()
	for _, s := range all {
		r := s.policy.Assess(artifact, s.findings, today)
		got := verdict{r.Verdict.Class, r.Verdict.Reason, r.Verdict.Alarm}
		if got != s.want || r.Verdict.Accepted != (s.want.reason == "") {
			t.Errorf("%s: %+v, want %+v", s.name, r.Verdict, s.want)
		}
	}
}

func TestRequirementAndBar(t *testing.T) {
	const pgp, sig, both, any = policy.RequirePGP, policy.RequireSigstore, policy.RequireBoth, policy.RequireAny
	janes, builds, mails := signed(janeKey), built(), mailed()
	run(t, []scenario{
		{"key", base(pgp, withJane), found{janes}, yes(policy.ClassAuthorKey)},
		{"CI key", base(pgp, withRobot), found{signed(otherKey)}, yes(policy.ClassCIKey)},
		{"workflow", base(sig, withGitHub), found{builds}, yes(policy.ClassCIWorkflow)},
		{"plain by workflow", base(sig, withGitHub), found{built(plain)}, yes(policy.ClassCIWorkflow)},
		{"person", base(sig, withEmail), found{mails}, yes(policy.ClassAuthorIdentity)},
		{"nothing there", base(pgp, withJane), nil, no(policy.ReasonMissingEvidence)},
		{"empty list", base(sig, withGitHub), found{}, no(policy.ReasonMissingEvidence)},
		{"wrong side for pgp", base(pgp, withJane, withGitHub), found{builds}, no(policy.ReasonMissingEvidence)},
		{"wrong side for sigstore", base(sig, withJane, withGitHub), found{janes}, no(policy.ReasonMissingEvidence)},

		{"both", base(both, withJane, withGitHub), found{janes, builds}, yes(policy.ClassAuthorKey)},
		{"both, author stripped", base(both, withJane, withGitHub), found{builds}, no(policy.ReasonMissingEvidence)},
		{"both, provenance stripped", base(both, withJane, withGitHub), found{janes}, no(policy.ReasonMissingEvidence)},
		{"both, twice one side", base(both, withJane, withGitHub), found{janes, janes}, no(policy.ReasonMissingEvidence)},
		{"both, author by a stranger", base(both, withJane, withGitHub), found{signed(mallory), builds}, no(policy.ReasonNotNamed)},
		{"both, each its bar", base(both, withJane, withRobot, withGitHub), found{signed(otherKey), builds}, no(policy.ReasonBelowBar)},

		{"any by the strongest", base(any, withJane, withGitHub), found{janes}, yes(policy.ClassAuthorKey)},
		{"any, author stripped", base(any, withJane, withGitHub), found{builds}, no(policy.ReasonBelowBar)},
		{"any, strongest is a person", base(any, withRobot, withEmail), found{mails}, yes(policy.ClassAuthorIdentity)},
		{"any, strongest is a person, stripped", base(any, withRobot, withEmail), found{signed(otherKey)}, no(policy.ReasonBelowBar)},
		{"any with minimum", base(any, withJane, withGitHub, lowest(policy.ClassCIWorkflow)), found{builds}, yes(policy.ClassCIWorkflow)},
		{"minimum not met", base(any, withJane, withRobot, withGitHub, lowest(policy.ClassCIWorkflow)), found{signed(otherKey)}, no(policy.ReasonBelowBar)},
		{"minimum above what one side declares", base(both, withJane, withGitHub, lowest(policy.ClassAuthorKey)), found{janes, builds}, yes(policy.ClassAuthorKey)},
		{"minimum cannot be met", base(sig, withJane, withGitHub, lowest(policy.ClassAuthorKey)), found{builds}, no(policy.ReasonMinimumUnreachable)},
		{"weaker signer on the side", base(sig, withEmail, withGitHub), found{builds}, no(policy.ReasonBelowBar)},
		{"many weaker pieces", base(any, withJane, withRobot, withGitHub), found{builds, signed(otherKey), builds}, no(policy.ReasonBelowBar)},

		{"two of two", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)), found{janes, signed(otherKey)}, yes(policy.ClassCIKey)},
		{"weakest of two gives the class", base(pgp, withJane, withRobot, threshold(2)), found{janes, signed(otherKey)}, no(policy.ReasonBelowBar)},
		{"one of two", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)), found{janes}, no(policy.ReasonThreshold)},
		{"one twice of two", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)), found{janes, janes}, no(policy.ReasonThreshold)},
		{"one signer's two certificates", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey),
			pgpSigner(func(s *policy.OpenPGPSigner) { s.Fingerprints = append(s.Fingerprints, mallory) })),
			found{janes, signed(mallory)}, no(policy.ReasonThreshold)},
		{"one key under two names", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)),
			found{by(janes, "F1", nil), by(signed(otherKey), "F1", nil)}, no(policy.ReasonThreshold)},
		{"one key in two forms", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)),
			found{by(janes, "F1", ed25519.PublicKey("k")), by(signed(otherKey), "F2", ed25519.PublicKey("k"))}, no(policy.ReasonThreshold)},
		{"one key of OpenPGP and SSH", base(pgp, withJane, withSSH, threshold(2)),
			found{by(janes, "F1", sshPublic), sshSigned()}, no(policy.ReasonThreshold)},
		{"two keys of OpenPGP and SSH", base(pgp, withJane, withSSH, threshold(2)),
			found{by(janes, "F1", ed25519.PublicKey("k")), sshSigned()}, yes(policy.ClassAuthorKey)},
		{"a shared key and one more", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)),
			found{by(janes, "F1", nil), by(janes, "F2", nil), by(signed(otherKey), "F1", nil)}, yes(policy.ClassCIKey)},
		{"a shared key and one more of the other", base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)),
			found{by(janes, "F1", nil), by(signed(otherKey), "F2", nil), by(signed(otherKey), "F1", nil)}, yes(policy.ClassCIKey)},
		{"any, threshold on the key side alone", base(any, withRobot, withJane, withEmail, threshold(2), lowest(policy.ClassAuthorIdentity)), found{janes, mails}, yes(policy.ClassAuthorIdentity)},
	})
}

// A report, and policy show, name those whose evidence would do, and not those who
// are declared below the bar.
func TestExpectedReachTheBar(t *testing.T) {
	const pgp, sig, both, any = policy.RequirePGP, policy.RequireSigstore, policy.RequireBoth, policy.RequireAny
	for name, test := range map[string]struct {
		policy *policy.Policy
		want   [][]string
	}{
		"any":                  {base(any, withJane, withRobot, withGitHub), [][]string{{"Jane"}}},
		"any, of either side":  {base(any, withJane, withGitHub, lowest(policy.ClassCIWorkflow)), [][]string{{"Jane", "CI"}}},
		"any, lowered halfway": {base(any, withJane, withRobot, withEmail, withGitHub, lowest(policy.ClassAuthorIdentity)), [][]string{{"Jane", "Joe"}}},
		"any, a person":        {base(any, withRobot, withEmail), [][]string{{"Joe"}}},
		"each side its own":    {base(both, withJane, withRobot, withGitHub), [][]string{{"Jane"}, {"CI"}}},
		"one side":             {base(sig, withJane, withEmail, withGitHub), [][]string{{"Joe"}}},
		"two of two":           {base(pgp, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)), [][]string{{"Jane", "Robot"}}},
		"nobody":               {base(pgp, withGitHub), [][]string{nil}},
	} {
		report := test.policy.Assess(artifact, nil, today)
		var got, shown [][]string
		for _, r := range report.Requirements {
			got = append(got, r.Expected)
		}
		for _, r := range test.policy.Enforced("1.2", today).Requirements {
			shown = append(shown, r.Expected)
		}
		equal := func(a, b []string) bool { return slices.Equal(a, b) }
		if !slices.EqualFunc(got, test.want, equal) || !slices.EqualFunc(shown, test.want, equal) {
			t.Errorf("%s: reported %q, shown %q, want %q", name, got, shown, test.want)
		}
	}
}

func TestNoRescueFromBelow(t *testing.T) {
	const pgp, sig, both, any = policy.RequirePGP, policy.RequireSigstore, policy.RequireBoth, policy.RequireAny
	janes, builds := signed(janeKey), built()
	claims := status(policy.StatusBad, policy.SideSigstore, policy.ReasonLogEntryInvalid)
	claims.Claimed.Certificate = &policy.Certificate{SAN: repo + "/" + workflow + "@refs/tags/v1.2", SourceRepository: repo}
	fork := claims
	fork.Claimed.Certificate = &policy.Certificate{SAN: repo + "-evil/" + workflow + "@refs/tags/v1.2", SourceRepository: repo + "-evil"}
	run(t, []scenario{
		{"bad by the author, CI verifies", base(both, withJane, withGitHub), found{forged(janeKey), builds}, bad(policy.ReasonBadSignature)},
		{"bad and not required", base(sig, withJane, withGitHub), found{forged(janeKey), builds}, bad(policy.ReasonBadSignature)},
		{"bad beside a good one", base(pgp, withJane), found{janes, forged(janeKey)}, bad(policy.ReasonBadSignature)},
		{"bad under k of n", base(pgp, withJane, withRobot, lowest(policy.ClassCIKey)), found{janes, forged(otherKey)}, bad(policy.ReasonBadSignature)},
		{"bad bundle by the workflow", base(any, withJane, withGitHub), found{janes, claims}, bad(policy.ReasonLogEntryInvalid)},
		{"bad by a stranger", base(pgp, withJane), found{janes, forged(mallory)}, yes(policy.ClassAuthorKey)},
		{"bad by a fork", base(pgp, withJane, withGitHub), found{janes, fork}, yes(policy.ClassAuthorKey)},
		{"bad by a signer of other versions", base(pgp, withRobot, withJane, lowest(policy.ClassCIKey), pgpSigner(func(s *policy.OpenPGPSigner) { s.Versions = []string{"2.*"} })),
			found{janes, forged(otherKey)}, yes(policy.ClassAuthorKey)},
		{"stranger's alone", base(pgp, withJane), found{forged(mallory)}, no(policy.ReasonBadSignature)},
		{"unusable does not block", base(pgp, withJane), found{janes, status(policy.StatusUnusable, policy.SideKey, policy.ReasonUnknownKey)}, yes(policy.ClassAuthorKey)},
		{"other does not count", base(sig, withGitHub), found{status(policy.StatusOther, policy.SideSigstore, "")}, no(policy.ReasonOtherArtifact)},
		{"other does not block", base(sig, withGitHub), found{builds, status(policy.StatusOther, policy.SideSigstore, "")}, yes(policy.ClassCIWorkflow)},
		{"unknown key", base(pgp, withJane), found{status(policy.StatusUnusable, policy.SideKey, policy.ReasonUnknownKey)}, no(policy.ReasonUnknownKey)},
		{"no certificate explains the unknown key", base(pgp, withJane), found{status(policy.StatusUnusable, policy.SideKey, policy.ReasonUnknownKey),
			status(policy.StatusMissing, policy.SideKey, policy.ReasonNoCertificate)}, no(policy.ReasonNoCertificate)},
	})
}

func TestScope(t *testing.T) {
	jane := func(change func(*policy.OpenPGPSigner)) *policy.Policy {
		return base(policy.RequirePGP, withJane, pgpSigner(change))
	}
	run(t, []scenario{
		{"versions", jane(func(s *policy.OpenPGPSigner) { s.Versions = []string{"1.*"} }), found{signed(janeKey)}, yes(policy.ClassAuthorKey)},
		{"other versions", jane(func(s *policy.OpenPGPSigner) { s.Versions = []string{"2.*"} }), found{signed(janeKey)}, no(policy.ReasonNoSigner)},
		{"other versions beside another signer", base(policy.RequirePGP, withJane, withRobot, pgpSigner(func(s *policy.OpenPGPSigner) { s.Versions = []string{"2.*"} })),
			found{signed(janeKey)}, no(policy.ReasonNotForVersion)},
		{"no prefix match", jane(func(s *policy.OpenPGPSigner) { s.Versions = []string{"1"} }), found{signed(janeKey)}, no(policy.ReasonNoSigner)},
		{"excepted", jane(func(s *policy.OpenPGPSigner) { s.ExceptVersions = []string{"1.2"} }), found{signed(janeKey)}, no(policy.ReasonNoSigner)},
		{"signed before", jane(func(s *policy.OpenPGPSigner) { s.SignedBefore = day("2026-05-02") }), found{signed(janeKey)}, yes(policy.ClassAuthorKey)},
		{"signed on the day", jane(func(s *policy.OpenPGPSigner) { s.SignedBefore = day("2026-05-01") }), found{signed(janeKey)}, no(policy.ReasonSignedTooLate)},
		{"without time", jane(func(s *policy.OpenPGPSigner) { s.SignedBefore = day("2027-01-01") }),
			found{signed(janeKey, func(f *policy.Finding) { f.Times = nil })}, no(policy.ReasonSignedTooLate)},
		{"bundle's own word is no time", base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.SignedBefore = day("2027-01-01") })),
			found{built(func(f *policy.Finding) { f.Times[0].Kind = policy.TimeClaimed })}, no(policy.ReasonSignedTooLate)},
		{"bundle's log time", base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.SignedBefore = day("2027-01-01") })), found{built()}, yes(policy.ClassCIWorkflow)},
	})
}

func TestWeaknesses(t *testing.T) {
	until := func(date string) policy.Exception {
		return policy.Exception{Weakness: policy.WeaknessDSA, Signer: "Jane", Reason: "r", Until: day(date)}
	}
	with := func(x policy.Exception) *policy.Policy { return base(policy.RequirePGP, withJane, accept(x)) }
	dsa := found{signed(janeKey, weak(policy.WeaknessDSA))}
	robots, versions, elsewhere := until("2027-01-01"), until("2027-01-01"), until("2027-01-01")
	robots.Signer, versions.Versions, elsewhere.Versions = "Robot", []string{"1.*"}, []string{"2.*"}
	expiredOne := with(until("2026-11-19"))
	expiredOne.Exceptions = append(expiredOne.Exceptions, until("2027-01-01"))
	proven := func(about policy.Role, date string) policy.Time {
		return policy.Time{Kind: policy.TimeProven, About: about, At: day(date), By: "TSA"}
	}
	plainJane := base(policy.RequirePGP, withJane)
	run(t, []scenario{
		{"not accepted", plainJane, dsa, no(policy.ReasonWeakness)},
		{"accepted", with(until("2027-01-01")), dsa, yes(policy.ClassAuthorKey)},
		{"on its last day", with(until("2026-11-20")), dsa, yes(policy.ClassAuthorKey)},
		{"past its date", with(until("2026-11-19")), dsa, no(policy.ReasonExceptionExpired)},
		{"renewed", expiredOne, dsa, yes(policy.ClassAuthorKey)},
		{"of another signer", with(robots), dsa, no(policy.ReasonWeakness)},
		{"of this version", with(versions), dsa, yes(policy.ClassAuthorKey)},
		{"of another version", with(elsewhere), dsa, no(policy.ReasonWeakness)},
		{"one of two", with(until("2027-01-01")), found{signed(janeKey, weak(policy.WeaknessDSA), weak(policy.WeaknessSHA1Signature))}, no(policy.ReasonWeakness)},
		{"of no name", base(policy.RequirePGP, withJane, accept(policy.Exception{})), found{signed(janeKey, weak(""))}, no(policy.ReasonWeakness)},
		{"refusal", with(until("2027-01-01")), found{signed(janeKey, func(f *policy.Finding) {
			f.Refusals = []policy.Refusal{{Reason: policy.ReasonKeyRevoked}}
		})}, no(policy.ReasonKeyRevoked)},

		{"retired", plainJane, found{signed(janeKey, retired())}, no(policy.ReasonWeakness)},
		{"retired, signature stamped before", plainJane, found{signed(janeKey, retired(proven(policy.RoleSignature, "2026-05-31")))}, yes(policy.ClassAuthorKey)},
		{"retired, signature stamped after", plainJane, found{signed(janeKey, retired(proven(policy.RoleSignature, "2026-06-01")))}, no(policy.ReasonWeakness)},
		{"retired, artifact stamped before", plainJane, found{signed(janeKey, retired(proven(policy.RoleArtifact, "2026-05-31")))}, no(policy.ReasonWeakness)},
		{"retired, stamp without time", plainJane, found{signed(janeKey, retired(policy.Time{Kind: policy.TimeProven, About: policy.RoleSignature}))}, no(policy.ReasonWeakness)},
		{"retired, other evidence logged before", base(policy.RequireBoth, withJane, withGitHub), found{signed(janeKey, retired()), built()}, no(policy.ReasonWeakness)},
	})
}

// An exception that has ended is told apart from one that never was.
func TestEndedAndMissingExceptions(t *testing.T) {
	p := base(policy.RequirePGP, withJane, accept(policy.Exception{Weakness: policy.WeaknessDSA, Signer: "Jane", Reason: "r", Until: day("2026-11-19")}))
	for _, test := range []struct {
		weaknesses []policy.Weakness
		reason     policy.Reason
		detail     string
	}{
		{[]policy.Weakness{policy.WeaknessDSA}, policy.ReasonExceptionExpired, "dsa"},
		{[]policy.Weakness{policy.WeaknessDSA, policy.WeaknessNoKeyFlags, policy.WeaknessSHA1Binding}, policy.ReasonExceptionExpired, "dsa; none was for no-key-flags, sha1-binding"},
		{[]policy.Weakness{policy.WeaknessNoKeyFlags, policy.WeaknessDSA}, policy.ReasonWeakness, "no-key-flags; the exception has ended for dsa"},
	} {
		f := signed(janeKey)
		for _, w := range test.weaknesses {
			weak(w)(&f)
		}
		v := p.Assess(artifact, found{f}, today).Verdict
		if v.Reason != test.reason || v.Detail != test.detail {
			t.Errorf("%v: %s, %q; want %s, %q", test.weaknesses, v.Reason, v.Detail, test.reason, test.detail)
		}
	}
}

func TestSound(t *testing.T) {
	over := func(r policy.Role) found {
		return found{signed(janeKey, func(f *policy.Finding) { f.Over = r })}
	}
	p := base(policy.RequirePGP, withJane)
	run(t, []scenario{
		{"over a signature", p, over(policy.RoleSignature), no(policy.ReasonMissingEvidence)},
		{"over nothing", p, over(""), no(policy.ReasonOtherArtifact)},
		{"with a reason against it", p, found{signed(janeKey, func(f *policy.Finding) { f.Reason = policy.ReasonHashPrefix })}, no(policy.ReasonHashPrefix)},
		{"without key", p, found{signed(janeKey, func(f *policy.Finding) { f.Key = nil })}, no(policy.ReasonNotNamed)},
		{"of another kind", p, found{signed(janeKey, func(f *policy.Finding) { f.Key.Kind = "pem" })}, no(policy.ReasonNotNamed)},
		{"of no side", p, found{signed(janeKey, func(f *policy.Finding) { f.Side = "" })}, no(policy.ReasonNotNamed)},
		{"subkey named as primary", p, found{signed(mallory, func(f *policy.Finding) { f.Key.Signing = janeKey })}, no(policy.ReasonNotNamed)},
		{"signer of no class", base(policy.RequirePGP, withJane, withRobot, pgpSigner(func(s *policy.OpenPGPSigner) { s.HeldBy = "" })),
			found{signed(janeKey)}, no(policy.ReasonNothingVerified)},
	})
}

func TestKeySigner(t *testing.T) {
	p := base(policy.RequirePGP, func(p *policy.Policy) {
		p.KeySigners = []policy.KeySigner{{Name: "key", Kind: "pem", ID: "sha256:k", HeldBy: policy.HeldByAuthor, Root: policy.PublicGood}}
	})
	pem := func(change ...func(*policy.Finding)) found {
		f := built(func(f *policy.Finding) {
			f.Side, f.Certificate, f.Key = policy.SideKey, nil, &policy.Key{Kind: "pem", Fingerprint: "sha256:k"}
		})
		for _, c := range change {
			c(&f)
		}
		return found{f}
	}
	run(t, []scenario{
		{"attestation", p, pem(), yes(policy.ClassAuthorKey)},
		{"plain", p, pem(plain), yes(policy.ClassAuthorKey)},
		{"another key", p, pem(func(f *policy.Finding) { f.Key.Fingerprint = "sha256:l" }), no(policy.ReasonNotNamed)},
		{"another root", p, pem(func(f *policy.Finding) { f.Root = "own.json" }), no(policy.ReasonRootNotForSigner)},
		{"another predicate", p, pem(stated(func(s *policy.Statement) { s.PredicateType = "x" })), no(policy.ReasonPredicateType)},
	})
}

func TestExceptionsAreVisible(t *testing.T) {
	x := policy.Exception{Weakness: policy.WeaknessDSA, Signer: "Jane", Reason: "bug 1", Until: day("2027-01-01")}
	old := x
	old.Weakness, old.Until = policy.WeaknessTextMode, day("2026-01-01")
	p := base(policy.RequirePGP, withJane, accept(x), accept(old))
	for _, test := range []struct {
		findings found
		want     policy.ExceptionState
	}{
		{found{signed(janeKey, weak(policy.WeaknessDSA))}, policy.ExceptionApplied},
		{found{signed(janeKey)}, policy.ExceptionUnused},
		{found{signed(janeKey, weak(policy.WeaknessDSA), weak(policy.WeaknessTextMode))}, policy.ExceptionUnused},
	} {
		r := p.Assess(artifact, test.findings, today)
		want := []policy.ExceptionReport{
			{Weakness: policy.WeaknessDSA, Signer: "Jane", Reason: "bug 1", Until: "2027-01-01", State: test.want},
			{Weakness: policy.WeaknessTextMode, Signer: "Jane", Reason: "bug 1", Until: "2026-01-01", State: policy.ExceptionExpired},
		}
		if !slices.Equal(r.Exceptions, want) {
			t.Errorf("exceptions %+v, want %+v", r.Exceptions, want)
		}
	}
}

// Who collects signatures is told why two of them count once.
func TestOneKeyIsTold(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withRobot, threshold(2), lowest(policy.ClassCIKey))
	for _, tt := range []struct {
		findings []policy.Finding
		want     string
	}{
		{found{signed(janeKey)}, "1 of 2"},
		{found{by(signed(janeKey), "F1", nil), by(signed(otherKey), "F1", nil)}, "1 of 2; of those who signed with one key, one counts"},
	} {
		if got := p.Assess(artifact, tt.findings, today).Verdict.Detail; got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

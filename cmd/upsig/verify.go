package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// verifyFlags are the flags of verify, as given.
type verifyFlags struct {
	policy, version, name          once
	keyrings, fingerprints         []string
	signatures, bundles            []string
	identity, issuer               once
	repository, workflow, ref, key once
	trustedRoots                   []string
	via, covers                    once
	require                        once
	accept                         []string
	at, format, output, report     once
	quiet, all                     bool
	policyDir, jobs                once

	// shared are the trusted roots that policies of one run have in common; nil
	// for one policy.
	shared *rootCache
}

func verifyCommand(flags *pflag.FlagSet) runner {
	f := &verifyFlags{}
	stringOnce(flags, &f.policy, "policy", "the package's policy, a TOML `FILE`")
	stringOnce(flags, &f.version, "version", "the `VERSION` that the artifact must be")
	stringOnce(flags, &f.name, "name", "the artifact's `NAME`, where it has none or another one")
	stringMany(flags, &f.keyrings, "keyring", "OpenPGP certificates: a `FILE` or folder (repeatable)")
	stringMany(flags, &f.fingerprints, "fingerprint", "primary `FPR` of a certificate that counts (repeatable)")
	stringMany(flags, &f.signatures, "signature", "a signature `FILE` under a key (repeatable)")
	stringMany(flags, &f.bundles, "bundle", "a Sigstore bundle or attestation `FILE` (repeatable)")
	stringOnce(flags, &f.identity, "certificate-identity", "the Sigstore identity: an e-mail address or a workflow's URI (`ID`)")
	stringOnce(flags, &f.issuer, "certificate-oidc-issuer", "the identity provider's `URL`")
	stringOnce(flags, &f.repository, "repository", "the source repository's `URL`")
	stringOnce(flags, &f.workflow, "workflow", "`PATH` of the workflow in the repository")
	stringOnce(flags, &f.ref, "ref", "the git `REF` that was built, such as refs/tags/v1.2.0")
	stringOnce(flags, &f.key, "key", "a public key that bundles are made with (`PEM` file), or one of minisign, signify or SSH")
	stringMany(flags, &f.trustedRoots, "trusted-root", "a Sigstore trusted root `FILE` in place of the embedded one (repeatable)")
	stringOnce(flags, &f.via, "via", "a checksum list `FILE` that the evidence covers and that names the artifact")
	stringOnce(flags, &f.covers, "covers", "`auto|file|uncompressed`: whether signatures cover a compressed file or its content")
	stringOnce(flags, &f.require, "require", "`pgp|sigstore|both|any`; default: every side that flags declare")
	stringMany(flags, &f.accept, "accept", "a `WEAKNESS` to accept, without a policy (repeatable)")
	stringOnce(flags, &f.at, "at", "judge as of this `TIME` (2006-01-02 or RFC 3339)")
	stringOnce(flags, &f.format, "format", "`text|json`; default text")
	stringOnce(flags, &f.output, "output", "write the report to `FILE`, not to standard output")
	stringOnce(flags, &f.report, "report", "write the report as JSON to `FILE` as well")
	flags.BoolVar(&f.all, "all", false, "every argument is an artifact, or the evidence of another one; the worst verdict counts")
	stringOnce(flags, &f.policyDir, "policy-dir", "judge every argument by the policy in or below `DIR` that knows its name")
	stringOnce(flags, &f.jobs, "jobs", "with --policy-dir or --all: judge `N` files at the same time; default: one per CPU")
	flags.BoolVar(&f.quiet, "quiet", false, "print one line only")
	choices(flags, "covers", policy.CoversValues())
	choices(flags, "require", policy.Requires())
	choices(flags, "accept", policy.Weaknesses())
	choices(flags, "format", formats())
	return func(ctx context.Context, s streams, args []string) (int, error) {
		return verify(ctx, s, f, args)
	}
}

func verify(ctx context.Context, s streams, f *verifyFlags, args []string) (int, error) {
	now, err := f.check(s.now(), args)
	if err != nil {
		return 0, err
	}
	if f.policyDir.set {
		return f.dir(ctx, s, args, now)
	}
	p, keys, err := f.rules()
	if err != nil {
		return 0, err
	}
	v, err := f.verification(p, keys, now)
	if err != nil {
		return 0, err
	}
	if f.all {
		return v.all(ctx, s, args)
	}
	return v.one(ctx, s, args)
}

// verification is what all files of one run have in common.
type verification struct {
	*verifyFlags
	policy     *policy.Policy
	keys       keySet
	collectors []policy.Collector
	now        time.Time
}

// verification makes ready what verifying by a policy takes.
func (f *verifyFlags) verification(p *policy.Policy, keys keySet, now time.Time) (verification, error) {
	collectors, err := f.collectors(p, keys)
	if err != nil {
		return verification{}, err
	}
	p.Notices = append(p.Notices, keyrings.Notices(keys.certificates, now)...)
	if f.at.set {
		p.Notices = append(p.Notices, policy.Notice{Code: policy.NoticeOtherTime, Detail: "judged as of " + now.UTC().Format(time.RFC3339) + ", not now"})
	}
	return verification{verifyFlags: f, policy: p, keys: keys, collectors: collectors, now: now}, nil
}

// one verifies the file that the first argument names.
func (v verification) one(ctx context.Context, s streams, args []string) (int, error) {
	request, err := v.request(s, args)
	if err != nil {
		return 0, err
	}
	defer request.Artifact.Close()
	v.restrict(s)
	report, err := policy.Verify(ctx, v.policy, request, v.collectors...)
	if err != nil {
		return 0, err
	}
	if report.Verdict.Accepted {
		if err := v.checkTaken(args, request.Evidence); err != nil {
			return 0, err
		}
	}
	if err := v.write(s, report); err != nil {
		return 0, err
	}
	if v.format.value != "json" && !v.quiet {
		hint(report).give(s.err)
	}
	return exitCode(report), nil
}

// request opens the artifact and reads the evidence. The caller closes the
// artifact.
func (v verification) request(s streams, args []string) (policy.Request, error) {
	artifact, err := v.artifact(s, args[0])
	if err != nil {
		return policy.Request{}, err
	}
	found, err := v.inputs(artifact, args)
	if err != nil {
		artifact.Close()
		return policy.Request{}, err
	}
	return policy.Request{
		Artifact: artifact, Evidence: found.Evidence, Lists: found.Lists, Known: append(found.Missing, v.keys.missing...), Looked: found.Looked, Now: v.now,
	}, nil
}

// inputs reads what is to be judged about the artifact, once it is clear that the
// policy has a use for it.
func (v verification) inputs(a *policy.Artifact, args []string) (beside.Found, error) {
	if err := checkDigestOnly(v.policy, a); err != nil {
		return beside.Found{}, err
	}
	if err := v.checkVia(v.policy, a); err != nil {
		return beside.Found{}, err
	}
	if err := v.checkNamed(args); err != nil {
		return beside.Found{}, err
	}
	return v.evidence(v.policy, a, args)
}

// exitCode is the one place where a verdict becomes an exit code.
func exitCode(r *policy.Report) int {
	if r.Verdict.Accepted {
		return exitAccepted
	}
	return exitRejected
}

func (f *verifyFlags) artifact(s streams, arg string) (*policy.Artifact, error) {
	artifact, isDigest, err := policy.DigestArtifact(arg)
	switch {
	case isDigest && err != nil:
		return nil, usageError{err}
	case isDigest:
	case arg == "-":
		artifact = policy.StreamArtifact(s.in)
	default:
		if artifact, err = policy.OpenArtifact(arg); err != nil {
			return nil, unreadArtifact(err)
		}
	}
	if f.name.set {
		artifact.Name = f.name.value
	}
	artifact.Version = f.version.value
	if artifact.Name == "" && f.policy.set {
		artifact.Close()
		return nil, usagef("verify: %s has no name for the policy to know; give --name", arg)
	}
	return artifact, nil
}

func unreadArtifact(err error) error {
	if errors.Is(err, artifact.ErrNotRegular) {
		return withHint(err, "name the released file itself, or - for what comes from a program: upsig verify ... - < FILE")
	}
	return unread(err, "check the file's name; to verify a digest, write sha256:HEX")
}

// checkDigestOnly: an OpenPGP signature cannot be checked against a digest.
func checkDigestOnly(p *policy.Policy, a *policy.Artifact) error {
	if !a.DigestOnly() {
		return nil
	}
	expect, _ := p.Expect(policy.Subject{Name: a.Name, Version: a.Version})
	if expect.Covers == policy.CoversUncompressed {
		return withHint(usagef("verify: the policy says covers = %q, which a digest of the file says nothing about", expect.Covers), "give the file")
	}
	// A signature over a checksum list needs the list, and the list a digest.
	bundles := slices.ContainsFunc(p.KeySigners, func(s policy.KeySigner) bool { return s.Kind == "pem" })
	if len(p.OpenPGPSigners)+len(p.KeySigners) == 0 || bundles || expect.Via != "" {
		return nil
	}
	if expect.Require == policy.RequirePGP || expect.Require == policy.RequireBoth {
		next := "give the file"
		if p.File == "" && len(p.SigstoreSigners) > 0 { // else the policy says what is required
			next += ", or --require sigstore"
		}
		return withHint(usagef("verify: a signature under a key needs the file, not a digest"), "%s", next)
	}
	return nil
}

// checkVia refuses a checksum list that the policy does not name for the artifact:
// it would count for nothing, and evidence about it would look like bad evidence
// about the artifact.
func (f *verifyFlags) checkVia(p *policy.Policy, a *policy.Artifact) error {
	expect, reason := p.Expect(policy.Subject{Name: a.Name, Version: a.Version})
	list := filepath.Base(f.via.value)
	switch {
	case !f.via.set || reason != "" || expect.Via == list:
		return nil
	case expect.Via == "":
		return withHint(usagef("verify: --via %s: %s names no checksum list for %s", f.via.value, p.File, a.Name),
			"where upstream signs that list, write via = %q into its [[artifact]]; else leave out --via", list)
	}
	return withHint(usagef("verify: --via %s: %s names another checksum list for %s: %s", f.via.value, p.File, a.Name, expect.Via),
		"give the list of that name, wherever it lies: --via %s", shell("FOLDER/"+expect.Via))
}

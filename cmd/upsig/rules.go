package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

// keySet is what the search for certificates found.
type keySet struct {
	certificates []*pgp.Certificate
	problems     []pgp.Problem
	missing      []policy.Finding
}

func (k *keySet) add(r keyrings.Result) {
	k.certificates = append(append(k.certificates, r.Certificates...), r.Revokers...)
	k.problems = append(k.problems, r.Problems...)
	for _, m := range r.Missing {
		k.missing = append(k.missing, policy.Finding{
			Side: policy.SideKey, Form: "certificate " + m.Fingerprint,
			Status: policy.StatusMissing, Reason: policy.ReasonNoCertificate,
			Detail:  whyMissing(m, r.Problems),
			Claimed: policy.Claimed{Candidates: []string{m.Fingerprint}},
		})
	}
}

// whyMissing says where a certificate was looked for, or that its fingerprint is a subkey's.
func whyMissing(m keyrings.Missing, problems []pgp.Problem) string {
	if m.SubkeyOf != "" {
		return fmt.Sprintf("certificates are pinned by their primary key; %s claims %s as its subkey: confirm the one before you pin it", m.SubkeyOf, m.Fingerprint)
	}
	return m.Fingerprint + ", looked for in " + strings.Join(m.Looked, ", ") + unusable(problems, m.Fingerprint)
}

// unusable says what was found of a certificate and could not be used.
func unusable(problems []pgp.Problem, fpr string) string {
	text := ""
	for _, p := range problems {
		if p.Fingerprint == fpr {
			text += fmt.Sprintf("; %s: %s", p.Source, p.Detail)
		}
	}
	return text
}

// rules makes the policy and finds the certificates that it names.
func (f *verifyFlags) rules() (*policy.Policy, keySet, error) {
	if f.policy.set {
		return policyRules(f.policy.value)
	}
	return f.adHocRules()
}

// loadPolicy reads a policy; everything wrong with it is a usage error.
func loadPolicy(file string) (*policy.Policy, error) {
	p, err := policy.LoadFile(file)
	var wrong *policy.LoadError
	switch {
	case errors.Is(err, syscall.EISDIR):
		return nil, withHint(err, "name one policy in it; verify takes a folder of policies with --policy-dir")
	case err != nil && !errors.As(err, &wrong):
		return nil, unread(err, "check the policy's name; upsig policy init drafts one")
	case err != nil:
		return nil, withHint(usageError{err}, "upsig policy check %s names every problem", file)
	}
	return p, nil
}

func policyRules(file string) (*policy.Policy, keySet, error) {
	p, err := loadPolicy(file)
	if err != nil {
		return nil, keySet{}, err
	}
	keys, err := policyKeys(p)
	return p, keys, err
}

// policyKeys finds the certificates that a policy names.
func policyKeys(p *policy.Policy) (keySet, error) {
	var keys keySet
	for _, s := range p.OpenPGPSigners {
		r, err := signerKeys(p, s)
		if err != nil {
			return keySet{}, err
		}
		keys.add(r)
	}
	return keys, nil
}

// signerKeys finds the certificates of one signer of a policy.
func signerKeys(p *policy.Policy, s policy.OpenPGPSigner) (keyrings.Result, error) {
	dir := filepath.Dir(p.File)
	var explicit []string
	path := keyrings.Default(dir)
	if s.Keyring != "" {
		explicit, path = []string{policyPath(p, s.Keyring)}, nil
	}
	r, err := keyrings.Find(s.Fingerprints, explicit, path, keyrings.Beside(dir)...)
	return r, unreadPolicyFile(err, p, "keyring")
}

func (f *verifyFlags) adHocRules() (*policy.Policy, keySet, error) {
	flags := policy.Flags{
		Fingerprints: f.fingerprints, Identity: f.identity.value, Issuer: f.issuer.value,
		Repository: f.repository.value, Workflow: f.workflow.value, Ref: f.ref.value,
		Require: policy.Require(f.require.value), Root: strings.Join(f.trustedRoots, ", "),
		Covers: policy.Covers(f.covers.value),
	}
	if f.via.set {
		flags.Via = filepath.Base(f.via.value)
	}
	for _, w := range f.accept {
		flags.Accept = append(flags.Accept, policy.Weakness(w))
	}
	if f.key.set {
		pem, err := readfile.Regular(f.key.value, limits.PublicKeyFile)
		if err != nil {
			return nil, keySet{}, unread(fmt.Errorf("read key: %w", err), "check the name given with --key: a file with one public key")
		}
		if in, ok := rawkeys.Inspect(pem); ok && in.Reason == policy.ReasonSecretKey {
			return nil, keySet{}, withHint(usagef("verify: --key %s holds a secret key (%s)", f.key.value, in.Reason),
				"give the public key; should others have had this file, its owner must take the key out of use")
		}
		flags.KeyPEM, flags.KeyFile = string(pem), f.key.value
	}
	keys, err := f.adHocKeys(&flags)
	if err != nil {
		return nil, keySet{}, err
	}
	p, err := policy.AdHoc(flags)
	if err != nil {
		return nil, keySet{}, usageError{err}
	}
	return p, keys, nil
}

// adHocKeys finds the certificates that the flags name. Without fingerprints
// every certificate in the keyrings counts.
func (f *verifyFlags) adHocKeys(flags *policy.Flags) (keySet, error) {
	var keys keySet
	fingerprints, err := parseFingerprints(f.fingerprints)
	if err != nil {
		return keys, err
	}
	if len(f.fingerprints) > 0 {
		path := keyrings.Path(nil)
		if len(f.keyrings) == 0 {
			path = keyrings.Default("")
		}
		r, err := keyrings.Find(fingerprints, f.keyrings, path)
		keys.add(r)
		return keys, unreadKeyring(err)
	}
	for _, file := range f.keyrings {
		r, err := keyrings.ReadFile(file)
		if err != nil {
			return keys, unreadKeyring(err)
		}
		keys.add(r)
		for _, c := range r.Certificates { // not r.Revokers, who sign nothing
			flags.Unpinned = append(flags.Unpinned, c.Fingerprint())
		}
	}
	if len(f.keyrings) > 0 && len(flags.Unpinned) == 0 {
		return keys, noCertificate(f.keyrings, keys.problems)
	}
	return keys, nil
}

func unreadKeyring(err error) error {
	return unread(err, "check the name given with --keyring: a file or folder with OpenPGP certificates")
}

// noCertificate says why keyrings hold nothing of use.
func noCertificate(files []string, problems []pgp.Problem) error {
	why := "there is none in it"
	for _, p := range problems {
		if p.Reason != policy.ReasonEmptyEvidence {
			why = fmt.Sprintf("%s (%s)", p.Detail, p.Reason)
			break
		}
	}
	err := usagef("verify: no certificate can be used of %s: %s", strings.Join(files, ", "), why)
	if data, unread := readfile.Regular(files[0], limits.PublicKeyFile); unread == nil && holdsKey(data) {
		return withHint(err, "%s holds no OpenPGP certificate but another public key, which is for --key", files[0])
	}
	return withHint(err, "upsig inspect %s", files[0])
}

// holdsKey reports whether a file has a public key for --key.
func holdsKey(data []byte) bool {
	_, err := policy.AdHoc(policy.Flags{KeyPEM: string(data)})
	return len(data) > 0 && err == nil
}

func parseFingerprints(texts []string) ([]string, error) {
	var all []string
	var problems []error
	for _, text := range texts {
		fpr, err := policy.ParseFingerprint(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("--fingerprint: %w", err))
		}
		all = append(all, fpr)
	}
	if len(problems) > 0 {
		return nil, usageError{errors.Join(problems...)}
	}
	return all, nil
}

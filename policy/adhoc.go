package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Flags are the parts of an ad-hoc policy, as a command line states them.
type Flags struct {
	// Fingerprints pin OpenPGP certificates. When empty, those of Unpinned count.
	Fingerprints []string
	// Unpinned are the fingerprints of all certificates in the keyrings given,
	// for a caller who states no fingerprints.
	Unpinned []string
	// KeyPEM is a public key that Sigstore bundles are made with, or one of
	// minisign, signify or SSH.
	KeyPEM string
	// KeyFile is where KeyPEM was read from, for messages. With it, an empty KeyPEM is
	// an error.
	KeyFile string

	Identity, Issuer          string
	Repository, Workflow, Ref string
	// Root is the trusted root that serves the Sigstore signers.
	Root string

	// Via is the name of the checksum list that evidence covers; see [ArtifactRule].
	Via    string
	Covers Covers

	Require Require
	Accept  []Weakness
}

// AdHoc makes a policy from flags. Who holds the keys is the caller's assertion:
// the author. It names all problems in one error.
func AdHoc(f Flags) (*Policy, error) {
	b := adHoc{flags: f, policy: &Policy{Require: f.Require}}
	b.keys()
	b.identity()
	b.repository()
	b.exceptions()
	b.covers()
	b.requirement()
	if len(b.problems) > 0 {
		return nil, errors.Join(b.problems...)
	}
	return b.policy, nil
}

type adHoc struct {
	flags    Flags
	policy   *Policy
	problems []error
}

func (b *adHoc) problem(flag string, err error) bool {
	if err != nil {
		b.problems = append(b.problems, fmt.Errorf("--%s: %w", flag, err))
	}
	return err != nil
}

func (b *adHoc) root() string {
	if b.flags.Root == "" {
		return PublicGood
	}
	return b.flags.Root
}

func (b *adHoc) keys() {
	texts := b.flags.Fingerprints
	if len(texts) == 0 {
		texts = b.flags.Unpinned
		if len(texts) > 0 {
			b.policy.Notices = append(b.policy.Notices, Notice{NoticeKeyringUnpinned,
				"every certificate in the keyring counts as the author's: " + strings.Join(texts, ", ")})
		}
	}
	for _, text := range texts {
		fpr, err := ParseFingerprint(text)
		if !b.problem("fingerprint", err) && !slices.Contains(b.policy.Fingerprints(), fpr) {
			b.policy.OpenPGPSigners = append(b.policy.OpenPGPSigners,
				OpenPGPSigner{Name: fpr, Fingerprints: []string{fpr}, HeldBy: HeldByAuthor})
		}
	}
	if b.flags.KeyPEM != "" || b.flags.KeyFile != "" { // an empty file is a key that is lost, not one that nobody asked for
		b.key(b.flags.KeyPEM)
	}
}

// key takes a public key: PEM, SSH, or one of minisign and signify.
func (b *adHoc) key(text string) {
	s, err := b.keySigner(text)
	if !b.problem(strings.TrimSpace("key "+b.flags.KeyFile), err) {
		b.policy.KeySigners = append(b.policy.KeySigners, s)
	}
}

// keySigner tells a key's kind from its form. Files of minisign and signify differ in
// the comment alone, and a key counts for one of the two: what minisign signs to cover
// a trusted comment is a signature of signify over a file that nobody released.
func (b *adHoc) keySigner(text string) (KeySigner, error) {
	if id, err := ParseRawKey(text); err == nil {
		return KeySigner{Name: id, Kind: cmp.Or(rawKeyKind(text), kindMinisign), ID: id, HeldBy: HeldByAuthor}, nil
	}
	if looksSSH(text) {
		k, err := ParseSSHKey(text)
		return KeySigner{Name: k.ID(), Kind: kindSSH, ID: k.ID(), SSH: k.Wire, Namespace: SSHNamespace, HeldBy: HeldByAuthor}, err
	}
	der, err := parsePEMKey(text)
	if errors.Is(err, errNoPEMKey) {
		return KeySigner{}, errors.New("it holds no public key: neither PEM \"PUBLIC KEY\", nor one of minisign, signify or SSH; OpenPGP certificates are for --keyring")
	}
	return KeySigner{Name: keyID(der), Kind: kindPEM, ID: keyID(der), DER: der, HeldBy: HeldByAuthor, Root: b.root()}, err
}

// identity makes a signer from --certificate-identity: a person's e-mail, or the
// URI of a workflow, which pins repository, workflow and ref at once.
func (b *adHoc) identity() {
	id, issuer := b.flags.Identity, b.flags.Issuer
	switch {
	case id == "" && issuer == "":
		return
	case id == "" || issuer == "":
		b.problem("certificate-identity", errors.New("needs --certificate-oidc-issuer, and the other way round"))
	case issuer == issuerGitHub:
		b.workflowIdentity(id, "github", "/.github/workflows/")
	case issuer == issuerGitLab:
		b.workflowIdentity(id, "gitlab", "//")
	default:
		bad := b.problem("certificate-identity", checkPerson(id))
		if !b.problem("certificate-oidc-issuer", checkHumanIssuer(issuer)) && !bad {
			b.add(SigstoreSigner{Name: id, Kind: "email", Identity: id, IssuerURL: issuer, Root: b.root()})
		}
	}
}

func (b *adHoc) workflowIdentity(id, kind, separator string) {
	uri, ref, ok := strings.Cut(id, "@refs/")
	i := strings.Index(uri, separator)
	if kind == "gitlab" {
		i = strings.LastIndex(uri, separator)
	}
	if !ok || i <= len("https://") {
		b.problem("certificate-identity", fmt.Errorf("%q is not a workflow such as https://github.com/owner/name/.github/workflows/release.yml@refs/tags/v1", id))
		return
	}
	workflow := strings.TrimLeft(uri[i:], "/")
	b.ci("certificate-identity", SigstoreSigner{Kind: kind, Repository: uri[:i], Workflow: workflow, Ref: "refs/" + ref})
}

func (b *adHoc) repository() {
	f := b.flags
	if f.Repository == "" {
		if f.Workflow != "" || f.Ref != "" {
			b.problem("repository", errors.New("is needed with --workflow and --ref"))
		}
		return
	}
	if f.Identity != "" {
		b.problem("repository", errors.New("says the same as --certificate-identity; give one of them"))
		return
	}
	kind := "github"
	if strings.HasPrefix(f.Repository, issuerGitLab+"/") {
		kind = "gitlab"
	}
	b.ci("repository", SigstoreSigner{Kind: kind, Repository: f.Repository, Workflow: f.Workflow, Ref: f.Ref})
}

// ci checks and adds the identity of a workflow.
func (b *adHoc) ci(flag string, s SigstoreSigner) {
	repository, workflow := checkGitHubRepository, checkGitHubWorkflow
	if s.Kind == "gitlab" {
		repository, workflow = checkGitLabRepository, checkWorkflow
	}
	bad := b.problem(flag, repository(s.Repository))
	if s.Workflow != "" {
		bad = b.problem("workflow", workflow(s.Workflow)) || bad
	}
	if s.Ref != "" {
		bad = b.problem("ref", checkRef(s.Ref)) || bad
	}
	if bad {
		return
	}
	s.Root = b.root()
	s.Name = s.describe()
	b.add(s)
	b.add(publisher(s))
}

// publisher is the workflow as PyPI's trusted publisher. Its bar is the workflow's,
// so that a publish attestation suffices only where too little is pinned for more.
func publisher(s SigstoreSigner) SigstoreSigner {
	s.Kind = "pypi"
	s.Name = s.describe()
	return s
}

func (b *adHoc) add(s SigstoreSigner) { b.policy.SigstoreSigners = append(b.policy.SigstoreSigners, s) }

func (b *adHoc) covers() {
	if b.flags.Covers != CoversByName {
		b.problem("covers", checkCovers(string(b.flags.Covers)))
	}
	b.policy.Default = ArtifactRule{Via: b.flags.Via, Covers: b.flags.Covers}
}

func (b *adHoc) exceptions() {
	for _, w := range b.flags.Accept {
		if !b.problem("accept", checkWeakness(string(w))) {
			b.policy.Exceptions = append(b.policy.Exceptions, Exception{Weakness: w, Reason: "given on the command line"})
		}
	}
}

// requirement demands every side that the flags declare, unless they say which.
func (b *adHoc) requirement() {
	key, identity := len(b.policy.signers(SideKey)) > 0, len(b.policy.signers(SideSigstore)) > 0
	if b.policy.Require == "" {
		switch {
		case key && identity:
			b.policy.Require = RequireBoth
		case key:
			b.policy.Require = RequirePGP
		case identity:
			b.policy.Require = RequireSigstore
		}
	}
	if len(b.problems) > 0 {
		return
	}
	if r := b.policy.Require; r != "" && sidesOf(r) == nil {
		b.problem("require", errors.New("must be one of pgp, sigstore, both, any"))
		return
	}
	if b.policy.Require == "" {
		b.problems = append(b.problems, errors.New("nobody is named who may vouch for the file: give --keyring, --fingerprint, --key, --repository or --certificate-identity, or --policy"))
	}
	for _, sides := range sidesOf(b.policy.Require) {
		if !anySigner(b.policy, sides) {
			b.problem("require", fmt.Errorf("%q needs a %s side, and no flag declares one", b.policy.Require, sides[0]))
		}
	}
}

func anySigner(p *Policy, sides []Side) bool {
	for _, side := range sides {
		if len(p.signers(side)) > 0 {
			return true
		}
	}
	return false
}

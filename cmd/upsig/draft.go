package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/policy"
)

// draft is a policy in the making. Everything in it comes from the evidence, so
// each entry says what to confirm elsewhere.
type draft struct {
	pkg, pattern, version string
	keys, identities      []string
	// artifacts are those that a packaging file names.
	artifacts []recipe.Artifact
	// guessed: the artifact's name is not known.
	guessed bool
	// left says what of a packaging file was left out.
	left []string
	// uncompressed: signatures cover the uncompressed file.
	uncompressed bool
}

func newDraft(file, pkg string, r *policy.Report) *draft {
	d := &draft{pkg: pkg}
	var name string
	name, d.version, d.pattern = splitName(file)
	if d.pkg == "" {
		d.pkg = name
	}
	for _, e := range r.Evidence {
		switch {
		case e.Side == policy.SideKey && e.Identity == nil:
			d.key(e)
		case e.Identity != nil:
			d.identity(e.Identity, e.Root)
		case e.Claimed != nil && e.Claimed.Identity != nil:
			d.identity(e.Claimed.Identity, "")
		}
	}
	return d
}

// quote writes a TOML basic string. What an attacker wrote into the evidence
// cannot end it.
func quote(text string) string { return strconv.QuoteToASCII(text) }

// safe reports whether a text can stand in a policy as it is.
func safe(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(t string) bool {
		return strings.Trim(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/@+%") != ""
	})
}

func add(list *[]string, text string) {
	if !slices.Contains(*list, text) {
		*list = append(*list, text)
	}
}

func (d *draft) key(e policy.EvidenceReport) {
	if e.Key != nil {
		add(&d.keys, d.keyEntry(e.Key.Fingerprint, "This certificate made the signature. Its user IDs prove nothing:\n# confirm the fingerprint through another channel."))
		return
	}
	if e.Claimed == nil {
		return
	}
	for _, issuer := range e.Claimed.Issuers {
		if fpr, err := policy.ParseFingerprint(issuer); err == nil {
			add(&d.keys, d.keyEntry(fpr, "The signature claims to be by this key, and nothing was verified. It may be a\n# subkey: put in the fingerprint of its primary key, confirmed through another channel,\n# and get the certificate."))
			return
		}
	}
}

func (d *draft) keyEntry(fingerprint, advice string) string {
	return fmt.Sprintf(`# CHECK: %s
# CHECK: is the key held by the author, or is it a secret of a CI platform ("ci")?
[[pgp.signer]]
name         = "author %d"
fingerprints = [%s]
held-by      = "author"
`, advice, len(d.keys)+1, quote(fingerprint))
}

// identity drafts a signer from a certificate. An empty root means that the
// certificate was not verified.
func (d *draft) identity(i *policy.IdentityReport, root string) {
	if !safe(i.SAN, i.Issuer, i.SourceRepository, i.SourceRef, i.BuildConfigURI, root) {
		return
	}
	advice := "The attestation verified. Confirm through upstream's documentation that this is who releases."
	if root == "" {
		advice = "This identity was NOT verified: the evidence does not hold, or its Sigstore instance is unknown."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# CHECK: %s\n[[sigstore.signer]]\n", advice)
	switch {
	case i.SourceRepository != "" && i.BuildConfigURI != "":
		d.workflow(&b, i)
	case strings.Contains(i.SAN, "@") && !strings.Contains(i.SAN, "://"):
		fmt.Fprintf(&b, "kind     = \"email\"\nidentity = %s\nissuer   = %s\n", quote(i.SAN), quote(i.Issuer))
	default:
		return
	}
	if root != "" && root != policy.PublicGood {
		fmt.Fprintf(&b, "root = %s\n", quote(root))
	}
	add(&d.identities, b.String())
}

func (d *draft) workflow(b *strings.Builder, i *policy.IdentityReport) {
	kind := "github"
	if strings.HasPrefix(i.SourceRepository, "https://gitlab.com/") {
		kind = "gitlab"
	}
	path, _, _ := strings.Cut(strings.TrimLeft(strings.TrimPrefix(i.BuildConfigURI, i.SourceRepository), "/"), "@")
	ref := i.SourceRef
	if d.version != "" {
		ref = strings.ReplaceAll(ref, d.version, "{version}")
	}
	fmt.Fprintf(b, "kind       = %s\nrepository = %s\nworkflow   = %s\nref        = %s\n", quote(kind), quote(i.SourceRepository), quote(path), quote(ref))
	if kind == "github" && i.SAN != i.BuildConfigURI {
		d.builder(b, i.SAN)
	}
}

// builder names the reusable workflow that signed.
func (d *draft) builder(b *strings.Builder, san string) {
	uri, ref, ok := strings.Cut(san, "@")
	repository, path, found := strings.Cut(uri, "/.github/workflows/")
	if !ok || !found {
		return
	}
	fmt.Fprintf(b, "# CHECK: is this builder isolated from the workflows that call it? Then say isolated = true.\nbuilder    = { repository = %s, workflow = %s, ref = %s }\n",
		quote(repository), quote(".github/workflows/"+path), quote(ref))
}

// artifactEntries are the [[artifact]] entries.
func (d *draft) artifactEntries() string {
	if len(d.artifacts) == 0 {
		comment := ""
		if d.guessed {
			comment = "# CHECK: the file's name is guessed.\n"
		}
		return comment + d.artifactEntry(recipe.Artifact{Name: d.pattern})
	}
	var entries []string
	for _, a := range d.artifacts {
		entries = append(entries, d.artifactEntry(a))
	}
	return strings.Join(entries, "\n")
}

func (d *draft) artifactEntry(a recipe.Artifact) string {
	entry := "[[artifact]]\nname = " + quote(a.Name) + "\n"
	if a.Upstream != "" {
		entry += "upstream-name = " + quote(a.Upstream) + "\n"
	}
	if a.Evidence != "" {
		entry += "evidence = [" + quote(a.Evidence) + "]\n"
	}
	if d.uncompressed {
		entry += "covers = \"uncompressed\"\n"
	}
	return entry
}

// toml writes the policy.
func (d *draft) toml() string {
	require := "both"
	switch {
	case len(d.identities) == 0:
		require = "pgp"
	case len(d.keys) == 0:
		require = "sigstore"
	}
	head := fmt.Sprintf(`# Drafted by "upsig policy init" from what lay beside the artifact. Nothing in it is
# trustworthy yet: whoever replaced the artifact may have replaced the evidence too.
# Settle every CHECK through another channel, then remove the comment.
schema  = "upsig/policy/v1"
package = %s
require = %q

%s`, quote(d.pkg), require, d.artifactEntries())
	for _, text := range d.left {
		head += "# LEFT OUT: " + text + "\n"
	}
	return strings.Join(slices.Concat([]string{head}, d.keys, d.identities), "\n")
}

package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// draft is a policy in the making. Everything in it comes from the evidence, so
// each entry says what to confirm elsewhere.
type draft struct {
	pkg, pattern, version string
	keys, identities      []entry
	// artifacts are those that a packaging file names.
	artifacts []recipe.Artifact
	// fromRecipe: no artifact was looked at.
	fromRecipe bool
	// guessed: the artifact's name is not known.
	guessed bool
	// upstream and subject are what attestations call the file, if not by its name.
	upstream, subject string
	// via is the checksum list that the evidence covers, if it covers one.
	via string
	// packaged are the certificates that a packaging file names.
	packaged []string
	// left says what was left out, and why.
	left []string
	// hints are what to do about it.
	hints []string
	// uncompressed: signatures cover the uncompressed file.
	uncompressed bool
	places       *draftFolder
}

// leave notes what is left out of a file. Both texts may be foreign, and there may be
// thousands.
func (d *draft) leave(about, text string) {
	text = safetext.Line(text)
	if about != "" {
		text = safetext.Line(filepath.Base(about)) + ": " + text
	}
	if len(d.left) == limits.DraftNotes {
		text = "and more"
	}
	if len(d.left) <= limits.DraftNotes && !slices.Contains(d.left, text) {
		d.left = append(d.left, text)
	}
}

func (d *draft) hint(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(d.hints, text) {
		d.hints = append(d.hints, text)
	}
}

// names reports whether the draft names anybody.
func (d *draft) names() bool { return len(d.keys)+len(d.identities) > 0 }

// entry is one signer: comments, then the lines of its table.
type entry struct {
	table string
	// checks are comments to settle; copies say which files to copy.
	checks, copies []string
	lines          []line
	// id tells signers apart: the same one is drafted once.
	id string
	// name is the policy's for it.
	name string
}

// line is a key with its value, in TOML.
type line struct{ key, value string }

// pin adds a line, unless the text is empty.
func (e *entry) pin(key, text string) {
	if text != "" {
		e.lines = append(e.lines, line{key, quote(text)})
	}
}

func (e *entry) check(format string, args ...any) {
	e.checks = append(e.checks, fmt.Sprintf(format, args...))
}

func (e *entry) text() string {
	var b strings.Builder
	for _, text := range e.checks {
		b.WriteString(comment("CHECK: " + text))
	}
	b.WriteString(strings.Join(e.copies, ""))
	fmt.Fprintf(&b, "[[%s]]\n", e.table)
	width := 0
	for _, l := range e.lines {
		width = max(width, len(l.key))
	}
	for _, l := range e.lines {
		fmt.Fprintf(&b, "%-*s = %s\n", width, l.key, l.value)
	}
	return b.String()
}

// add adds a signer, once, if it can stand in a policy. It reports whether the draft
// names the signer now.
func (d *draft) add(e entry, about string) bool {
	list := &d.keys
	require := policy.RequirePGP
	if e.table == "sigstore.signer" {
		list, require = &d.identities, policy.RequireSigstore
	}
	if slices.ContainsFunc(*list, func(o entry) bool { return o.id == e.id }) {
		return true
	}
	alone := draft{pkg: "p", pattern: "p", keys: []entry{e}}
	if require == policy.RequireSigstore {
		alone.keys, alone.identities = nil, []entry{e}
	}
	p, err := alone.load("draft")
	if err != nil {
		d.leave(about, "its signer cannot stand in a policy: "+firstProblem(err))
		return false
	}
	if e.name = signerName(p); slices.ContainsFunc(slices.Concat(d.keys, d.identities), func(o entry) bool { return o.name == e.name }) {
		e.name = fmt.Sprintf("signer %d", len(d.keys)+len(d.identities)+1)
		e.pin("name", e.name)
	}
	*list = append(*list, e)
	return true
}

// signerName is the name of a policy's one signer.
func signerName(p *policy.Policy) string {
	for _, s := range p.OpenPGPSigners {
		return s.Name
	}
	for _, s := range p.KeySigners {
		return s.Name
	}
	for _, s := range p.SigstoreSigners {
		return s.Name
	}
	return ""
}

func firstProblem(err error) string {
	var wrong *policy.LoadError
	if errors.As(err, &wrong) && len(wrong.Problems) > 0 {
		return wrong.Problems[0].Text
	}
	return err.Error()
}

// load reads the draft as any policy is read. What strangers wrote into evidence and
// file names stands in it.
func (d *draft) load(file string) (*policy.Policy, error) { return policy.Load([]byte(d.toml()), file) }

// toml writes the policy.
func (d *draft) toml() string {
	head := draftHead
	if d.fromRecipe {
		head = recipeHead
	}
	parts := []string{head + fmt.Sprintf("schema  = %q\npackage = %s\nrequire = %q\n", policy.Schema, quote(d.pkg), d.require())}
	parts = append(parts, d.artifactEntries())
	if len(d.left) > 0 {
		var b strings.Builder
		for _, text := range d.left {
			b.WriteString(comment("LEFT OUT: " + text))
		}
		parts = append(parts, b.String())
	}
	for _, e := range slices.Concat(d.keys, d.identities) {
		parts = append(parts, e.text())
	}
	return strings.Join(parts, "\n")
}

const (
	draftHead = `# Drafted by "upsig policy init" from what lay beside the artifact. Nothing in it is
# trustworthy yet: whoever replaced the artifact may have replaced the evidence too.
` + draftTask
	recipeHead = `# Drafted by "upsig policy init" from a packaging file, which says who signed once.
# Nothing of it was verified.
` + draftTask
	draftTask = `# Settle every CHECK through another channel, then remove the comment.
`
)

func (d *draft) require() policy.Require {
	switch {
	case len(d.identities) == 0:
		return policy.RequirePGP
	case len(d.keys) == 0:
		return policy.RequireSigstore
	}
	return policy.RequireBoth
}

// artifactEntries are the [[artifact]] entries.
func (d *draft) artifactEntries() string {
	if len(d.artifacts) == 0 {
		text := d.artifactEntry(recipe.Artifact{Name: d.pattern, Upstream: d.upstream})
		switch {
		case d.guessed:
			text = comment("CHECK: the file's name is guessed.") + text
		case d.upstream != "" || d.subject != "":
			text = comment("CHECK: the attestation knows the file by another name. Was it renamed?") + text
		}
		return text
	}
	var entries []string
	for _, a := range d.artifacts {
		entries = append(entries, d.artifactEntry(a))
	}
	return strings.Join(entries, "\n")
}

func (d *draft) artifactEntry(a recipe.Artifact) string {
	text := "[[artifact]]\nname = " + quote(a.Name) + "\n"
	if a.Upstream != "" {
		text += "upstream-name = " + quote(a.Upstream) + "\n"
	}
	if d.subject != "" {
		text += "subject = " + quote(d.subject) + "\n"
	}
	if d.via != "" {
		text += "via = " + quote(d.via) + "\n"
	}
	if a.Evidence != "" {
		text += "evidence = [" + quote(a.Evidence) + "]\n"
	}
	if d.uncompressed {
		text += "covers = \"uncompressed\"\n"
	}
	return text
}

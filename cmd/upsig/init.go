package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

type initFlags struct {
	packageName, output once
	from                once
	keyrings            []string
	trustedRoots        []string

	places draftFolder
	// recipe is what --from says.
	recipe recipe.Recipe
	// beside are certificates that lie where verify looks for them.
	beside keyrings.Result
}

func policyInitCommand(flags *pflag.FlagSet) runner {
	f := &initFlags{}
	stringOnce(flags, &f.packageName, "package", "the package's `NAME`; default: from the artifact's name")
	stringMany(flags, &f.keyrings, "keyring", "OpenPGP certificates to look the signer up in: a `FILE` or folder (repeatable)")
	stringMany(flags, &f.trustedRoots, "trusted-root", "a Sigstore trusted root `FILE` to verify with, beside the embedded one (repeatable)")
	stringOnce(flags, &f.from, "from", "an ebuild, PKGBUILD, spec or debian/watch `FILE` that says who signs")
	stringOnce(flags, &f.output, "output", "write the policy to `FILE`, which must not exist; - is standard output")
	return func(ctx context.Context, s streams, args []string) (int, error) {
		if f.output.value == standardOutput {
			f.output = once{} // the draft goes there anyway
		}
		f.places.folder = folderOf(f.output)
		giveUp(s, f.output)
		switch {
		case len(args) > 1 || len(args) == 0 && !f.from.set:
			return 0, usagef("policy init: name one artifact, or a packaging file with --from")
		case f.output.set:
			if err := checkAbsent(f.output.value); err != nil {
				return 0, err
			}
		}
		if err := f.readRecipe(); err != nil {
			return 0, err
		}
		if len(args) == 0 {
			return f.finish(s, &draft{pkg: f.packageName.value, places: &f.places, fromRecipe: true}, nil)
		}
		return policyInit(ctx, s, f, args[0])
	}
}

// policyInit looks at everything beside the artifact, under a policy that names
// nobody, and drafts one that names whom it found. Where that is nobody, it looks at
// a checksum list that is signed.
func policyInit(ctx context.Context, s streams, f *initFlags, path string) (int, error) {
	d, ev, err := f.draftFrom(ctx, s, path, "")
	if err != nil {
		return 0, err
	}
	if !d.names() {
		if list := beside.SignedList(path); list != "" {
			if d, ev, err = f.draftFrom(ctx, s, path, list); err != nil {
				return 0, err
			}
		}
	}
	if err := render.Found(s.err, ev.reports); err != nil {
		return 0, err
	}
	return f.finish(s, d, ev)
}

// draftFrom drafts a policy from what lies beside the artifact and, if a checksum list
// is named, beside the list; once more if certificates that the draft names lie beside it.
func (f *initFlags) draftFrom(ctx context.Context, s streams, path, list string) (*draft, *evidence, error) {
	d, ev, err := f.draftOnce(ctx, s, path, list)
	if err != nil {
		return nil, nil, err
	}
	found, err := f.besideDraft(d, ev)
	if err != nil || !found {
		return d, ev, err
	}
	return f.draftOnce(ctx, s, path, list)
}

func (f *initFlags) draftOnce(ctx context.Context, s streams, path, list string) (*draft, *evidence, error) {
	ev, err := f.look(ctx, s, path, list)
	if err != nil {
		return nil, nil, err
	}
	d, err := newDraft(f.packageName.value, ev, &f.places)
	if err != nil {
		return nil, nil, err
	}
	d.via = withVersion(list, d.version)
	return d, ev, nil
}

// besideDraft looks for certificates that the draft names and that are not at hand where
// verify will, by their fingerprints: in the draft's folder, keys and keys/pgp in it, and
// the system's. It reports whether one was found.
func (f *initFlags) besideDraft(d *draft, ev *evidence) (bool, error) {
	var names []string
	for _, e := range d.keys {
		if e.table == "pgp.signer" && ev.sources[e.id] == "" {
			names = append(names, e.id)
		}
	}
	if !f.output.set || len(names) == 0 {
		return false, nil
	}
	var err error
	f.beside, err = keyrings.Find(names, nil, keyrings.Default(f.places.folder))
	return len(f.beside.Certificates) > 0, err
}

// finish adds what the packaging file says, and writes the draft.
func (f *initFlags) finish(s streams, d *draft, ev *evidence) (int, error) {
	for _, text := range d.left {
		fmt.Fprintf(s.err, "upsig: %s\n", text)
	}
	if f.from.set {
		if err := f.fromRecipe(s, d); err != nil {
			return 0, err
		}
	}
	if !d.names() {
		return f.nobody(s, d, ev), nil
	}
	var report *policy.Report
	if ev != nil {
		var err error
		if report, err = d.settle(ev, s.now()); err != nil {
			return 0, err
		}
	}
	text, err := d.finished(f.output.value)
	if err != nil {
		return 0, err
	}
	if f.output.set {
		err = writeNew(f.output.value, []byte(text))
	} else {
		_, err = io.WriteString(s.out, text)
	}
	if err != nil {
		return 0, err
	}
	f.places.tell(s.err, text)
	if report != nil && !report.Verdict.Accepted {
		fmt.Fprintf(s.err, "upsig: as drafted, the policy does not accept %s: %s (%s)\n",
			safetext.Line(report.Artifact.Name), report.Verdict.Reason.Explain(), report.Verdict.Reason)
	}
	for _, text := range d.hints {
		giveHint(s.err, text)
	}
	return exitAccepted, nil
}

// nobody says that there is nobody whom a policy could name: what was looked for was
// not found.
func (f *initFlags) nobody(s streams, d *draft, ev *evidence) int {
	switch {
	case ev != nil && len(ev.findings) > 0:
		complain(s.err, errors.New("policy init: what lies beside the artifact names nobody as a policy can"))
	case ev != nil && !f.from.set:
		complain(s.err, errors.New("policy init: no evidence beside the artifact says who signed it"))
	default:
		complain(s.err, errors.New("policy init: no evidence beside the artifact, and no packaging file, says who signed it"))
	}
	if len(d.hints) == 0 {
		d.hint("download upstream's signature or attestation beside the artifact, or install the keys that the packaging file names")
	}
	for _, text := range d.hints {
		giveHint(s.err, text)
	}
	return exitRejected
}

// versionInName finds the version in a file's name: a digit behind a separator,
// up to the archive's ending.
var versionInName = lazyre.New(`^(.*?)[-_]v?([0-9][0-9A-Za-z.+~]*?)((?:[.-](?:orig|src|source|linux|darwin|any|py[0-9]|none))*(?:\.[A-Za-z][A-Za-z0-9]*)*)$`)

// splitName takes a file's name apart; without a version, name and suffix are empty.
func splitName(file string) (name, version, pattern string) {
	m := versionInName.Get().FindStringSubmatchIndex(file)
	if m == nil || !policy.ValidVersion(file[m[4]:m[5]]) {
		name = file
		if content, ok := decompress.Strip(file); ok { // hello.tar of hello.tar.gz
			name = content
		}
		return strings.TrimSuffix(name, filepath.Ext(name)), "", file
	}
	return file[m[2]:m[3]], file[m[4]:m[5]], file[:m[4]] + "{version}" + file[m[5]:]
}

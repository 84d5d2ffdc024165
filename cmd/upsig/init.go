package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
)

type initFlags struct {
	packageName, output once
	from                once
	keyrings            []string
	trustedRoots        []string
}

func policyInitCommand(flags *pflag.FlagSet) runner {
	f := &initFlags{}
	stringOnce(flags, &f.packageName, "package", "the package's `NAME`; default: from the artifact's name")
	stringMany(flags, &f.keyrings, "keyring", "OpenPGP certificates to look the signer up in: a `FILE` or folder (repeatable)")
	stringMany(flags, &f.trustedRoots, "trusted-root", "a Sigstore trusted root `FILE` to verify with, beside the embedded one (repeatable)")
	stringOnce(flags, &f.from, "from", "an ebuild, PKGBUILD or debian/watch `FILE` that says who signs")
	stringOnce(flags, &f.output, "output", "write the policy to `FILE`, which must not exist")
	return func(ctx context.Context, s streams, args []string) (int, error) {
		switch {
		case len(args) > 1 || len(args) == 0 && !f.from.set:
			return 0, usagef("policy init: name one artifact, or a packaging file with --from")
		case f.output.set:
			if err := checkAbsent(f.output.value); err != nil {
				return 0, err
			}
		}
		if len(args) == 0 {
			return f.finish(s, &draft{pkg: f.packageName.value})
		}
		return policyInit(ctx, s, f, args[0])
	}
}

// policyInit looks at everything beside the artifact, under a policy that names
// nobody, and drafts one that names whom it found.
func policyInit(ctx context.Context, s streams, f *initFlags, path string) (int, error) {
	artifact, err := policy.OpenArtifact(path)
	if err != nil {
		return 0, err
	}
	defer artifact.Close()
	found, err := beside.Find(&policy.Policy{}, artifact, path)
	if err != nil {
		return 0, err
	}
	collectors, err := f.collectors()
	if err != nil {
		return 0, err
	}
	report, err := policy.Verify(ctx, &policy.Policy{}, policy.Request{Artifact: artifact, Evidence: found.Evidence, Now: s.now()}, collectors...)
	if err != nil {
		return 0, err
	}
	if err := render.Evidence(s.err, report.Evidence); err != nil {
		return 0, err
	}
	return f.finish(s, newDraft(filepath.Base(path), f.packageName.value, report))
}

// finish adds what the packaging file says, and writes the draft.
func (f *initFlags) finish(s streams, d *draft) (int, error) {
	if f.from.set {
		if err := f.fromRecipe(s, d); err != nil {
			return 0, err
		}
	}
	if len(d.keys)+len(d.identities) == 0 {
		return exitRejected, withHint(errors.New("policy init: no evidence beside the artifact, and no packaging file, says who signed it"),
			"download upstream's signature or attestation beside the artifact, or install the keys that the packaging file names")
	}
	if f.output.set {
		return exitAccepted, writeNew(f.output.value, []byte(d.toml()))
	}
	_, err := io.WriteString(s.out, d.toml())
	return exitAccepted, err
}

func (f *initFlags) collectors() ([]policy.Collector, error) {
	var keys keySet
	for _, file := range f.keyrings {
		r, err := keyrings.ReadFile(file)
		if err != nil {
			return nil, err
		}
		keys.add(r)
	}
	roots := []sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()}
	for _, file := range f.trustedRoots {
		r, err := readRoot(file, file)
		if err != nil {
			return nil, err
		}
		roots = append(roots, r)
	}
	c, err := sigstore.New(roots)
	if err != nil {
		return nil, usageError{err}
	}
	return []policy.Collector{pgp.New(keys.certificates, keys.problems), c, rawkeys.Collector{}}, nil
}

// versionInName finds the version in a file's name: a digit behind a separator,
// up to the archive's ending.
var versionInName = lazyre.New(`^(.*?)[-_]v?([0-9][0-9A-Za-z.+~]*?)((?:[.-](?:orig|src|source|linux|darwin|any|py[0-9]|none))*(?:\.[A-Za-z][A-Za-z0-9]*)*)$`)

// splitName takes a file's name apart; without a version, name and suffix are empty.
func splitName(file string) (name, version, pattern string) {
	m := versionInName().FindStringSubmatchIndex(file)
	if m == nil || !policy.ValidVersion(file[m[4]:m[5]]) {
		return strings.TrimSuffix(file, filepath.Ext(file)), "", file
	}
	return file[m[2]:m[3]], file[m[4]:m[5]], file[:m[4]] + "{version}" + file[m[5]:]
}

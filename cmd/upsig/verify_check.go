package main

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// check refuses combinations of flags that mean nothing, before any file is opened.
func (f *verifyFlags) check(now time.Time, args []string) (time.Time, error) {
	switch {
	case len(args) == 0:
		return now, withHint(usagef("verify: which file? Name the artifact"), "upsig verify --help")
	case badFormat(f.format):
		return now, usagef("verify: --format %q is not text or json", f.format.value)
	case f.all && (len(f.signatures)+len(f.bundles) > 0 || f.name.set):
		return now, usagef("verify: --all looks for evidence beside each file; --signature, --bundle and --name are about one")
	case f.all && twice(args):
		return now, usagef("verify: standard input can be read only once")
	case f.quiet && f.format.value == "json":
		return now, usagef("verify: --quiet is for text")
	case badVersion(f.version):
		return now, noVersion("verify", f.version)
	case !f.all && !f.policyDir.set && swapped(args):
		return now, withHint(usagef("verify: %s is named like evidence about %s: the artifact comes first", args[0], args[1]),
			"upsig verify ... %s %s", shell(args[1]), shell(args[0]))
	}
	if err := f.checkResults(args); err != nil {
		return now, err
	}
	if err := f.checkDir(args); err != nil {
		return now, err
	}
	if f.policy.set || f.policyDir.set {
		if flag := f.identityFlag(); flag != "" {
			return now, withHint(usagef("verify: --%s cannot be used with --policy or --policy-dir, which say who counts", flag),
				"write it into %s", cmp.Or(f.policy.value, "the policy"))
		}
	}
	if !f.at.set {
		return now, nil
	}
	return f.atTime()
}

// badVersion reports whether a flag gives what stands for {version} in no policy.
func badVersion(version once) bool { return version.set && !policy.ValidVersion(version.value) }

func noVersion(command string, version once) error {
	return withHint(usagef("%s: --version %q is not a version: it begins with a digit, and holds letters, digits and .+~_-", command, version.value),
		"leave out what the policy's names have in front of {version}, such as a v")
}

// atTime reads --at. A report cannot say years beyond 9999 (RFC 3339 section 5.6),
// and the first moment of all stands for no time.
func (f *verifyFlags) atTime() (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		t, err := time.Parse(layout, f.at.value)
		if err != nil {
			continue
		}
		if year := t.UTC().Year(); year < 0 || year > 9999 || t.IsZero() {
			return t, usagef("verify: --at %q is too early or too late for a report", f.at.value)
		}
		return t, nil
	}
	return time.Time{}, usagef("verify: --at %q is neither a day (2006-01-02) nor an RFC 3339 time", f.at.value)
}

// identityFlag names a given flag that says who or what counts; "" if none.
func (f *verifyFlags) identityFlag() string {
	given := []struct {
		name string
		set  bool
	}{
		{"keyring", len(f.keyrings) > 0}, {"fingerprint", len(f.fingerprints) > 0}, {"key", f.key.set},
		{"certificate-identity", f.identity.set}, {"certificate-oidc-issuer", f.issuer.set},
		{"repository", f.repository.set}, {"workflow", f.workflow.set}, {"ref", f.ref.set},
		{"covers", f.covers.set}, {"require", f.require.set}, {"accept", len(f.accept) > 0},
	}
	for _, g := range given {
		if g.set {
			return g.name
		}
	}
	return ""
}

// checkDir refuses flags that say nothing about many files, or only that.
func (f *verifyFlags) checkDir(args []string) error {
	if !f.policyDir.set {
		if f.jobs.set && !f.all {
			return usagef("verify: --jobs is for --policy-dir and --all")
		}
		return f.checkJobs()
	}
	switch {
	case f.policy.set:
		return usagef("verify: --policy and --policy-dir both say who counts; give one")
	case f.all:
		return withHint(usagef("verify: --policy-dir judges every file, as --all does"), "leave out --all")
	case len(f.signatures)+len(f.bundles) > 0 || f.name.set || f.via.set:
		return usagef("verify: --policy-dir looks for evidence beside each file; --signature, --bundle, --via and --name are about one")
	}
	for _, arg := range args {
		if _, digest, _ := policy.DigestArtifact(arg); digest || arg == "-" {
			return withHint(usagef("verify: %s has no name by which a policy could be found", arg), "give one policy: --policy FILE --name NAME")
		}
	}
	return f.checkJobs()
}

func (f *verifyFlags) checkJobs() error {
	if n, err := strconv.Atoi(f.jobs.value); f.jobs.set && (err != nil || n < 1 || n > limits.Jobs) {
		return usagef("verify: --jobs %q is not a number from 1 to %d", f.jobs.value, limits.Jobs)
	}
	return nil
}

// swapped reports whether the arguments stand as other programs take them: the
// signature, then the file.
func swapped(args []string) bool {
	if len(args) != 2 {
		return false
	}
	stem, is := beside.Stem(args[0])
	return is && stem == args[1]
}

// twice reports whether standard input is named more than once.
func twice(args []string) bool {
	first := slices.Index(args, "-")
	return first >= 0 && slices.Contains(args[first+1:], "-")
}

package main

import (
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/policy"
)

// checkNamed refuses other artifacts of the policy behind the first: they would seem
// to be verified too, and are not.
func (v verification) checkNamed(args []string) error {
	for _, arg := range unevident(args) {
		_, reason := v.policy.Expect(policy.Subject{Name: filepath.Base(arg), Version: v.version.value})
		if v.policy.File != "" && reason == "" {
			return noEvidence(arg, args[0])
		}
	}
	return nil
}

// checkTaken refuses an acceptance beside which a file was named that is no evidence of
// any kind. A rejection says so itself.
func (v verification) checkTaken(args []string, evidence []policy.File) error {
	for _, arg := range unevident(args) {
		if !v.recognised(arg, evidence) {
			return noEvidence(arg, args[0])
		}
	}
	return nil
}

// unevident are the arguments behind the artifact that are not named like evidence.
func unevident(args []string) []string {
	return slices.DeleteFunc(slices.Clone(args[1:]), func(arg string) bool {
		_, is := beside.Stem(filepath.Base(arg))
		return is
	})
}

func noEvidence(arg, artifact string) error {
	return withHint(usagef("verify: %s is no evidence about the artifact, which is the first file: %s", arg, artifact),
		"to verify several files, each with the evidence beside it: --all")
}

// recognised reports whether a collector takes the file for evidence.
func (v verification) recognised(path string, evidence []policy.File) bool {
	return slices.ContainsFunc(evidence, func(f policy.File) bool {
		return f.Path == path && slices.ContainsFunc(v.collectors, func(c policy.Collector) bool { return c.Recognises(f.Data) })
	})
}

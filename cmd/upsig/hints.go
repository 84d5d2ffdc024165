package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/policy"
)

// hint gives a command to paste after a rejection; empty where none would help.
// It never says how to lower the bar without saying so.
func hint(r *policy.Report) string {
	switch r.Verdict.Reason {
	case policy.ReasonWeakness, policy.ReasonExceptionExpired:
		return weaknessHint(r)
	case policy.ReasonUnknownKey, policy.ReasonBadSignature, policy.ReasonMalformedEvidence, policy.ReasonForbiddenPacket,
		policy.ReasonUnrecognisedEvidence, policy.ReasonUnsupportedEvidence, policy.ReasonOtherArtifact, policy.ReasonNotNamed:
		return inspectHint(r)
	case policy.ReasonMissingEvidence:
		return "name the evidence if it lies elsewhere: --signature FILE or --bundle FILE"
	case policy.ReasonUnknownArtifact, policy.ReasonNoSigner, policy.ReasonNotForVersion, policy.ReasonMinimumUnreachable:
		if r.Policy.File != "" {
			return "upsig policy show " + versionFlag(r) + shell(r.Policy.File)
		}
	default: // what to do next is no command
	}
	return ""
}

func versionFlag(r *policy.Report) string {
	if r.Artifact.Version == "" {
		return ""
	}
	return "--version " + shell(r.Artifact.Version) + " "
}

// inspectHint names the evidence that the verdict hangs on.
func inspectHint(r *policy.Report) string {
	if e := rejectedFor(r); e != nil && e.File != "" {
		return "upsig inspect " + shell(e.File)
	}
	return ""
}

// weaknessHint shows where a newer copy of a stale certificate may be, and how to
// live with a weakness in the open.
func weaknessHint(r *policy.Report) string {
	e := rejectedFor(r)
	if e == nil {
		return ""
	}
	var names []string
	for _, w := range e.Weaknesses {
		if !w.Accepted && w.Cleared == "" {
			names = append(names, string(w.Weakness))
		}
	}
	if len(names) == 0 {
		return ""
	}
	accept := "to live with it this once: --accept " + strings.Join(names, " --accept ")
	if r.Policy.File != "" {
		accept = fmt.Sprintf("to live with it, write into the policy: [[pgp.accept]] weakness = %q, signer = %q, reason = \"...\", until = DATE", names[0], e.Signer)
	}
	if slices.Contains(names, string(policy.WeaknessExpiredAtSigning)) && e.Key != nil {
		return "to look for a newer copy: upsig key fetch --list " + shell(e.Key.Fingerprint) + "; " + accept
	}
	return accept
}

// rejectedFor returns the evidence that the verdict hangs on, or nil.
func rejectedFor(r *policy.Report) *policy.EvidenceReport {
	for i, e := range r.Evidence {
		if e.Reason == r.Verdict.Reason {
			return &r.Evidence[i]
		}
	}
	return nil
}

// shell quotes a word for a shell, where it needs it.
func shell(word string) string {
	if safe(word) && !strings.HasPrefix(word, "-") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

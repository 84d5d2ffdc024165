package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/tomltree"
	"github.com/upsig/upsig/policy"
)

// advice is what helps after a rejection: commands, and lines for the policy.
type advice struct {
	hints []string
	// paste are whole lines, which stand below the last hint as they are: whoever makes
	// them escapes what is foreign as TOML does.
	paste []string
}

func (a advice) give(w io.Writer) {
	for _, text := range a.hints {
		giveHint(w, text)
	}
	for _, line := range a.paste {
		fmt.Fprintln(w, line)
	}
}

// hint gives commands to paste after a rejection; none where none would help. It
// never says how to lower the bar without saying so.
func hint(r *policy.Report) advice {
	if reason := r.Verdict.Reason; reason == policy.ReasonWeakness || reason == policy.ReasonExceptionExpired {
		return weaknessHint(r)
	}
	if text := oneHint(r); text != "" {
		return advice{hints: []string{text}}
	}
	return advice{}
}

func oneHint(r *policy.Report) string {
	switch r.Verdict.Reason {
	case policy.ReasonBadSignature, policy.ReasonMalformedEvidence, policy.ReasonForbiddenPacket, policy.ReasonUnrecognisedEvidence,
		policy.ReasonUnsupportedEvidence, policy.ReasonOtherArtifact, policy.ReasonNotNamed:
		return inspectHint(r)
	case policy.ReasonUnknownKey:
		return unknownKeyHint(r)
	case policy.ReasonNoCertificate:
		return certificateHint(r)
	case policy.ReasonMissingEvidence:
		if text := listHint(r); text != "" {
			return text
		}
		if missingList(r) {
			return "if the list lies elsewhere, name it: --via FILE"
		}
		if len(r.LookedFor) == 0 && r.Artifact.File != "" {
			return "evidence was named, so nothing was looked for beside the artifact: name all of it, or none; as in " + evidenceFlag(r)
		}
		return "if it lies elsewhere, name it: " + evidenceFlag(r)
	case policy.ReasonNoLogEntry:
		if e := r.Decisive(); e != nil && e.Side == policy.SideKey {
			return "where upstream signs without a log, root = \"none\" in the policy's [[key.signer]] trusts the key alone; nothing then says when it signed"
		}
	case policy.ReasonFromFuture:
		if slices.ContainsFunc(r.Notices, func(n policy.NoticeReport) bool { return n.Code == policy.NoticeOtherTime }) {
			return "it was judged as of the time that --at gives, and not by the clock: leave out --at, or give a later time"
		}
	case policy.ReasonUnknownLog, policy.ReasonUnknownCA, policy.ReasonUnknownCTLog, policy.ReasonUnknownTSA:
		return "to see how old the trusted roots are: upsig trust list" + policyFlag(r)
	case policy.ReasonUnknownArtifact, policy.ReasonNoSigner, policy.ReasonNotForVersion, policy.ReasonMinimumUnreachable, policy.ReasonBelowBar:
		if r.Policy.File != "" {
			return "upsig policy show " + versionFlag(r) + shell(r.Policy.File)
		}
	default: // what to do next is no command
	}
	return ""
}

// listHint says that a checksum list beside the artifact may be what upstream signs.
func listHint(r *policy.Report) string {
	if len(r.LookedFor) == 0 || r.Artifact.File == "" {
		return ""
	}
	list := beside.SignedList(r.Artifact.File)
	switch {
	case list == "" || slices.Contains(r.LookedFor, beside.Candidates(list)[0]): // it was looked at
		return ""
	case r.Policy.File == "":
		return list + " names the file; to verify through a signature over it: --via " + shell(filepath.Join(filepath.Dir(r.Artifact.File), list))
	}
	return fmt.Sprintf("%s names the file; if upstream signs it, write via = %q into the policy's [[artifact]]", list, withVersion(list, r.Artifact.Version))
}

// missingList reports whether a checksum list is what is not there: evidence was looked
// for beside it, or what is at hand is about it alone.
func missingList(r *policy.Report) bool {
	if e := r.Decisive(); e != nil && e.Finding == policy.StatusUnusable {
		return true // no other evidence that is there is called missing
	}
	return slices.ContainsFunc(r.Evidence, func(e policy.EvidenceReport) bool {
		return e.Finding == policy.StatusMissing && slices.Contains(r.LookedFor, e.Form+".asc")
	})
}

func policyFlag(r *policy.Report) string {
	if r.Policy.File == "" {
		return ""
	}
	return " --policy " + shell(r.Policy.File)
}

// evidenceFlag names evidence for the side that lacks it.
func evidenceFlag(r *policy.Report) string {
	for _, q := range r.Requirements {
		switch {
		case q.Met || len(q.Sides) != 1:
		case q.Sides[0] == policy.SideKey:
			return "--signature FILE"
		default:
			return "--bundle FILE"
		}
	}
	return "--signature FILE or --bundle FILE"
}

// unknownKeyHint asks keyservers about the key: most often it is a new subkey of a
// known certificate, or a new certificate. What they say proves nothing.
func unknownKeyHint(r *policy.Report) string {
	if e := r.Decisive(); e != nil && e.Claimed != nil {
		if fpr := firstFingerprint(e.Claimed.Issuers); fpr != "" {
			return "to see whose key it claims to be: upsig key fetch --list " + fpr
		}
	}
	return inspectHint(r)
}

// certificateHint looks for a certificate that the policy pins.
func certificateHint(r *policy.Report) string {
	if e := r.Decisive(); e != nil {
		if fpr := firstFingerprint(strings.FieldsFunc(e.Detail, func(c rune) bool { return c == ' ' || c == ',' })); fpr != "" {
			return "to look for it: upsig key fetch --list " + fpr
		}
	}
	return ""
}

func firstFingerprint(words []string) string {
	for _, word := range words {
		if fpr, err := policy.ParseFingerprint(word); err == nil {
			return fpr
		}
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
	if e := r.Decisive(); e != nil && e.File != "" {
		return "upsig inspect " + shell(e.File)
	}
	return ""
}

// weaknessHint shows where a newer copy of the certificate may be, and how to live
// with a weakness in the open.
func weaknessHint(r *policy.Report) advice {
	e := r.Decisive()
	if e == nil {
		return advice{}
	}
	var names []string
	for _, w := range e.Weaknesses {
		if !w.Accepted && w.Cleared == "" {
			names = append(names, string(w.Weakness))
		}
	}
	if len(names) == 0 {
		return advice{}
	}
	var a advice
	if e.Key != nil && slices.ContainsFunc(names, renewable) {
		a.hints = append(a.hints, "to look for a newer copy of the certificate: upsig key fetch --list "+shell(e.Key.Fingerprint))
	}
	if r.Policy.File == "" {
		a.hints = append(a.hints, "to live with it this once: --accept "+strings.Join(names, " --accept "))
		return a
	}
	a.hints = append(a.hints, "to live with it, write into the policy, with your reason and the last day:")
	a.paste = exceptions(names, e.Signer)
	return a
}

// renewable: a newer copy of the certificate may be without the weakness.
func renewable(weakness string) bool {
	switch policy.Weakness(weakness) {
	case policy.WeaknessExpiredAtSigning, policy.WeaknessSHA1Binding, policy.WeaknessNoKeyFlags:
		return true
	default:
		return false
	}
}

// exceptions are lines to paste. They are no valid policy as they stand: reason and
// date are for a person to fill in.
func exceptions(weaknesses []string, signer string) []string {
	var lines []string
	for _, w := range weaknesses {
		lines = append(lines, "", "[[pgp.accept]]", "weakness = "+quoteVisible(w), "signer   = "+quoteVisible(signer), `reason   = ""`, "until    = "+tomltree.DateToFill)
	}
	return lines
}

// unread adds the next step to an error about a file that somebody named and that is
// not there or cannot be read. Other errors say what to do themselves.
func unread(err error, format string, args ...any) error {
	var system *fs.PathError
	var hinted hintedError
	if errors.As(err, &hinted) || !errors.As(err, &system) && !errors.Is(err, readfile.ErrNotRegular) && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if errors.Is(err, fs.ErrPermission) {
		return withHint(err, "it is there, but may not be read: look at its owner and mode, and those of its folders")
	}
	return withHint(err, format, args...)
}

// besideUnread is [unread] for what was looked for beside the artifact.
func besideUnread(err error) error {
	return unread(err, "it has a name of evidence about the artifact: put upstream's file in its place, or move it away")
}

// unreadPolicyFile is [unread] for what a policy names by a key.
func unreadPolicyFile(err error, p *policy.Policy, key string) error {
	return unread(err, "put the file there, or correct %s in %s: a path in a policy starts at the policy's folder", key, p.File)
}

// shell quotes a word for a shell, where it needs it. A file whose name begins with a dash
// would be taken for flags, quoted or not.
func shell(word string) string {
	if strings.HasPrefix(word, "-") && word != standardOutput {
		word = "./" + word
	}
	if safe(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

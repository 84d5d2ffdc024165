package sop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// verifications judges findings and writes one line per valid signature (draft
// section 5, VERIFICATIONS). cleartext is true when all signatures cover text by
// the form of the message. Without a valid signature it fails with NO_SIGNATURE,
// after it said why for each.
func (p *program) verifications(fs []policy.Finding, c *certs, w window, cleartext bool) ([]byte, error) {
	var out bytes.Buffer
	var reasons []string
	for _, f := range fs {
		line, why := verification(f, c, w, cleartext)
		if why != "" {
			reasons = append(reasons, why)
			continue
		}
		out.WriteString(line)
		for _, n := range f.Notices {
			p.sayDebug("%s: notice %s: %s", label(f), n.Code, n.Detail)
		}
	}
	if out.Len() > 0 && !p.debug {
		return out.Bytes(), nil
	}
	for _, why := range reasons {
		p.say("%s", why)
	}
	if out.Len() == 0 {
		return nil, failf(exitNoSignature, "no valid signature by the certificates given")
	}
	return out.Bytes(), nil
}

// verification makes the line of a valid signature, or says why it is none.
func verification(f policy.Finding, c *certs, w window, cleartext bool) (line, why string) {
	mode, why := valid(f)
	if why != "" {
		return "", label(f) + ": " + why
	}
	at, ok := claimedTime(f)
	if !ok || !w.admits(at) {
		return "", fmt.Sprintf("%s: made %s, outside of the time asked for", label(f), stamp(at))
	}
	if cleartext {
		mode = "text"
	}
	names, err := json.Marshal(map[string][]string{"signers": c.signers(f.Key)})
	if err != nil {
		return "", label(f) + ": " + err.Error()
	}
	return fmt.Sprintf("%s %s %s mode:%s %s\n", stamp(at), f.Key.Signing, f.Key.Fingerprint, mode, safetext.JSON(names)), ""
}

// valid says whether a signature counts, and what it covers; else why it does not.
// No refusal and no weakness is accepted but that of a text signature, which the
// interface has a mode for.
func valid(f policy.Finding) (mode, why string) {
	switch {
	case f.Status != policy.StatusSound || f.Key == nil || f.Reason != "":
		return "", fmt.Sprintf("%s: %s (%s)", f.Reason, f.Reason.Explain(), f.Detail)
	case len(f.Refusals) > 0:
		r := f.Refusals[0]
		return "", fmt.Sprintf("%s: %s (%s)", r.Reason, r.Reason.Explain(), r.Detail)
	}
	mode = "binary"
	for _, w := range f.Weaknesses {
		if w.Weakness != policy.WeaknessTextMode {
			return "", fmt.Sprintf("%s: %s (%s)", w.Weakness, w.Weakness.Explain(), w.Detail)
		}
		mode = "text"
	}
	return mode, ""
}

func claimedTime(f policy.Finding) (time.Time, bool) {
	for _, t := range f.Times {
		if t.Kind == policy.TimeClaimed && t.About == policy.RoleSignature {
			return t.At, true
		}
	}
	return time.Time{}, false
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// label names a signature in messages.
func label(f policy.Finding) string {
	if len(f.Claimed.Issuers) == 0 {
		return fmt.Sprintf("signature %d", f.Index)
	}
	return fmt.Sprintf("signature %d by %s", f.Index, strings.Join(f.Claimed.Issuers, ", "))
}

package rawkeys_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/blake2b"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

const data = "release\n"

// pair is a key with an ID that anybody may choose.
type pair struct {
	id      string
	private ed25519.PrivateKey
}

func newPair(id string, seed byte) pair {
	return pair{id, ed25519.NewKeyFromSeed(slices.Repeat([]byte{seed}, ed25519.SeedSize))}
}

func (p pair) line(algorithm string, b []byte) string {
	return base64.StdEncoding.EncodeToString(slices.Concat([]byte(algorithm+p.id), b))
}

func (p pair) public() string { return p.line("Ed", p.private.Public().(ed25519.PublicKey)) }

func (p pair) sign(text string) []byte { return ed25519.Sign(p.private, []byte(text)) }

// minisig puts a minisign signature together.
func (p pair) minisig(algorithm, message, comment string) string {
	if algorithm == "ED" {
		sum := blake2b.Sum512([]byte(message))
		message = string(sum[:])
	}
	sig := p.sign(message)
	global := base64.StdEncoding.EncodeToString(p.sign(string(sig) + comment))
	return "untrusted comment: x\n" + p.line(algorithm, sig) + "\ntrusted comment: " + comment + "\n" + global + "\n"
}

func (p pair) signify(text string) string {
	return "untrusted comment: x\n" + p.line("Ed", p.sign(text)) + "\n"
}

func judge(t *testing.T, kind, public, evidence string) policy.EvidenceReport {
	t.Helper()
	return judgeUnder(t, load(t, kind, public), evidence)
}

func judgeUnder(t *testing.T, p *policy.Policy, evidence string) policy.EvidenceReport {
	t.Helper()
	return judgeFile(t, p, evidence, data)
}

func judgeFile(t *testing.T, p *policy.Policy, evidence, file string) policy.EvidenceReport {
	t.Helper()
	a := policy.StreamArtifact(strings.NewReader(file))
	a.Name = "a"
	r, err := policy.Verify(t.Context(), p, policy.Request{
		Artifact: a, Evidence: []policy.File{{Path: "a.sig", Data: []byte(evidence)}}, Now: now,
	}, rawkeys.Collector{})
	if err != nil || len(r.Evidence) != 1 {
		t.Fatalf("%v, %+v", err, r)
	}
	if r.Verdict.Accepted != (r.Evidence[0].Outcome == policy.OutcomeVerified) {
		t.Fatalf("%+v", r)
	}
	return r.Evidence[0]
}

func TestHostile(t *testing.T) {
	jane, mallory := newPair("12345678", 1), newPair("87654321", 2)
	twin := pair{jane.id, mallory.private}
	good := jane.minisig("ED", data, "timestamp:1768471200\tfile:a")
	legacy := jane.minisig("Ed", data, "c")
	lines := strings.SplitAfter(good, "\n")
	const (
		minisign = "minisign"
		signify  = "signify"
		badSig   = policy.ReasonBadSignature
		broken   = policy.ReasonMalformedEvidence
	)
	for name, test := range map[string]struct {
		kind, evidence string
		want           policy.Reason
	}{
		"prehashed":                    {minisign, good, ""},
		"legacy":                       {minisign, legacy, ""},
		"signify":                      {signify, jane.signify(data), ""},
		"another file":                 {minisign, jane.minisig("ED", "x", "c"), badSig},
		"legacy, another file":         {minisign, jane.minisig("Ed", "x", "c"), badSig},
		"signify, another file":        {signify, jane.signify("x"), badSig},
		"another comment":              {minisign, strings.Replace(good, "file:a", "file:b", 1), badSig},
		"another signature's comment":  {minisign, lines[0] + strings.Join(strings.SplitAfter(jane.minisig("ED", "x", "c"), "\n")[1:2], "") + lines[2] + lines[3], badSig},
		"prehashed as legacy":          {minisign, strings.Replace(good, jane.line("ED", nil)[:3], jane.line("Ed", nil)[:3], 1), badSig},
		"same ID":                      {minisign, twin.minisig("ED", data, "c"), badSig},
		"signify, same ID":             {signify, twin.signify(data), badSig},
		"another key":                  {minisign, mallory.minisig("ED", data, "c"), policy.ReasonUnknownKey},
		"minisign under signify's key": {signify, legacy, policy.ReasonUnknownKey},
		"signify under minisign's key": {minisign, jane.signify(data), policy.ReasonUnknownKey},
		"embedded text":                {signify, jane.signify("other text\n") + "other text\n", policy.ReasonUnsupportedEvidence},
		"embedded file":                {signify, jane.signify(data) + data, policy.ReasonUnsupportedEvidence},
		"another algorithm":            {minisign, jane.minisig("Ex", data, "c"), policy.ReasonUnsupportedEvidence},
		"prehashed signify":            {signify, strings.Join(lines[:2], ""), policy.ReasonUnsupportedEvidence},
		"escape":                       {minisign, jane.minisig("ED", data, "a\x1b[2Jb"), broken},
		"carriage return":              {minisign, jane.minisig("ED", data, "a\rb"), broken},
		"NUL":                          {minisign, jane.minisig("ED", data, "a\x00b"), broken},
		"DEL":                          {minisign, jane.minisig("ED", data, "a\x7f"), broken},
		"long comment":                 {minisign, jane.minisig("ED", data, strings.Repeat("x", 9000)), broken},
		"long untrusted comment":       {minisign, strings.Replace(good, ": x", ": "+strings.Repeat("x", 2000), 1), broken},
		"trailing":                     {minisign, good + "x", broken},
		"empty lines behind":           {minisign, good + "\n\r\n", ""},
		"signify, empty lines behind":  {signify, jane.signify(data) + "\n\r\n", ""},
		"line behind":                  {minisign, good + "\nx\n", broken},
		"no global signature":          {minisign, strings.Join(lines[:3], ""), broken},
		"cut comment line":             {minisign, strings.Join(lines[:2], "") + "trusted comment: c", broken},
		"cut signature":                {signify, strings.TrimSuffix(jane.signify(data), "\n"), broken},
		"short signature":              {signify, "untrusted comment: x\n" + jane.line("Ed", make([]byte, 63)) + "\n", broken},
		"no base64":                    {signify, "untrusted comment: x\n!!!!\n", broken},
		"only a comment":               {signify, "untrusted comment: x", broken},
		"CRLF":                         {minisign, strings.ReplaceAll(good, "\n", "\r\n"), ""},
	} {
		e := judge(t, test.kind, jane.public(), test.evidence)
		if e.Reason != test.want {
			t.Errorf("%s: %s, %s, want %q", name, e.Reason, e.Detail, test.want)
		}
		declared := strings.Contains(e.Detail, "is taken for one of")
		if declared != strings.Contains(name, "under") {
			t.Errorf("%s: %s", name, e.Detail)
		}
		if e.Alarm != (test.want == badSig) {
			t.Errorf("%s: alarm %t", name, e.Alarm)
		}
		if test.want != "" && (e.Comment != "" || e.Key != nil) {
			t.Errorf("%s: rejected, and tells of %q and %+v", name, e.Comment, e.Key)
		}
	}
}

// Nothing signs whether minisign hashed the file first: its digest, as a file, would
// else pass under the same signature with another letter.
func TestDigestAsFile(t *testing.T) {
	jane := newPair("12345678", 1)
	sum := blake2b.Sum512([]byte(data))
	lines := strings.SplitAfter(jane.minisig("ED", data, "c"), "\n")
	lines[1] = jane.line("Ed", jane.sign(string(sum[:]))) + "\n"
	bare := strings.Join(lines[:2], "")
	for _, test := range []struct{ kind, evidence, file string }{
		{"minisign", strings.Join(lines, ""), string(sum[:])},
		{"signify", bare, string(sum[:])},
	} {
		if e := judgeFile(t, load(t, test.kind, jane.public()), test.evidence, test.file); e.Reason != policy.ReasonUnsupportedEvidence {
			t.Errorf("%s: %s, %s", test.kind, e.Outcome, e.Reason)
		}
		if e := judgeFile(t, load(t, test.kind, jane.public()), test.evidence, string(sum[:63])+"x"); e.Reason != policy.ReasonBadSignature || !e.Alarm {
			t.Errorf("%s, another file of that size: %s, alarm %t", test.kind, e.Reason, e.Alarm)
		}
	}
	for _, size := range []int{63, 65} {
		file := strings.Repeat("x", size)
		if e := judgeFile(t, load(t, "signify", jane.public()), jane.signify(file), file); e.Outcome != policy.OutcomeVerified {
			t.Errorf("%d bytes: %s", size, e.Reason)
		}
	}
	long := strings.Repeat("x", 64)
	if e := judgeFile(t, load(t, "minisign", jane.public()), jane.minisig("ED", long, "c"), long); e.Outcome != policy.OutcomeVerified {
		t.Errorf("prehashed: %s", e.Reason)
	}
}

// What is signed along is told: comment and time, the signer's own word.
func TestSignedAlong(t *testing.T) {
	jane := newPair("12345678", 1)
	e := judge(t, "minisign", jane.public(), jane.minisig("ED", data, "timestamp:1768471200\tfile:a"))
	if e.Comment != "timestamp:1768471200\tfile:a" || len(e.Times) != 1 || e.Times[0].Kind != policy.TimeClaimed ||
		e.Times[0].At.Format("2006-01-02") != "2026-01-15" || e.Key.Fingerprint != jane.public() {
		t.Errorf("%+v", e)
	}
}

// A digest is not enough for either.
func TestDigestOnly(t *testing.T) {
	jane := newPair("12345678", 1)
	for _, evidence := range []string{jane.minisig("ED", data, "c"), jane.minisig("Ed", data, "c")} {
		digestOnly(t, "minisign", jane.public(), evidence)
	}
}

func digestOnly(t *testing.T, kind, public, evidence string) {
	t.Helper()
	a, _, err := policy.DigestArtifact("sha256:" + strings.Repeat("0", 64))
	if err != nil {
		t.Fatal(err)
	}
	a.Name = "a"
	r, err := policy.Verify(t.Context(), load(t, kind, public), policy.Request{
		Artifact: a, Evidence: []policy.File{{Path: "a.sig", Data: []byte(evidence)}}, Now: now,
	}, rawkeys.Collector{})
	if err != nil || r.Verdict.Reason != policy.ReasonNeedsArtifact {
		t.Errorf("%v, %+v", err, r)
	}
}

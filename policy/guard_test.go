package policy_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

// giveUp is a collector that panics at one of its steps, and would vouch for
// anything otherwise.
type giveUp struct{ at string }

func (g giveUp) step(name string) {
	if g.at == name {
		panic("a dependency failed")
	}
}

func (g giveUp) Recognises([]byte) bool { g.step("Recognises"); return true }

func (g giveUp) Prepare(_ context.Context, j policy.Job) (policy.Check, error) {
	g.step("Prepare")
	return giveUpCheck{g, j.Evidence}, nil
}

func (g giveUp) ReadMessage(context.Context, policy.File, policy.Job) (*policy.Message, error) {
	g.step("ReadMessage")
	return nil, nil
}

type giveUpCheck struct {
	giveUp
	files []policy.File
}

func (c giveUpCheck) Taps() []policy.Tap { c.step("Taps"); return nil }

func (c giveUpCheck) Findings(context.Context, policy.Digests) (all []policy.Finding) {
	c.step("Findings")
	for _, f := range c.files {
		all = append(all, policy.Finding{
			File: f.Path, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound,
			Key: &policy.Key{Kind: "openpgp", Fingerprint: giveUpSigner},
		})
	}
	return all
}

const giveUpSigner = "0123456789ABCDEF0123456789ABCDEF01234567"

// Wherever a collector gives up, its evidence is unusable, and there is a verdict
// about the rest.
func TestPanicOfCollector(t *testing.T) {
	p, err := policy.AdHoc(policy.Flags{Fingerprints: []string{giveUpSigner}, Via: "SUMS"})
	if err != nil {
		t.Fatal(err)
	}
	for at, reason := range map[string]policy.Reason{
		"nowhere":    "",
		"Recognises": policy.ReasonUnrecognisedEvidence, "ReadMessage": "", "Prepare": policy.ReasonMalformedEvidence,
		"Taps": policy.ReasonMalformedEvidence, "Findings": policy.ReasonMalformedEvidence,
	} {
		a := policy.StreamArtifact(strings.NewReader("abc"))
		report, err := policy.Verify(t.Context(), p, policy.Request{
			Artifact: a, Evidence: []policy.File{{Path: "a.asc", Data: []byte("x")}}, Now: time.Unix(1800000000, 0),
		}, giveUp{at})
		if err != nil {
			t.Errorf("%s: %v", at, err)
			continue
		}
		found := false
		for _, e := range report.Evidence {
			found = found || e.File == "a.asc" && e.Finding == policy.StatusUnusable && e.Reason == reason
		}
		if found == (reason == "") || report.Verdict.Accepted && reason != "" {
			t.Errorf("%s: %+v, %+v", at, report.Verdict, report.Evidence)
		}
	}
}

// secondLook is a collector that vouches for its evidence over the artifact, and then
// looks at a checksum list.
type secondLook struct{ over func() []policy.Finding }

func (secondLook) Recognises([]byte) bool { return true }

func (l secondLook) Prepare(context.Context, policy.Job) (policy.Check, error) {
	return &secondLookCheck{secondLook: l}, nil
}

type secondLookCheck struct {
	secondLook
	looks int
}

func (*secondLookCheck) Taps() []policy.Tap { return nil }

func (c *secondLookCheck) Findings(context.Context, policy.Digests) []policy.Finding {
	if c.looks++; c.looks > 1 {
		return c.over()
	}
	return []policy.Finding{{
		File: "a.asc", Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound,
		Key: &policy.Key{Kind: "openpgp", Fingerprint: giveUpSigner},
	}}
}

// What a collector found before it gave up, or was told to end, counts for nothing.
func TestSecondLook(t *testing.T) {
	p, err := policy.AdHoc(policy.Flags{Fingerprints: []string{giveUpSigner}, Via: "SUMS"})
	if err != nil {
		t.Fatal(err)
	}
	verify := func(ctx context.Context, over func() []policy.Finding) (*policy.Report, error) {
		return policy.Verify(ctx, p, policy.Request{
			Artifact: policy.StreamArtifact(strings.NewReader("abc")), Evidence: []policy.File{{Path: "a.asc", Data: []byte("x")}},
			Lists: []policy.File{{Path: "SUMS", Data: []byte("x")}}, Now: time.Unix(1800000000, 0),
		}, secondLook{over})
	}
	report, err := verify(t.Context(), func() []policy.Finding { panic("a dependency failed") })
	if err != nil || report.Verdict.Accepted {
		t.Errorf("a panic: %+v, %v", report, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := verify(ctx, func() []policy.Finding { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("an end: %v", err)
	}
	if _, err := verify(t.Context(), func() []policy.Finding { return nil }); err == nil {
		t.Error("other pieces of evidence")
	}
}

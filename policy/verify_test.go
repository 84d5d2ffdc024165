package policy_test

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// collector finds what it is told to, in whatever begins with its prefix.
type collector struct {
	prefix   string
	findings []policy.Finding
	err      error
	none     bool // makes no check
	during   func()
	job      policy.Job
	sum      []byte
}

func (c *collector) Recognises(data []byte) bool { return bytes.HasPrefix(data, []byte(c.prefix)) }

func (c *collector) Prepare(_ context.Context, j policy.Job) (policy.Check, error) {
	c.job = j
	if c.err != nil || c.none {
		return nil, c.err
	}
	return c, nil
}

func (c *collector) Taps() []policy.Tap { return []policy.Tap{{Hash: crypto.SHA384}} }

func (c *collector) Findings(_ context.Context, d policy.Digests) []policy.Finding {
	if c.during != nil {
		c.during()
	}
	c.sum, _ = d.Sum(crypto.SHA384)
	return c.findings
}

// counted counts how often data is read from the beginning.
type counted struct {
	io.Reader
	ends int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err == io.EOF {
		c.ends++
	}
	return n, err
}

func request(r io.Reader, files ...policy.File) policy.Request {
	a := policy.StreamArtifact(r)
	a.Name = artifact.Name
	return policy.Request{Artifact: a, Evidence: files, Now: today}
}

func text(path, data string) policy.File { return policy.File{Path: path, Data: []byte(data)} }

func TestVerify(t *testing.T) {
	r := &counted{Reader: strings.NewReader("abc")}
	keys := &collector{prefix: "K", findings: found{signed(janeKey)}}
	bundles := &collector{prefix: "B", findings: found{built()}}
	idle := &collector{prefix: "X"}
	p := base(policy.RequireBoth, withJane, withGitHub)
	p.Artifacts[0].UpstreamName = "B-{version}.tgz"
	bundles.findings[0].Statement.Matching[0].Name = "B-1.2.tgz"
	report, err := policy.Verify(t.Context(), p, request(r, text("b.asc", "K"), text("b.sigstore.json", "B")), keys, bundles, idle)
	if err != nil || !report.Verdict.Accepted {
		t.Fatalf("%v, %+v", err, report)
	}
	if r.ends != 1 {
		t.Errorf("the artifact was read %d times", r.ends)
	}
	if keys.sum == nil || bundles.sum == nil || idle.sum != nil || idle.job.Policy != nil {
		t.Error("the wrong collectors ran")
	}
	if keys.job.Name != "B-1.2.tgz" || !keys.job.Now.Equal(today) || keys.job.Policy != p || len(keys.job.Evidence) != 1 {
		t.Errorf("job %+v", keys.job)
	}
	if got := report.Artifact; len(got.Digests) != 3 || *got.Size != 3 || got.UpstreamName != "B-1.2.tgz" ||
		got.Digests[0] != "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("artifact %+v", got)
	}
}

func TestVerifyEvidenceThatNobodyReads(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	keys := &collector{prefix: "K"}
	for _, test := range []struct {
		file policy.File
		want policy.Reason
	}{
		{text("b.asc", ""), policy.ReasonEmptyEvidence},
		{text("b.asc", "<html>"), policy.ReasonUnrecognisedEvidence},
		{text("b.asc", "K"), policy.ReasonEmptyEvidence}, // recognised, but nothing in it
		{text("b.asc", "K"+strings.Repeat(" ", limits.EvidenceFile)), policy.ReasonTooLarge},
		{policy.File{Path: "b.asc", Problem: policy.ReasonTooLarge}, policy.ReasonTooLarge},
		{policy.File{Path: "b.asc", Data: []byte("K"), Problem: policy.ReasonTooLarge}, policy.ReasonTooLarge},
	} {
		r, err := policy.Verify(t.Context(), p, request(strings.NewReader("abc"), test.file), keys)
		if err != nil || r.Verdict.Reason != test.want || len(r.Evidence) != 1 {
			t.Errorf("%.10q: %v, %+v, want %s", test.file.Data, err, r, test.want)
		}
	}
}

func TestVerifyErrors(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	good := func() *collector { return &collector{prefix: "K", findings: found{signed(janeKey)}} }
	ctx, cancel := context.WithCancel(t.Context())
	late := good()
	late.during = cancel
	broken, empty := good(), good()
	broken.err, empty.none = io.ErrUnexpectedEOF, true
	file := text("b.asc", "K")
	stream := func() policy.Request { return request(strings.NewReader("abc"), file) }
	read := stream()
	if _, err := policy.Verify(t.Context(), p, read, good()); err != nil {
		t.Fatal(err)
	}
	many, known, noTime, noArtifact := stream(), stream(), stream(), stream()
	for range limits.EvidenceFiles {
		many.Evidence = append(many.Evidence, file)
	}
	known.Known = found{signed(janeKey)}
	noTime.Now = time.Time{}
	noArtifact.Artifact = &policy.Artifact{}
	for name, test := range map[string]struct {
		ctx       context.Context
		policy    *policy.Policy
		request   policy.Request
		collector *collector
	}{
		"unreadable artifact":   {t.Context(), p, request(io.MultiReader(strings.NewReader("a"), failing{}), file), good()},
		"read twice":            {t.Context(), p, read, good()},
		"context ends meantime": {ctx, p, stream(), late},
		"collector fails":       {t.Context(), p, stream(), broken},
		"collector is mute":     {t.Context(), p, stream(), empty},
		"too many files":        {t.Context(), p, many, good()},
		"known to be sound":     {t.Context(), p, known, good()},
		"no time":               {t.Context(), p, noTime, good()},
		"empty artifact":        {t.Context(), p, noArtifact, good()},
		"no artifact":           {t.Context(), p, policy.Request{Now: today}, good()},
		"no policy":             {t.Context(), nil, stream(), good()},
	} {
		if r, err := policy.Verify(test.ctx, test.policy, test.request, test.collector); err == nil || r != nil {
			t.Errorf("%s: report %+v, error %v", name, r, err)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

func TestVerifyDigest(t *testing.T) {
	a, is, err := policy.DigestArtifact("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
	if !is || err != nil || !a.DigestOnly() {
		t.Fatal(is, err)
	}
	a.Name = artifact.Name
	bundles := &collector{prefix: "B", findings: found{built()}}
	r, err := policy.Verify(t.Context(), base(policy.RequireSigstore, withGitHub), policy.Request{Artifact: a, Evidence: []policy.File{text("b", "B")}, Now: today}, bundles)
	if err != nil || r.Artifact.Size != nil || len(r.Artifact.Digests) != 1 {
		t.Errorf("%v, %+v", err, r)
	}
	if _, is, _ := policy.DigestArtifact("b-1.2.tar.gz"); is {
		t.Error("a name is taken for a digest")
	}
}

func TestReadEvidence(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b.asc")
	if _, err := policy.ReadEvidence(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if _, err := policy.ReadEvidence(dir); err == nil {
		t.Error("a folder is read")
	}
	os.WriteFile(path, make([]byte, limits.EvidenceFile), 0o600)
	if f, err := policy.ReadEvidence(path); err != nil || len(f.Data) != limits.EvidenceFile || f.Problem != "" {
		t.Errorf("largest: %v, %s", err, f.Problem)
	}
	os.Truncate(path, 1<<40)
	if f, err := policy.ReadEvidence(path); err != nil || f.Data != nil || f.Problem != policy.ReasonTooLarge {
		t.Errorf("too large: %v, %s", err, f.Problem)
	}
	if a, err := policy.OpenArtifact(path); err != nil || a.Name != "b.asc" || a.Close() != nil {
		t.Errorf("artifact: %v", err)
	}
}

package sigstore_test

import (
	"bufio"
	"crypto"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// corpus returns the folder of real evidence, or skips the test.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("UPSIG_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	dir = filepath.Join(dir, "sigstore")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("UPSIG_CORPUS") != "" {
			t.Fatalf("UPSIG_CORPUS is set, but %v", err)
		}
		t.Skip("no corpus; set UPSIG_CORPUS")
	}
	return dir
}

func read(t testing.TB, elements ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// publicGood verifies one evidence file under the embedded root.
func publicGood(t testing.TB, name string, data []byte, d policy.Digests) []policy.Finding {
	t.Helper()
	c, err := sigstore.New([]sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()}, sigstore.WithEmbeddedNPMKeys())
	if err != nil {
		t.Fatal(err)
	}
	return findings(t, c, &policy.Policy{}, d, policy.File{Path: name, Data: data})
}

func findings(t testing.TB, c *sigstore.Collector, p *policy.Policy, d policy.Digests, files ...policy.File) []policy.Finding {
	t.Helper()
	k, err := c.Prepare(t.Context(), policy.Job{Evidence: files, Policy: p, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return k.Findings(t.Context(), d)
}

// wantStatus checks status and reason, and that a finding that is neither sound
// nor about another artifact vouches for nothing.
func wantStatus(t testing.TB, f policy.Finding, s policy.Status, r policy.Reason) {
	t.Helper()
	if f.Status != s || f.Reason != r {
		t.Errorf("%s[%d]: status %d reason %q (%s), want %d %q", f.File, f.Index, f.Status, f.Reason, f.Detail, s, r)
	}
	vouches := f.Certificate != nil || f.Key != nil || f.Statement != nil || f.Root != "" || f.Also != nil
	if s != policy.StatusSound && s != policy.StatusOther && vouches {
		t.Errorf("%s[%d]: %+v vouches for something", f.File, f.Index, f)
	}
}

// TestCPython verifies release managers' bundles by digest alone, one of them
// with a P-384 key, and against another digest.
func TestCPython(t *testing.T) {
	dir := filepath.Join(corpus(t), "cpython")
	lines := bufio.NewScanner(strings.NewReader(string(read(t, dir, "expected.tsv"))))
	lines.Scan()
	n := 0
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		name := col[0] + ".sigstore"
		sum, err := hex.DecodeString(col[1])
		if err != nil {
			t.Fatal(err)
		}
		f := publicGood(t, name, read(t, dir, name), digests{crypto.SHA256: sum})[0]
		wantStatus(t, f, policy.StatusSound, "")
		if f.Certificate == nil || f.Certificate.SAN != col[2] || f.Certificate.SANKind != "email" || f.Certificate.Issuer != col[3] {
			t.Errorf("%s: certificate %+v", name, f.Certificate)
		}
		if f.Root != policy.PublicGood || len(f.Times) != 1 || f.Times[0].Kind != policy.TimeProven || f.Side != policy.SideSigstore {
			t.Errorf("%s: %+v", name, f)
		}
		sum[0] ^= 1
		wantStatus(t, publicGood(t, name, read(t, dir, name), digests{crypto.SHA256: sum})[0], policy.StatusOther, policy.ReasonOtherArtifact)
		n++
	}
	if n < 6 {
		t.Errorf("only %d bundles", n)
	}
}

// TestNPM verifies registry and provenance attestations of npm's documents.
func TestNPM(t *testing.T) {
	dir := filepath.Join(corpus(t), "npm")
	for name, want := range map[string][]string{
		"sigstore-1.3.0": {"https://slsa.dev/provenance/v0.2", "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"},
		"sigstore-2.0.0": {"https://slsa.dev/provenance/v1"},
	} {
		got := publicGood(t, name, read(t, dir, name+".attestations.json"), digestsOf(read(t, dir, name+".tgz")))
		if len(got) != len(want) {
			t.Fatalf("%s: %d findings", name, len(got))
		}
		for i, f := range got {
			wantStatus(t, f, policy.StatusSound, "")
			if f.Statement == nil || f.Statement.PredicateType != want[i] || f.Index != i+1 {
				t.Fatalf("%s: %+v", name, f)
			}
			if len(f.Statement.Matching) != 1 || !strings.HasPrefix(f.Statement.Matching[0].Name, "pkg:npm/sigstore@") {
				t.Errorf("%s: subjects %+v", name, f.Statement.Matching)
			}
		}
	}
}

// TestNPMProvenance shows what is read from certificate and predicate.
func TestNPMProvenance(t *testing.T) {
	dir := filepath.Join(corpus(t), "npm")
	for _, version := range []string{"1.3.0", "2.0.0"} {
		name := "sigstore-" + version
		got := publicGood(t, name, read(t, dir, name+".attestations.json"), digestsOf(read(t, dir, name+".tgz")))
		f := got[0]
		c, p := f.Certificate, f.Statement.Provenance
		if c == nil || p == nil {
			t.Fatalf("%s: %+v", name, f)
		}
		if c.SourceRepository != "https://github.com/sigstore/sigstore-js" || c.Issuer != "https://token.actions.githubusercontent.com" {
			t.Errorf("%s: certificate %+v", name, c)
		}
		if p.SourceURI != c.SourceRepository || p.Commit != c.SourceDigest || p.SourceRef != c.SourceRef || p.EntryPoint != ".github/workflows/release.yml" {
			t.Errorf("%s: provenance %+v, certificate %+v", name, p, c)
		}
		if len(f.Notices) != 0 {
			t.Errorf("%s: notices %+v", name, f.Notices)
		}
	}
}

// TestNPMRegistryKey shows that the publish attestation is under the registry's
// key, on the Sigstore side.
func TestNPMRegistryKey(t *testing.T) {
	dir := filepath.Join(corpus(t), "npm")
	data, d := read(t, dir, "sigstore-1.3.0.attestations.json"), digestsOf(read(t, dir, "sigstore-1.3.0.tgz"))
	f := publicGood(t, "npm", data, d)[1]
	if f.Key == nil || f.Key.Kind != sigstore.KindNPM || f.Side != policy.SideSigstore || f.Certificate != nil || f.Root != policy.PublicGood {
		t.Errorf("%+v", f)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()})
	if err != nil {
		t.Fatal(err)
	}
	f = findings(t, c, &policy.Policy{}, d, policy.File{Data: data})[1]
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonUnknownKey)
	if len(f.Claimed.Issuers) != 1 {
		t.Errorf("claimed %+v", f.Claimed)
	}
}

func TestPyPI(t *testing.T) {
	dir := filepath.Join(corpus(t), "pypi")
	name := "pypi_attestation_models-0.0.4a2.tar.gz"
	f := publicGood(t, name, read(t, dir, name+".attestation"), digestsOf(read(t, dir, name)))[0]
	wantStatus(t, f, policy.StatusSound, "")
	if f.Form != "PEP 740 attestation" || f.Certificate.SourceRepository == "" || f.Statement.Matching[0].Name != name {
		t.Errorf("%+v %+v %+v", f, f.Certificate, f.Statement)
	}
	name = "rfc8785-0.1.2-py3-none-any.whl"
	f = publicGood(t, name, read(t, dir, name+".publish.attestation"), digestsOf(read(t, dir, name)))[0]
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonUnknownCA)
	if f.Claimed.Certificate == nil {
		t.Error("the claimed identity is missing")
	}
}

func TestGitHub(t *testing.T) {
	dir := filepath.Join(corpus(t), "github")
	artifact := digestsOf(read(t, dir, "reusable-workflow-artifact"))
	f := publicGood(t, "reusable", read(t, dir, "reusable-workflow-attestation.sigstore.json"), artifact)[0]
	wantStatus(t, f, policy.StatusSound, "")
	t.Logf("%+v %+v", f.Certificate, f.Statement.Provenance)
	if f.Certificate.SAN == f.Certificate.BuildConfigURI || f.Certificate.SAN != f.Certificate.BuildSignerURI {
		t.Errorf("certificate %+v", f.Certificate)
	}
	f = publicGood(t, "invalid", read(t, dir, "sigstoreBundle-invalid-signature.json"), artifact)[0]
	wantStatus(t, f, policy.StatusBad, policy.ReasonBadSignature)
	if f.Claimed.Certificate == nil {
		t.Error("the claimed identity is missing")
	}
}

// TestGitHubRoot shows that GitHub's own root, which has no logs, verifies
// nothing that the public-good instance made.
func TestGitHubRoot(t *testing.T) {
	root, err := sigstore.ParseTrustedRoot("github", read(t, corpus(t), "roots", "github.trusted_root.json"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(corpus(t), "github")
	f := findings(t, c, &policy.Policy{}, digestsOf(read(t, dir, "reusable-workflow-artifact")),
		policy.File{Data: read(t, dir, "reusable-workflow-attestation.sigstore.json")})[0]
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonUnknownCA)
}

package upsig_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
)

// TestVectors runs every vector through the library, as a program of others
// would: policy, keyrings, collectors, one call.
func TestVectors(t *testing.T) {
	vectors, err := testvec.Load(os.DirFS("."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			for _, d := range v.Differences(verifyVector(t, v)) {
				t.Error(d)
			}
		})
	}
}

func verifyVector(t *testing.T, v testvec.Vector) *policy.Report {
	t.Helper()
	folder := t.TempDir()
	if err := v.WriteTo(folder); err != nil {
		t.Fatal(err)
	}
	p, err := policy.LoadFile(filepath.Join(folder, "policy.toml"))
	if err != nil {
		t.Fatal(err)
	}
	collectors, known := vectorCollectors(t, v, p, folder)
	r, err := policy.Verify(t.Context(), p, vectorRequest(t, v, p, folder, known), collectors...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func vectorRequest(t *testing.T, v testvec.Vector, p *policy.Policy, folder string, known []policy.Finding) policy.Request {
	t.Helper()
	evidence := vectorEvidence(t, v, p, folder)
	return policy.Request{
		Artifact: openVector(t, v, folder), Evidence: evidence.Evidence, Lists: evidence.Lists,
		Known: slices.Concat(evidence.Missing, known), Now: v.At,
	}
}

// vectorCollectors has the certificates and the trusted roots that the policy names,
// and says which certificates are not there.
func vectorCollectors(t *testing.T, v testvec.Vector, p *policy.Policy, folder string) ([]policy.Collector, []policy.Finding) {
	t.Helper()
	found, known := vectorKeys(t, p, folder)
	keys, err := sigstore.NPMKeys(p, func(name string) ([]byte, error) { return v.Files[name], nil })
	if err != nil {
		t.Fatal(err)
	}
	roots, err := sigstore.New(vectorRoots(t, v, p), keys...)
	if err != nil {
		t.Fatal(err)
	}
	return []policy.Collector{found, roots, rawkeys.Collector{}}, known
}

// vectorKeys finds the certificates where the policy says they are.
func vectorKeys(t *testing.T, p *policy.Policy, folder string) (*pgp.Collector, []policy.Finding) {
	t.Helper()
	var certificates []*pgp.Certificate
	var problems []pgp.Problem
	var missing []policy.Finding
	for _, s := range p.OpenPGPSigners {
		found, err := keyrings.Find(s.Fingerprints, []string{filepath.Join(folder, s.Keyring)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		certificates, problems = slices.Concat(certificates, found.Certificates, found.Revokers), append(problems, found.Problems...)
		for _, m := range found.Missing {
			missing = append(missing, policy.Finding{
				Side: policy.SideKey, Status: policy.StatusMissing, Reason: policy.ReasonNoCertificate, Detail: m.Fingerprint,
			})
		}
	}
	return pgp.New(certificates, problems), missing
}

func openVector(t *testing.T, v testvec.Vector, folder string) *policy.Artifact {
	t.Helper()
	if v.Digest != "" {
		a, _, err := policy.DigestArtifact(v.Digest)
		if err != nil {
			t.Fatal(err)
		}
		a.Name, a.Version = v.Artifact, v.Version
		return a
	}
	a, err := policy.OpenArtifact(filepath.Join(folder, v.Artifact))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	a.Version = v.Version
	return a
}

func vectorRoots(t *testing.T, v testvec.Vector, p *policy.Policy) []sigstore.TrustedRoot {
	t.Helper()
	var roots []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		if name == policy.PublicGood {
			roots = append(roots, sigstore.EmbeddedPublicGood())
			continue
		}
		r, err := sigstore.ParseTrustedRoot(name, v.Files[name])
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, r)
	}
	return roots
}

// vectorEvidence reads what the policy names, or else what lies beside the
// artifact.
func vectorEvidence(t *testing.T, v testvec.Vector, p *policy.Policy, folder string) beside.Found {
	t.Helper()
	found, err := beside.Find(p, &policy.Artifact{Name: v.Artifact, Version: v.Version}, filepath.Join(folder, v.Artifact))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

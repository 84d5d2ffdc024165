package upsig_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
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
	artifact := openVector(t, v, folder)
	found, err := keyrings.Find(p.Fingerprints(), nil, keyrings.Path{filepath.Join(folder, "keys")})
	if err != nil {
		t.Fatal(err)
	}
	roots, err := sigstore.New(vectorRoots(t, v, p))
	if err != nil {
		t.Fatal(err)
	}
	r, err := policy.Verify(t.Context(), p, policy.Request{
		Artifact: artifact, Evidence: vectorEvidence(t, v, folder), Now: v.At,
	}, pgp.New(found.Certificates, found.Problems), roots)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func openVector(t *testing.T, v testvec.Vector, folder string) *policy.Artifact {
	t.Helper()
	if v.Digest != "" {
		a, _, err := policy.DigestArtifact(v.Digest)
		if err != nil {
			t.Fatal(err)
		}
		a.Name = v.Artifact
		return a
	}
	a, err := policy.OpenArtifact(filepath.Join(folder, v.Artifact))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
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

func vectorEvidence(t *testing.T, v testvec.Vector, folder string) []policy.File {
	t.Helper()
	var files []policy.File
	for _, name := range v.EvidenceNames() {
		f, err := policy.ReadEvidence(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

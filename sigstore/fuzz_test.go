package sigstore_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// fuzzVectors are the vectors that hold Sigstore evidence of usual size.
func fuzzVectors(f *testing.F) (evidence, roots [][]byte) {
	f.Helper()
	all, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		f.Fatal(err)
	}
	c, err := sigstore.New(nil)
	if err != nil {
		f.Fatal(err)
	}
	add := func(to *[][]byte, data []byte) {
		if !slices.ContainsFunc(*to, func(other []byte) bool { return bytes.Equal(other, data) }) {
			*to = append(*to, data)
		}
	}
	for _, v := range all {
		for _, data := range v.Files {
			switch {
			case len(data) > 64<<10:
			case c.Recognises(data):
				add(&evidence, data)
			default:
				if _, err := sigstore.ParseTrustedRoot("vector", data); err == nil {
					add(&roots, data)
				}
			}
		}
	}
	if len(evidence) < 50 || len(roots) == 0 {
		f.Fatalf("%d pieces of evidence, %d roots", len(evidence), len(roots))
	}
	return evidence, roots
}

// FuzzEvidence looks for a panic, and for evidence in any form that holds for what
// nobody attested, under every root of the vectors.
func FuzzEvidence(f *testing.F) {
	evidence, roots := fuzzVectors(f)
	for _, data := range evidence {
		f.Add(data)
	}
	for _, c := range st.New("fuzz", hostileNow).Containers(hostileName, hostileArtifact) {
		f.Add(c.Data) // cosign's forms among them
	}
	var trusted []sigstore.TrustedRoot
	for _, data := range roots {
		r, err := sigstore.ParseTrustedRoot("fuzz", data)
		if err != nil {
			f.Fatal(err)
		}
		trusted = append(trusted, r)
	}
	c, err := sigstore.New(trusted)
	if err != nil {
		f.Fatal(err)
	}
	nobody := digestsOf([]byte("nobody attested this\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := slices.Clone(data)
		sigstore.Inspect(data)
		if !c.Recognises(data) {
			return
		}
		check, err := c.Prepare(context.Background(), policy.Job{Evidence: []policy.File{{Path: "f.json", Data: data}}, Policy: &policy.Policy{}, Name: "f"})
		if err != nil {
			t.Fatal(err)
		}
		found := check.Findings(context.Background(), nobody)
		if !bytes.Equal(kept, data) {
			t.Fatal("the input was changed")
		}
		if len(found) == 0 {
			t.Fatal("a file without findings")
		}
		for _, one := range found {
			if one.Status == policy.StatusSound || one.Status == policy.StatusBad && one.Reason == "" {
				t.Fatalf("%+v", one)
			}
		}
	})
}

// FuzzTrustedRoot looks for a panic, and for a root that says neither what it
// trusts nor what is wrong with it.
func FuzzTrustedRoot(f *testing.F) {
	_, roots := fuzzVectors(f)
	for _, data := range roots {
		f.Add(data)
		f.Add(append(slices.Clone(data), data...)) // several in one file
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := sigstore.ParseTrustedRoot("fuzz", data)
		if err == nil && r.Empty() {
			t.Fatal("neither a root nor an error")
		}
		if err != nil {
			return
		}
		if _, err := sigstore.New([]sigstore.TrustedRoot{r}); err != nil {
			t.Fatalf("a root that reads cannot be used: %v", err)
		}
	})
}

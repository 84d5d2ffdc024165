package upsig_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

// TestSharedCollectors verifies vectors that trust the same keys and roots with the
// same collectors, many at once, as a batch does: the answers must be those that
// each gets alone. The race detector has its say.
func TestSharedCollectors(t *testing.T) {
	vectors, err := testvec.Load(os.DirFS("."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]sharedVector{}
	for _, v := range vectors {
		s := newSharedVector(t, v)
		groups[s.trusts()] = append(groups[s.trusts()], s)
	}
	shared := 0
	for _, g := range groups {
		if len(g) > 1 {
			shared += len(g)
			verifyShared(t, g)
		}
	}
	if shared < 200 {
		t.Errorf("only %d vectors share collectors", shared)
	}
}

type sharedVector struct {
	testvec.Vector
	policy *policy.Policy
	folder string
}

func newSharedVector(t *testing.T, v testvec.Vector) sharedVector {
	t.Helper()
	s := sharedVector{Vector: v, folder: t.TempDir()}
	if err := v.WriteTo(s.folder); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.policy, err = policy.LoadFile(filepath.Join(s.folder, "policy.toml")); err != nil {
		t.Fatal(err)
	}
	return s
}

// trusts sums up all that a vector's collectors are made of.
func (s sharedVector) trusts() string {
	var text strings.Builder
	fmt.Fprintln(&text, s.policy.Roots())
	for _, signer := range s.policy.OpenPGPSigners {
		fmt.Fprintln(&text, signer.Fingerprints, signer.Keyring)
	}
	for _, signer := range s.policy.SigstoreSigners {
		fmt.Fprintf(&text, "%s %s %x\n", signer.Root, signer.Keys, sha256.Sum256(s.Files[signer.Keys]))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if path.Dir(name) == "keys" || slices.Contains(s.policy.Roots(), name) {
			fmt.Fprintf(&text, "%s %x\n", name, sha256.Sum256(s.Files[name]))
		}
	}
	return text.String()
}

// verifyShared verifies each vector twice, by several workers.
func verifyShared(t *testing.T, group []sharedVector) {
	t.Helper()
	collectors, known := vectorCollectors(t, group[0].Vector, group[0].policy, group[0].folder)
	type job struct {
		sharedVector
		request policy.Request
	}
	work := make(chan job)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for j := range work {
				r, err := policy.Verify(t.Context(), j.policy, j.request, collectors...)
				if err != nil {
					t.Errorf("%s: %v", j.Name, err)
					continue
				}
				for _, d := range j.Differences(r) {
					t.Errorf("%s: %s", j.Name, d)
				}
			}
		})
	}
	for _, s := range slices.Concat(group, group) {
		work <- job{s, vectorRequest(t, s.Vector, s.policy, s.folder, known)}
	}
	close(work)
	workers.Wait()
}

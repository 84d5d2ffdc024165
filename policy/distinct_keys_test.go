package policy

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// As many signers count as can have a key of their own, in whatever order they come.
func TestDistinctKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		signers, keys := 1+r.IntN(5), 1+r.IntN(5)
		signed := make([][]int, signers)
		d := distinctKeys{of: map[string][]int{}, taken: map[int]string{}}
		for range r.IntN(10) {
			s, k := r.IntN(signers), r.IntN(keys)
			signed[s] = append(signed[s], k)
			d.add(fmt.Sprint("signer ", s), bareKey{id: fmt.Sprint("key ", k)})
		}
		count := 0
		for _, s := range r.Perm(signers) {
			if d.give(fmt.Sprint("signer ", s), map[int]bool{}) {
				count++
			}
		}
		if want := mostWithKeys(signed, map[int]bool{}); count != want {
			t.Fatalf("%d of %v count, want %d", count, signed, want)
		}
	}
}

// mostWithKeys tries every way to give signers keys.
func mostWithKeys(signed [][]int, taken map[int]bool) int {
	if len(signed) == 0 {
		return 0
	}
	most := mostWithKeys(signed[1:], taken)
	for _, k := range signed[0] {
		if !taken[k] {
			taken[k] = true
			most = max(most, 1+mostWithKeys(signed[1:], taken))
			delete(taken, k)
		}
	}
	return most
}

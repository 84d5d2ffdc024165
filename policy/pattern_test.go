package policy

import (
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
)

// Comparing two globs costs the product of their lengths, so that globs too long
// for a version are not compared: the same one twice meets nothing.
func TestLongGlobsAreNotCompared(t *testing.T) {
	for n, want := range map[int]bool{limits.Version: true, limits.Version + 1: false} {
		if glob := "*" + strings.Repeat("a", n-1); globsMeet(glob, glob) != want {
			t.Errorf("%d characters: want %v", n, want)
		}
	}
}

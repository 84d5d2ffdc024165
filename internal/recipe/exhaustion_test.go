package recipe_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/recipe"
)

// A word with thousands of alternatives and long text around them would become
// gigabytes of words.
func TestManyAlternatives(t *testing.T) {
	around := strings.Repeat("x", limits.PolicyFile/4)
	text := "pkgname=a\nsource=(" + around + "{" + strings.Repeat("a,", limits.PolicyFile/5) + "}" + around + ")\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, ok := recipe.Parse("PKGBUILD", []byte(text))
	runtime.ReadMemStats(&after)
	if !ok || len(r.Artifacts) != 0 {
		t.Errorf("%+v", r)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
		t.Errorf("allocated %d bytes", n)
	}
}

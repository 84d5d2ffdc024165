package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// A policy of the largest size whose globs are long or many is read at once.
func TestManyGlobs(t *testing.T) {
	long := strings.Repeat("*a", limits.PolicyFile/5)
	var many strings.Builder
	for i := range limits.PolicyFile / 25 {
		fmt.Fprintf(&many, "'%d*%d',", i, i)
	}
	release := "[[release]]\nversions=[%s]\nrequire='pgp'\n"
	for name, text := range map[string]string{
		"long": fmt.Sprintf(release+release, "'"+long+"'", "'"+long+"b'"),
		"many": fmt.Sprintf(release+release, many.String(), strings.ReplaceAll(many.String(), "*", "*a")),
	} {
		start := time.Now()
		if _, err := policy.Load([]byte("schema='upsig/policy/v1'\n"+text), "x.toml"); err == nil {
			t.Errorf("%s: no problem", name)
		}
		t.Logf("%s: %v", name, time.Since(start))
	}
}

package sigstoretest_test

import (
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
)

func TestHostileBundles(t *testing.T) {
	in := st.New("hostile", now)
	seen := map[string]bool{}
	for _, v := range in.Hostile("example-1.0.0.tar.gz", artifact) {
		t.Run(v.Name, func(t *testing.T) {
			if seen[v.Name] || v.Why == "" {
				t.Error("name is not unique, or no reason given")
			}
			seen[v.Name] = true
			var keys []*st.Key
			if v.Key != nil {
				keys = append(keys, v.Key)
			}
			err := check(in, v.Data, artifact, keys...)
			switch {
			case err == nil && v.SigstoreGo != "":
				t.Errorf("verifies")
			case err != nil && v.SigstoreGo == "":
				t.Errorf("does not verify: %v", err)
			case err != nil && !containsAny(err.Error(), v.SigstoreGo):
				t.Errorf("fails for another cause: %v", err)
			}
		})
	}
	if len(seen) < 100 {
		t.Errorf("%d variants", len(seen))
	}
}

func containsAny(text, alternatives string) bool {
	for a := range strings.SplitSeq(alternatives, "|") {
		if strings.Contains(text, a) {
			return true
		}
	}
	return false
}

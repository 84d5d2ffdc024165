package sigstoretest_test

import (
	"encoding/json"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
)

// What a container carries must be what was put in.
func TestContainersCarryBundles(t *testing.T) {
	in := st.New("containers", now)
	var npm struct {
		Attestations []struct {
			PredicateType string
			Bundle        json.RawMessage
		}
	}
	for _, c := range in.Containers("example-1.0.0.tar.gz", artifact) {
		if c.Why == "" {
			t.Errorf("%s: no reason given", c.Name)
		}
		if c.Name != "npm" {
			continue
		}
		if err := json.Unmarshal(c.Data, &npm); err != nil {
			t.Fatal(err)
		}
		if err := check(in, npm.Attestations[0].Bundle, artifact, c.Key); err != nil {
			t.Error(err)
		}
		if err := check(in, npm.Attestations[1].Bundle, artifact); err != nil {
			t.Error(err)
		}
		if got := npm.Attestations[0].PredicateType; got != st.NPMPublish {
			t.Errorf("predicate type %q", got)
		}
	}
	if len(npm.Attestations) != 2 {
		t.Errorf("%d attestations", len(npm.Attestations))
	}
}

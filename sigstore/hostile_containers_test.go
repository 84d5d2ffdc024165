package sigstore_test

import (
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// hostileContainerReasons are the reasons for files that are refused as a whole,
// or in their only piece.
var hostileContainerReasons = map[string]policy.Reason{
	"lines-broken-between":              policy.ReasonMalformedEvidence,
	"lines-truncated":                   policy.ReasonMalformedEvidence,
	"array-empty":                       policy.ReasonEmptyEvidence,
	"array-of-null":                     policy.ReasonUnrecognisedEvidence,
	"array-in-array":                    policy.ReasonUnrecognisedEvidence,
	"blank":                             policy.ReasonEmptyEvidence,
	"attestations-empty":                policy.ReasonEmptyEvidence,
	"attestations-null":                 policy.ReasonMalformedEvidence,
	"github-bundle-null":                policy.ReasonEmptyEvidence,
	"provenance-object-no-bundles":      policy.ReasonEmptyEvidence,
	"provenance-object-no-attestations": policy.ReasonEmptyEvidence,
	"provenance-object-version-2":       policy.ReasonUnsupportedEvidence,
	"attestation-version-2":             policy.ReasonUnsupportedEvidence,
	"attestation-statement-no-base64":   policy.ReasonMalformedEvidence,
	"attestation-no-material":           policy.ReasonUnrecognisedEvidence,
	"two-forms-at-once":                 policy.ReasonMalformedEvidence,
	"pieces-200":                        policy.ReasonLimitExceeded,
}

func TestContainers(t *testing.T) {
	in := st.New("containers", hostileNow)
	for _, c := range in.Containers(hostileName, hostileArtifact) {
		t.Run(c.Name, func(t *testing.T) {
			all := hostileJob{roots: []*st.Instance{in}, npm: c.Key}.findings(t, c.Data)
			if len(c.Sound) == 0 {
				checkRefused(t, all, hostileContainerReasons[c.Name])
				return
			}
			if len(all) != len(c.Sound) {
				t.Fatalf("%d findings, want %d", len(all), len(c.Sound))
			}
			for i, f := range all {
				checkFinding(t, f)
				if got := f.Status == policy.StatusSound; got != c.Sound[i] || f.Index != i+1 {
					t.Errorf("piece %d of index %d: status %d, %s %s; want sound: %t", i+1, f.Index, f.Status, f.Reason, f.Detail, c.Sound[i])
				}
			}
		})
	}
}

// checkRefused wants a finding that says why; silence would look like success.
func checkRefused(t *testing.T, all []policy.Finding, want policy.Reason) {
	t.Helper()
	if len(all) == 0 {
		t.Fatal("no finding at all")
	}
	for _, f := range all {
		checkFinding(t, f)
		if f.Status != policy.StatusUnusable || f.Reason != want {
			t.Errorf("status %d, %q %s; want unusable, %q", f.Status, f.Reason, f.Detail, want)
		}
	}
}

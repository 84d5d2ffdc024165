package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

// verifyCorpus runs verify on real files and returns exit code and report.
func verifyCorpus(t *testing.T, args ...string) (int, policy.Verdict) {
	t.Helper()
	var out, complaints bytes.Buffer
	code := run(context.Background(), append([]string{"verify", "--format", "json"}, args...), streams{
		in: strings.NewReader(""), out: &out, err: &complaints,
		now: func() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) },
	})
	var report struct{ Verdict policy.Verdict }
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s%s", err, out.Bytes(), complaints.Bytes())
	}
	return code, report.Verdict
}

// TestCPython verifies the release managers' bundles by digest alone, as the
// corpus says they must come out; another e-mail or issuer is rejected.
func TestCPython(t *testing.T) {
	if corpus() == "" {
		t.Skip("no corpus at hand; set UPSIG_CORPUS")
	}
	folder := filepath.Join(corpus(), "sigstore", "cpython")
	table, err := os.ReadFile(filepath.Join(folder, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")[1:]
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	for _, row := range rows {
		cells := strings.Split(row, "\t")
		name, sum, identity, issuer := cells[0], cells[1], cells[2], cells[3]
		t.Run(name, func(t *testing.T) {
			verify := func(identity, issuer, sum string) (int, policy.Verdict) {
				return verifyCorpus(t, "--bundle", filepath.Join(folder, name+".sigstore"), "--certificate-identity", identity,
					"--certificate-oidc-issuer", issuer, "sha256:"+sum)
			}
			if code, v := verify(identity, issuer, sum); code != 0 || v.Class != policy.ClassAuthorIdentity {
				t.Errorf("got %d, %+v", code, v)
			}
			if code, v := verify("x"+identity, issuer, sum); code != 1 || v.Reason != policy.ReasonIdentityMismatch {
				t.Errorf("another identity: got %d, %+v", code, v)
			}
			if code, v := verify(identity, "https://login.microsoftonline.com", sum); code != 1 || v.Reason != policy.ReasonIssuerMismatch {
				t.Errorf("another issuer: got %d, %+v", code, v)
			}
			if code, v := verify(identity, issuer, strings.Repeat("0", 64)); code != 1 || v.Reason != policy.ReasonOtherArtifact {
				t.Errorf("another digest: got %d, %+v", code, v)
			}
		})
	}
}

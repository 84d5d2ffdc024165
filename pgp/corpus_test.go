package pgp_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// corpusDir finds the corpus of real releases, which is not part of the project.
func corpusDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("UPSIG_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	dir = filepath.Join(dir, "openpgp")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not here:", err)
	}
	return dir
}

// judge runs a collector over one signature file.
func judge(t *testing.T, c *pgp.Collector, now time.Time, data, sig []byte) []policy.Finding {
	t.Helper()
	return judgeJob(t, c, policy.Job{Now: now, Evidence: []policy.File{{Path: "data.sig", Data: sig}}}, data)
}

func judgeJob(t *testing.T, c *pgp.Collector, job policy.Job, data []byte) []policy.Finding {
	t.Helper()
	check, err := c.Prepare(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	d, err := artifact.Read(context.Background(), strings.NewReader(string(data)), check.Taps())
	if err != nil {
		t.Fatal(err)
	}
	return check.Findings(context.Background(), d)
}

func weaknesses(f policy.Finding) []policy.Weakness {
	var all []policy.Weakness
	for _, w := range f.Weaknesses {
		all = append(all, w.Weakness)
	}
	slices.Sort(all)
	return all
}

func refusals(f policy.Finding) []policy.Reason {
	var all []policy.Reason
	for _, r := range f.Refusals {
		all = append(all, r.Reason)
	}
	slices.Sort(all)
	return all
}

func noticed(f policy.Finding, code policy.NoticeCode) bool {
	return slices.ContainsFunc(f.Notices, func(n policy.Notice) bool { return n.Code == code })
}

func read(t *testing.T, pattern string) []byte {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) != 1 {
		t.Fatalf("%s: %v %v", pattern, paths, err)
	}
	data, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCorpus judges real releases: exactly the weaknesses that are known of them.
func TestCorpus(t *testing.T) {
	dir := corpusDir(t)
	w := func(all ...policy.Weakness) []policy.Weakness { slices.Sort(all); return all }
	tests := []struct {
		name      string
		want      []policy.Weakness
		refreshed bool
	}{
		{name: "kirigami-addons"}, {name: "gpp"}, {name: "kmime"}, {name: "chrony"},
		{name: "gzip"}, {name: "libassuan"},
		{name: "less", want: w(policy.WeaknessSHA1Signature, policy.WeaknessSHA1Binding, policy.WeaknessDSA, policy.WeaknessNoKeyFlags)},
		{name: "libopenaptx", want: w(policy.WeaknessSHA1Signature, policy.WeaknessDSA)},
		{name: "bluez-qt", want: w(policy.WeaknessExpiredAtSigning)},
		{name: "userinfo", want: w(policy.WeaknessSHA1Signature, policy.WeaknessSHA1Binding), refreshed: true},
		{name: "pv", want: w(policy.WeaknessV3Signature, policy.WeaknessSHA1Signature, policy.WeaknessSHA1Binding, policy.WeaknessDSA, policy.WeaknessNoKeyFlags)},
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set := filepath.Join(dir, tt.name)
			certs, problems := pgp.ReadCertificates(read(t, filepath.Join(set, "signing-key.asc")), "signing-key.asc")
			if len(certs) == 0 || len(problems) > 0 {
				t.Fatalf("%d certificates, problems %v", len(certs), problems)
			}
			data, sig := read(t, set+"/*.orig.tar.*[z2]"), read(t, set+"/*.orig.tar.*.asc")
			c := pgp.New(certs, problems)
			fs := judge(t, c, now, data, sig)
			if len(fs) != 1 || fs[0].Status != policy.StatusSound {
				t.Fatalf("findings: %+v", fs)
			}
			t.Logf("%+v", fs[0])
			if diff := cmp.Diff(tt.want, weaknesses(fs[0])); diff != "" {
				t.Errorf("weaknesses (-want +got):\n%s\n%+v", diff, fs[0].Weaknesses)
			}
			if len(fs[0].Refusals) > 0 {
				t.Errorf("refusals: %+v", fs[0].Refusals)
			}
			if tt.refreshed && !noticed(fs[0], policy.NoticeRefreshedBinding) {
				t.Errorf("notices: %+v", fs[0].Notices)
			}
			data[len(data)/2] ^= 1
			if fs := judge(t, c, now, data, sig); fs[0].Status != policy.StatusBad || fs[0].Key != nil {
				t.Errorf("tampered: %+v", fs[0])
			}
		})
	}
	t.Run("minissdpd", func(t *testing.T) {
		set := filepath.Join(dir, "minissdpd")
		fs := judge(t, pgp.New(nil, nil), now, read(t, set+"/*.gz"), read(t, set+"/*.asc"))
		if len(fs) != 1 || fs[0].Status != policy.StatusUnusable || fs[0].Reason != policy.ReasonUnknownKey {
			t.Errorf("findings: %+v", fs)
		}
	})
}

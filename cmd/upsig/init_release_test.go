package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

// drafted drafts a policy for the artifact in a folder, verifies by it, and says what
// is wrong: a draft is a policy, and accepts what it was drafted from wherever each
// side that it names has evidence that is sound and without weakness.
type drafted struct {
	name             string
	folder, artifact string
	now              time.Time
	keyrings, roots  []string

	draft, complaints string
	report            draftReport
}

// draftReport is of the report what the tests look at.
type draftReport struct {
	Verdict struct {
		Accepted, Alarm bool
		Reason          string
		Detail          string
	}
	Evidence []struct {
		File, Side, Over, Finding, Outcome, Reason, Detail string

		Refusals, Weaknesses []any
	}
}

func (r *drafted) run(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	var out, complaints bytes.Buffer
	code := run(context.Background(), args, streams{
		in: strings.NewReader(""), out: &out, err: &complaints, now: func() time.Time { return r.now },
	})
	return code, out.String(), complaints.String()
}

// make reports false if nobody is named, and nothing was drafted.
func (r *drafted) make(t *testing.T) bool {
	t.Helper()
	file := filepath.Join(r.folder, "drafted.toml")
	args := []string{"policy", "init", "--output", file}
	for _, k := range r.keyrings {
		args = append(args, "--keyring", filepath.Join(r.folder, filepath.FromSlash(k)))
	}
	for _, k := range r.roots {
		args = append(args, "--trusted-root", filepath.Join(r.folder, filepath.FromSlash(k)))
	}
	code, _, complaints := r.run(t, append(args, filepath.Join(r.folder, r.artifact))...)
	checkVisible(t, complaints)
	r.complaints = complaints
	text, err := os.ReadFile(file)
	if code == exitRejected && os.IsNotExist(err) {
		return false
	}
	if code != exitAccepted || err != nil {
		t.Fatalf("exit code %d, %v\n%s", code, err, complaints)
	}
	r.draft = string(text)
	checkVisible(t, r.draft)
	if _, err := policy.Load(text, file); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	_, out, complaints := r.run(t, "verify", "--format", "json", "--policy", file, filepath.Join(r.folder, r.artifact))
	if err := json.Unmarshal([]byte(out), &r.report); err != nil {
		t.Fatalf("%v\n%s%s\n%s", err, out, complaints, text)
	}
	return true
}

// mustAccept reports whether each side that the draft names has evidence without flaw.
func (r *drafted) mustAccept() bool {
	clean := map[string]bool{}
	for _, e := range r.report.Evidence {
		if e.Finding == "sound" && len(e.Refusals)+len(e.Weaknesses) == 0 && e.Over != string(policy.RoleSignature) {
			clean[e.Side] = true
		}
	}
	return (clean[string(policy.SideKey)] || !strings.Contains(r.draft, "held-by")) &&
		(clean[string(policy.SideSigstore)] || !strings.Contains(r.draft, "[[sigstore.signer]]"))
}

// rightly says why a draft rejects sound evidence, whatever it says; empty if nothing
// does.
func (r *drafted) rightly() string {
	v := r.report.Verdict
	switch {
	case v.Alarm:
		return "other evidence claims to be by the same signer and is bad"
	case v.Reason == string(policy.ReasonEventNotAllowed):
		return "pull requests run other people's code"
	case v.Reason == string(policy.ReasonBuilderMismatch):
		return "a workflow that others call needs a builder, which nothing but a person names"
	case v.Reason == string(policy.ReasonPredicateContent):
		return "the statement is not what its type says"
	case v.Reason == string(policy.ReasonSubjectName) && strings.Contains(v.Detail, "not stated"):
		return "the statement names no file"
	case v.Reason == string(policy.ReasonSubjectName) && strings.Contains(r.draft, "\nvia = "):
		return "the attestation knows the checksum list by another name, for which a policy has no word"
	case v.Reason == string(policy.ReasonSubjectName) && strings.HasSuffix(r.name, "publish-with-predicate"):
		return "the statement is not what its type says, which comes second"
	}
	return ""
}

func (r *drafted) check(t *testing.T) {
	t.Helper()
	if r.make(t) && r.mustAccept() && !r.report.Verdict.Accepted && r.rightly() == "" {
		t.Errorf("%+v\n%+v\n%s\n%s", r.report.Verdict, r.report.Evidence, r.draft, r.complaints)
	}
}

// TestInitVectors drafts from the evidence of every vector.
func TestInitVectors(t *testing.T) {
	vectors, err := testvec.Load(os.DirFS("../.."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		if v.Digest != "" {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			r := &drafted{name: v.Name, folder: t.TempDir(), artifact: v.Artifact, now: v.At}
			if err := v.WriteTo(r.folder); err != nil {
				t.Fatal(err)
			}
			p, err := v.Policy()
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range slices.Sorted(maps.Keys(v.Files)) {
				switch {
				case strings.HasPrefix(name, v.Artifact):
				case strings.HasPrefix(name, "keys/"), slices.ContainsFunc(p.OpenPGPSigners, func(s policy.OpenPGPSigner) bool { return s.Keyring == name }):
					r.keyrings = append(r.keyrings, name)
				case slices.Contains(p.Roots(), name) && !strings.HasSuffix(name, ".pem"):
					r.roots = append(r.roots, name)
				}
			}
			r.check(t)
			if kind, ok := drawn()[v.Name]; ok && (!r.report.Verdict.Accepted || !strings.Contains(strings.Join(strings.Fields(r.draft), " "), `kind = "`+kind+`"`)) {
				t.Errorf("%+v, want kind %s\n%s", r.report.Verdict, kind, r.draft)
			}
			if strings.HasPrefix(v.Name, "list-") && v.Accepted && v.Class == "author-key" && (!r.report.Verdict.Accepted || !strings.Contains(r.draft, "\nvia = ")) {
				t.Errorf("%+v, want a draft with via\n%s%s", r.report.Verdict, r.draft, r.complaints)
			}
		})
	}
}

// drawn are vectors with the kind of signer that must be drafted from each, and by
// which verify accepts it.
func drawn() map[string]string {
	return map[string]string{
		"policy-builder-digest": "github", "policy-builder-shared": "github", "policy-gitlab": "gitlab",
		"policy-google": "google", "policy-email": "email", "policy-email-issuer": "email", "policy-email-attestation": "custom",
		"policy-pypi-publish": "pypi", "policy-pypi-service-account": "pypi", "policy-pypi-name-no-distribution": "pypi",
		"policy-release-sealed": "github-release", "policy-release-sealed-v0.1": "github-release",
		"rawkey-ssh-sha512": "ssh", "rawkey-ssh-namespace": "ssh",
	}
}

// TestInitQuickstart drafts what the manual drafts.
func TestInitQuickstart(t *testing.T) {
	r := &drafted{folder: t.TempDir(), artifact: "hello-1.2.0.tar.gz", now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		keyrings: []string{"keys/jane.asc"}, roots: []string{"trusted_root.json"}}
	if err := os.CopyFS(r.folder, os.DirFS("../../testdata/quickstart")); err != nil {
		t.Fatal(err)
	}
	r.check(t)
	if !r.report.Verdict.Accepted {
		t.Errorf("%+v\n%s", r.report.Verdict, r.draft)
	}
}

// TestInitCorpus drafts from real releases, one of every form that there is.
func TestInitCorpus(t *testing.T) {
	if corpus() == "" {
		t.Skip("no corpus at hand; set UPSIG_CORPUS")
	}
	releases := map[string]string{ // folder and name, and what verify says by the draft
		"openpgp/bluez-qt/bluez-qt_5.103.0.orig.tar.xz":             "unaccepted-weakness",
		"openpgp/chrony/chrony_4.3.orig.tar.gz":                     "accepted",
		"openpgp/gpp/gpp_2.27.orig.tar.bz2":                         "accepted",
		"openpgp/gzip/gzip_1.12.orig.tar.xz":                        "accepted",
		"openpgp/kirigami-addons/kirigami-addons_0.7.0.orig.tar.xz": "accepted",
		"openpgp/kmime/kmime_22.12.3.orig.tar.xz":                   "accepted",
		"openpgp/less/less_590.orig.tar.gz":                         "unaccepted-weakness",
		"openpgp/libassuan/libassuan_2.5.5.orig.tar.bz2":            "accepted",
		"openpgp/libopenaptx/libopenaptx_0.2.0.orig.tar.gz":         "unaccepted-weakness",
		"openpgp/minissdpd/minissdpd_1.6.0.orig.tar.gz":             "no draft",
		"openpgp/pv/pv_1.6.20.orig.tar.bz2":                         "unaccepted-weakness",
		"openpgp/userinfo/userinfo_2.5.orig.tar.bz2":                "unaccepted-weakness",
		"sigstore/github/reusable-workflow-artifact":                "accepted",
		"sigstore/npm/sigstore-1.3.0.tgz":                           "accepted",
		"sigstore/npm/sigstore-2.0.0.tgz":                           "accepted",
		"sigstore/pypi/pypi_attestation_models-0.0.4a2.tar.gz":      "accepted",
		"sigstore/pypi/rfc8785-0.1.2-py3-none-any.whl":              "unknown-ca",
	}
	for name, want := range releases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := releaseOf(t, name)
			if !r.make(t) {
				if want != "no draft" {
					t.Error(r.complaints)
				}
				return
			}
			got := r.report.Verdict.Reason
			if r.report.Verdict.Accepted {
				got = "accepted"
			}
			if got != want {
				t.Errorf("%s, want %s\n%s", got, want, r.draft)
			}
		})
	}
}

// releaseOf copies a release of the corpus, whose folder nothing is written to.
func releaseOf(t *testing.T, name string) *drafted {
	t.Helper()
	from, artifact := filepath.Split(filepath.Join(corpus(), filepath.FromSlash(name)))
	r := &drafted{folder: t.TempDir(), artifact: artifact, now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		to := strings.Replace(entry.Name(), "reusable-workflow-attestation", "reusable-workflow-artifact", 1)
		if err := os.WriteFile(filepath.Join(r.folder, to), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if to == "signing-key.asc" {
			r.keyrings = append(r.keyrings, to)
		}
	}
	return r
}

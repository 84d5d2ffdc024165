package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

// TestWriteNew: a file that came since the last look is not replaced either, with and
// without links.
func TestWriteNew(t *testing.T) {
	for name, write := range map[string]func(string, []byte) error{"linked": writeNew, "exclusive": writeExclusively} {
		file := filepath.Join(t.TempDir(), "p.toml")
		if err := write(file, []byte("first")); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err := write(file, []byte("second"))
		var usage usageError
		if err == nil || name == "linked" && !errors.As(err, &usage) {
			t.Errorf("%s: %v", name, err)
		}
		if data, err := os.ReadFile(file); err != nil || string(data) != "first" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 1 {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
}

// TestInitFirm: where a side has sound evidence, other evidence there names nobody:
// neither whom it claims to be by, nor a class that nothing showed.
func TestInitFirm(t *testing.T) {
	const key, other = "0123456789ABCDEF0123456789ABCDEF01234567", "FEDCBA9876543210FEDCBA9876543210FEDCBA98"
	ev := &evidence{subject: policy.Subject{Name: "hello-1.0.tar.gz"}, findings: []policy.Finding{
		{File: "a", Side: policy.SideKey, Form: "OpenPGP v4 signature", Over: policy.RoleArtifact, Status: policy.StatusSound, Key: &policy.Key{Kind: "openpgp", Fingerprint: key}},
		{File: "b", Side: policy.SideKey, Form: "OpenPGP v4 signature", Over: policy.RoleArtifact, Reason: policy.ReasonUnknownKey, Claimed: policy.Claimed{Issuers: []string{other}}},
	}}
	d, err := newDraft("", ev, &draftFolder{})
	if err != nil {
		t.Fatal(err)
	}
	text := d.toml()
	if !strings.Contains(text, key) || strings.Contains(text, `["`+other) || !strings.Contains(text, "LEFT OUT: b: ") {
		t.Error(text)
	}
}

// TestInitOwnBuilder: a reusable workflow of the repository itself is called at the ref
// of the release, which the next release has another of; that of another repository is
// not.
func TestInitOwnBuilder(t *testing.T) {
	const repo, ref = "https://github.com/example/hello", "refs/tags/v1.0"
	for signer, want := range map[string]string{
		repo:                               `ref = "refs/tags/v{version}" }`,
		"https://github.com/example/build": `ref = "refs/tags/v1.0" }`,
	} {
		san := signer + "/.github/workflows/build.yml@" + ref
		ev := &evidence{subject: policy.Subject{Name: "hello-1.0.tar.gz"}, findings: []policy.Finding{{
			File: "a", Side: policy.SideSigstore, Form: "Sigstore bundle v0.3", Over: policy.RoleArtifact, Status: policy.StatusSound, Root: policy.PublicGood,
			Certificate: &policy.Certificate{
				SAN: san, SANKind: "uri", Issuer: issuerActions, BuildSignerURI: san, BuildTrigger: "push",
				SourceRepository: repo, SourceRef: ref, BuildConfigURI: repo + "/.github/workflows/release.yml@" + ref,
			},
		}}}
		d, err := newDraft("", ev, &draftFolder{})
		if err != nil {
			t.Fatal(err)
		}
		text := d.toml()
		if !strings.Contains(text, want) || strings.Contains(text, "isolated") != (signer != repo) {
			t.Errorf("without %s:\n%s", want, text)
		}
		if _, err := policy.Load([]byte(text), "p.toml"); err != nil {
			t.Error(err)
		}
	}
}

func TestWithVersion(t *testing.T) {
	for _, c := range [][3]string{
		{"refs/tags/v1.2.0", "1.2.0", "refs/tags/v{version}"},
		{"refs/tags/release_1_2_0", "1.2.0", "refs/tags/release_{version:_}"},
		{"refs/tags/v1.1.1", "1", "refs/tags/v1.1.1"},
		{"refs/tags/v11.2", "1.2", "refs/tags/v11.2"},
		{"refs/tags/v1.2.1", "1.2", "refs/tags/v1.2.1"},
		{"refs/tags/1.2/1.2", "1.2", "refs/tags/1.2/1.2"},
		{"refs/tags/{version}1.2", "1.2", "refs/tags/{version}1.2"},
		{"refs/heads/main", "", "refs/heads/main"},
	} {
		if got := withVersion(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %s: %s, want %s", c[1], c[0], got, c[2])
		}
	}
}

// TestQuote: whatever a text holds, TOML reads it as one string on one line.
func TestQuote(t *testing.T) {
	for text, want := range map[string]string{"a": `"a"`, "\"\n[x]": `"\u0022\u000a[x]"`, `\`: `"\u005c"`, "é\u202e": `"\u00e9\u202e"`, "\x7f\U000e0041": `"\u007f\U000e0041"`} {
		if got := quote(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

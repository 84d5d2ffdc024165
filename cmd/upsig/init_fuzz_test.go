package main

import (
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

// FuzzDraft drafts from what hostile evidence and file names say. A draft is a policy,
// or refused with an error, and nothing but visible characters is in it.
func FuzzDraft(f *testing.F) {
	const actions = "https://token.actions.githubusercontent.com"
	flow := "https://github.com/o/r/.github/workflows/r.yml@refs/tags/v1.0"
	f.Add("hello-1.0.tar.gz", "", flow, actions, "https://github.com/o/r", "refs/tags/v1.0", flow, "push", typeSLSA1, "hello-1.0.tar.gz", "", byte(4), false)
	f.Add("a.tgz", "a/b", "https://github.com/x/y/.github/workflows/z.yml@"+strings.Repeat("0a", 20), actions, "https://github.com/o/r", "refs/heads/main", flow, "pull_request_target", typePublish, "b-1.tgz", "", byte(4), false)
	f.Add("hello_1.0.orig.tar.xz", "\"\n[pgp]", "jane@example.org", "https://accounts.google.com", "", "", "", "", typePlain, "", "", byte(4), true)
	f.Add("x-1.whl", "", "robot@p.iam.gserviceaccount.com", "https://accounts.google.com", "", "", "", "", typePublish, "x-1.whl", "", byte(4), false)
	f.Add("x-1.tgz", "", sealer, "", "", "", "", "", typeSeal02, "x-1.tgz", "pkg:github/o/r@v1%0a", byte(4), false)
	f.Add("x-1.tgz", "", "name\x1b[2J", "", "1.0\u202e", "", "", "", typeNPM, "pkg:npm/x@1", "", byte(4), false)
	f.Add("x-1.tgz", "", strings.Repeat("0A", 20), "", "", "", "", "\u2028", "OpenPGP v4 signature", "comment\x00", "", byte(0), true)
	f.Add("x-1.tgz", "", "0123456789ABCDEF", "file\n", "", "", "", "", "minisign signature, legacy", "", "", byte(2), true)
	f.Fuzz(func(t *testing.T, file, pkg, san, issuer, repository, ref, config, trigger, what, subject, uri string, status byte, key bool) {
		c := &policy.Certificate{SAN: san, Issuer: issuer, SourceRepository: repository, SourceRef: ref, BuildConfigURI: config, BuildTrigger: trigger,
			BuildSignerURI: san, BuildSignerDigest: ref, SANKind: "uri"}
		if strings.Contains(san, "@") && !strings.Contains(san, "/") {
			c.SANKind = "email"
		}
		one := policy.Finding{File: "/d/" + file + ".x", Index: 1, Side: policy.SideSigstore, Form: what, Over: policy.RoleArtifact, Status: policy.Status(status % 5), Root: policy.PublicGood}
		if one.Status != policy.StatusSound {
			one.Reason, one.Detail = policy.ReasonUnknownKey, trigger
			one.Claimed = policy.Claimed{Issuers: []string{san, issuer}, Certificate: c}
		}
		if what != typePlain {
			one.Statement = &policy.Statement{PredicateType: what, Subjects: 1, Matching: []policy.StatementSubject{{Name: subject}},
				Package: &policy.Package{Name: san, Version: repository}}
			if uri != "" {
				one.Statement.URIs = []string{uri}
			}
		}
		carried := map[string]string{}
		switch {
		case key:
			one.Side, one.Statement = policy.SideKey, nil
			if one.Status == policy.StatusSound {
				one.Key = &policy.Key{Kind: "openpgp", Fingerprint: strings.ToUpper(san), Namespace: issuer}
				if san != strings.ToUpper(san) {
					one.Key.Kind, carried[one.Key.Fingerprint] = "ssh", san
				}
			}
		case what == typeNPM && one.Status == policy.StatusSound:
			one.Key = &policy.Key{Kind: "npm", Fingerprint: "sha256:00", Certificate: policy.EmbeddedKeys}
		case one.Status == policy.StatusSound:
			one.Certificate = c
		}
		again := one
		again.Index, again.Side = 2, policy.SideSigstore
		ev := &evidence{
			subject: policy.Subject{Name: file, Size: 1, Digests: []string{"sha256:" + strings.Repeat("00", 32)}}, carried: carried,
			findings: []policy.Finding{one, again}, sources: map[string]string{strings.ToUpper(san): "/d/" + subject},
		}
		checkDraft(t, pkg, ev)
	})
}

func checkDraft(t *testing.T, pkg string, ev *evidence) {
	t.Helper()
	d, err := newDraft(pkg, ev, &draftFolder{folder: "/d"})
	if err != nil || !d.names() {
		return
	}
	if _, err := d.settle(ev, time.Unix(1800000000, 0)); err != nil {
		t.Fatal(err)
	}
	text, err := d.finished("p.toml")
	if err != nil {
		if text != "" {
			t.Errorf("an error and a text: %v", err)
		}
		return
	}
	checkVisible(t, text)
	if _, err := policy.Load([]byte(text), "p.toml"); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// FuzzSplitName: name, version and the rest are the file's name again, and the version
// is one.
func FuzzSplitName(f *testing.F) {
	for _, name := range []string{"hello-1.2.0.tar.gz", "gzip_1.12.orig.tar.xz", "a-v1.tgz", "x-1.0-py3-none-any.whl", "-", "1", "a-{version}-1.tar", "README", "a_1~rc1+b-2.zip"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, file string) {
		name, version, pattern := splitName(file)
		if version == "" {
			if pattern != file || !strings.HasPrefix(file, name) {
				t.Fatalf("%q: name %q, pattern %q", file, name, pattern)
			}
			return
		}
		if !policy.ValidVersion(version) || !strings.HasPrefix(file, name) || strings.Count(pattern, "{version}") != strings.Count(file, "{version}")+1 {
			t.Fatalf("%q: name %q, version %q, pattern %q", file, name, version, pattern)
		}
		if before, after, _ := strings.Cut(pattern, "{version}"); !strings.Contains(file, "{version}") && before+version+after != file {
			t.Fatalf("%q: version %q, pattern %q", file, version, pattern)
		}
	})
}

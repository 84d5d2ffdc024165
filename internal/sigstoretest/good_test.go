package sigstoretest_test

import (
	"bytes"
	"crypto"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
)

var (
	workflow = st.GitHubWorkflow{Repository: "example/example"}
	jane     = st.Email{Address: "jane@example.org"}
	subject  = st.SHA256("example-1.0.0.tar.gz", artifact)
)

// goodRequests are requests whose bundles must verify.
func goodRequests() map[string]st.Request {
	return map[string]st.Request{
		"message":            {Identity: workflow, Artifact: artifact},
		"email":              {Identity: jane, Artifact: artifact},
		"gitlab":             {Identity: st.GitLabPipeline{}, Artifact: artifact},
		"other name":         {Identity: st.Claims{OtherName: "jane!example", Extensions: map[int]string{8: "https://example.org"}}, Artifact: artifact},
		"v0.1":               {Identity: jane, Artifact: artifact, Version: "0.1"},
		"v0.2":               {Identity: jane, Artifact: artifact, Version: "0.2"},
		"P-384":              {Identity: jane, Artifact: artifact, Algorithm: st.P384},
		"P-384 with SHA-256": {Identity: jane, Artifact: artifact, Algorithm: st.P384, Hash: crypto.SHA256, Version: "0.1"},
		"Ed25519":            {Identity: jane, Artifact: artifact, Algorithm: st.Ed25519},
		"RSA":                {Identity: jane, Artifact: artifact, Algorithm: st.RSA2048},
		"timestamp too":      {Identity: jane, Artifact: artifact, Timestamp: true},
		"tiled log":          {Identity: jane, Artifact: artifact, Log: st.LogV2},
		"tiled log, P-384":   {Identity: jane, Artifact: artifact, Log: st.LogV2, Algorithm: st.P384},

		"provenance":            {Identity: workflow, Statement: st.Provenance(workflow, subject)},
		"provenance v0.2":       {Identity: workflow, Statement: st.ProvenanceV02(workflow, subject), Version: "0.1", Log: st.LogIntoto},
		"provenance P-384":      {Identity: workflow, Statement: st.Provenance(workflow, subject), Algorithm: st.P384},
		"provenance Ed25519":    {Identity: workflow, Statement: st.Provenance(workflow, subject), Algorithm: st.Ed25519},
		"provenance RSA":        {Identity: workflow, Statement: st.Provenance(workflow, subject), Algorithm: st.RSA2048},
		"provenance, tiled log": {Identity: workflow, Statement: st.Provenance(workflow, subject), Log: st.LogV2},
		"publish":               {Identity: workflow, Statement: st.Publish(subject)},
		"several subjects":      {Identity: workflow, Statement: st.Provenance(workflow, st.SHA256("other", nil), subject)},
	}
}

func TestGoodBundlesVerify(t *testing.T) {
	in := st.New("good", now)
	for name, r := range goodRequests() {
		t.Run(name, func(t *testing.T) {
			b := in.Sign(r)
			for _, file := range [][]byte{b.JSON(), b.Compact()} {
				if err := check(in, file, artifact); err != nil {
					t.Fatalf("%v\n%s", err, file)
				}
			}
			if err := check(in, b.JSON(), []byte("other")); err == nil {
				t.Error("verifies for another artifact")
			}
		})
	}
}

func TestManagedKeys(t *testing.T) {
	in := st.New("good", now)
	pkg := st.SHA512("pkg:npm/example@1.0.0", artifact)
	for name, r := range map[string]st.Request{
		"message":   {Key: in.Key("release", st.P256), Artifact: artifact},
		"tiled log": {Key: in.Key("release", st.P256), Artifact: artifact, Log: st.LogV2},
		"npm":       {Key: in.Key("npm", st.P256), Statement: st.NPM("example", "1.0.0", pkg), Version: "0.2"},
	} {
		b := in.Sign(r)
		if err := check(in, b.JSON(), artifact, r.Key); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := check(in, b.JSON(), artifact, in.Key("another", st.P256)); err == nil {
			t.Errorf("%s: verifies under another key", name)
		}
	}
}

func TestGitHub(t *testing.T) {
	in := st.NewGitHub("forge", now)
	release := st.Release("example/example", "v1.0.0", "c0ffee", subject)
	for name, r := range map[string]st.Request{
		"provenance": {Identity: workflow, Statement: st.Provenance(workflow, subject)},
		"release":    {Identity: st.GitHubRelease(), Statement: release},
	} {
		b := in.Sign(r)
		if len(b.Entries) > 0 {
			t.Errorf("%s: logged", name)
		}
		if err := check(in, b.JSON(), artifact); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDeterministic(t *testing.T) {
	one, two := st.New("good", now), st.New("good", now)
	if !bytes.Equal(one.TrustedRootJSON(), two.TrustedRootJSON()) {
		t.Error("trusted roots differ")
	}
	for name, r := range goodRequests() {
		r.Timestamp = true
		if !bytes.Equal(one.Sign(r).JSON(), two.Sign(r).JSON()) {
			t.Errorf("%s: bundles differ", name)
		}
	}
	if bytes.Equal(one.TrustedRootJSON(), one.Impostor().TrustedRootJSON()) {
		t.Error("the impostor has the same keys")
	}
}

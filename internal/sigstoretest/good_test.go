package sigstoretest_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	st "github.com/upsig/upsig/internal/sigstoretest"
)

var (
	workflow = st.GitHubWorkflow{Repository: "example/example"}
	subject  = st.SHA256("example-1.0.0.tar.gz", artifact)
)

func TestGenuineBundles(t *testing.T) {
	in := st.New("good", now)
	for _, v := range in.Genuine("example-1.0.0.tar.gz", artifact) {
		t.Run(v.Name, func(t *testing.T) {
			var keys, others []*st.Key
			if v.Key != nil {
				keys, others = []*st.Key{v.Key}, []*st.Key{in.Key("another", st.P256)}
			}
			err := check(in, v.Data, artifact, keys...)
			if v.SigstoreGo == "" && err != nil {
				t.Fatalf("%v\n%s", err, v.Data)
			}
			if v.SigstoreGo != "" && (err == nil || !containsAny(err.Error(), v.SigstoreGo)) {
				t.Errorf("error %v, want %q", err, v.SigstoreGo)
			}
			if check(in, v.Data, []byte("other"), keys...) == nil {
				t.Error("verifies for another artifact")
			}
			if others != nil && check(in, v.Data, artifact, others...) == nil {
				t.Error("verifies under another key")
			}
			if check(in.Impostor(), v.Data, artifact, keys...) == nil {
				t.Error("verifies under the impostor's root")
			}
		})
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

// Fixtures are made anew and compared, so everything must come out the same.
func TestDeterministic(t *testing.T) {
	one, two := st.New("good", now), st.New("good", now)
	if !bytes.Equal(one.TrustedRootJSON(), two.TrustedRootJSON()) {
		t.Error("trusted roots differ")
	}
	if diff := cmp.Diff(files(one), files(two)); diff != "" {
		t.Error(diff)
	}
	if bytes.Equal(one.TrustedRootJSON(), one.Impostor().TrustedRootJSON()) {
		t.Error("the impostor has the same keys")
	}
}

func files(in *st.Instance) map[string]string {
	const name = "example-1.0.0.tar.gz"
	all := map[string]string{}
	for _, v := range append(in.Genuine(name, artifact), in.Hostile(name, artifact)...) {
		all["bundle "+v.Name] = string(v.Data)
	}
	for _, c := range in.Containers(name, artifact) {
		all["container "+c.Name] = string(c.Data)
	}
	return all
}

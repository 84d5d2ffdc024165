package sigstore_test

import (
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// TestNeeds: inspect says of every kind of bundle what it would take to verify it.
func TestNeeds(t *testing.T) {
	in, forge := st.New("test", hostileNow), st.NewGitHub("forge", hostileNow)
	jane := st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact}
	w := st.GitHubWorkflow{Repository: "example/example"}
	built := st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact))}
	both := jane
	both.Timestamp = true
	const ca, log, tsa = "a trusted root that knows the certificate authority ", "a trusted root that knows one of the logs",
		"a trusted root that knows one of the timestamp authorities"
	const file = "the artifact, or its sha256 digest"
	for name, c := range map[string]struct {
		bundle *st.Bundle
		want   []string
	}{
		"person":    {in.Sign(jane), []string{ca, log, file, `a policy that names "jane@example.org", confirmed by "https://`}},
		"workflow":  {in.Sign(built), []string{ca, log, file, `a policy that names "https://github.com/example/example/.github/workflows/`}},
		"timestamp": {in.Sign(both), []string{ca, log, tsa, file, "a policy"}},
		"no log":    {forge.Sign(built), []string{ca, tsa, "a trusted root without logs, such as GitHub's", file, "a policy"}},
		"no time":   {in.Sign(jane).Edit(func(b *st.Bundle) { b.Entries = nil }), []string{ca, "a log entry or a timestamp, as it carries neither", file, "a policy"}},
		"key alone": {in.Sign(st.Request{Key: in.Key("k", st.P256), Artifact: hostileArtifact}).Edit(func(b *st.Bundle) { b.Entries = nil }), []string{"the public key that the hint names", `a log entry or a timestamp, as it carries neither, or a signer with root = "none"`, file, "a policy"}},
		"key":       {in.Sign(st.Request{Key: in.Key("k", st.P256), Artifact: hostileArtifact}), []string{"the public key that the hint names", log, file, "a policy that names the key"}},
	} {
		piece := sigstore.Inspect(c.bundle.JSON()).Pieces[0]
		ok := len(piece.Needs) == len(c.want)
		for i := 0; ok && i < len(c.want); i++ {
			ok = strings.HasPrefix(piece.Needs[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s: needs\n  %s\nwant\n  %s", name, strings.Join(piece.Needs, "\n  "), strings.Join(c.want, "\n  "))
		}
	}
}

// TestRecognisedJSON: what is no evidence is told by what it is.
func TestRecognisedJSON(t *testing.T) {
	for data, want := range map[string]string{
		string(st.New("test", hostileNow).TrustedRootJSON()):                         "give it with --trusted-root",
		`{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}`:       "a signing configuration",
		`{"keys":[{"keyId":"SHA256:x","keyUsage":"npm:signatures","publicKey":{}}]}`: "a signer of kind npm names the file",
		`{"keys":[{"kid":"x"}]}`:                          "but no form",
		`{"_id":"left-pad","dist-tags":{}}`:               "/-/npm/v1/attestations/",
		`{"name":"left-pad","version":"1.0.0","dist":{}}`: "/-/npm/v1/attestations/",
		`{"meta":{},"files":[]}`:                          "/integrity/",
		`{"info":{},"urls":[]}`:                           "/integrity/",
		`{"message":"Not Found","documentation_url":"x"}`: `an error of GitHub's API: "Not Found"`,
		`{"b":1,"a":2}`:                                   `JSON with the members "a", "b", but no form`,
		`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}`:     `"f" and 1 more, but`,
		`[1]`: "neither an object with members",
		`{}`:  "neither an object with members",
		`{"` + strings.Repeat("x", 1000) + `":1}`: "…",
	} {
		f := findings(t, hostileJob{}.collector(t), nil, digests{}, policy.File{Data: []byte(data)})[0]
		wantStatus(t, f, policy.StatusUnusable, policy.ReasonUnrecognisedEvidence)
		if !strings.Contains(f.Detail, want) || len(f.Detail) > 500 {
			t.Errorf("%.60s: %s", data, f.Detail)
		}
	}
}

// TestInspectLarge: what is too large is told as that, whatever it would be.
func TestInspectLarge(t *testing.T) {
	data := []byte(`{"a":"` + strings.Repeat("x", limits.EvidenceFile) + `"}`)
	if in := sigstore.Inspect(data); in.Reason != policy.ReasonTooLarge || len(in.Pieces) != 0 {
		t.Errorf("%+v", in)
	}
}

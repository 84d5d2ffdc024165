package policy

import (
	"slices"
	"testing"
)

func TestClaims(t *testing.T) {
	c := Certificate{
		SAN: "https://github.com/o/r/.github/workflows/w.yml@refs/tags/v1", SourceRepository: "https://github.com/o/r",
		SourceRef: "refs/tags/v1", SourceDigest: "abc", RunInvocationURI: "https://github.com/o/r/actions/runs/1/attempts/1",
		BuildConfigURI: "https://github.com/o/r/.github/workflows/w.yml@refs/tags/v1", RunnerEnvironment: "github-hosted",
	}
	honest := Provenance{
		BuilderID: c.SAN, BuildType: "t", SourceURI: c.SourceRepository, SourceRef: c.SourceRef, Commit: c.SourceDigest,
		EntryPoint: ".github/workflows/w.yml", InvocationID: c.RunInvocationURI, Parameters: []string{"a=1", "b=2"},
	}
	for _, claim := range claims(&honest, &c) {
		if own := claim.About == "parameter" || claim.About == "build-type"; claim.Backed == own {
			t.Errorf("%+v", claim)
		}
	}
	for _, claim := range claims(&honest, nil) {
		if claim.Backed {
			t.Errorf("backed by no certificate: %+v", claim)
		}
	}
	for _, claim := range claims(&honest, &Certificate{}) {
		if claim.Backed {
			t.Errorf("backed by an empty certificate: %+v", claim)
		}
	}
	if got := claims(&Provenance{SourceURI: ".git"}, &Certificate{}); len(got) != 1 || got[0].Backed {
		t.Errorf("an ending of a repository that no certificate names: %+v", got)
	}
	runner := Provenance{BuilderID: "https://github.com/actions/runner/github-hosted"}
	if got := claims(&runner, &c); !slices.Equal(got, []ClaimReport{{"builder", runner.BuilderID, true}}) {
		t.Errorf("the runner: %+v", got)
	}
	lie := Provenance{
		BuilderID: c.SAN + "x", SourceURI: c.SourceRepository + "-evil", SourceRef: "refs/tags/v2", Commit: "abd",
		EntryPoint: ".github/workflows/x.yml", InvocationID: "1",
	}
	if got := claims(&lie, &c); len(got) != 6 || slices.ContainsFunc(got, func(x ClaimReport) bool { return x.Backed }) {
		t.Errorf("lies: %+v", got)
	}
	if claims(nil, &c) != nil {
		t.Error("claims without provenance")
	}
}

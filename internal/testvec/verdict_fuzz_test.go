package testvec_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
)

// judged is a vector that is ready to be judged again and again, in memory.
type judged struct {
	testvec.Vector
	policy     *policy.Policy
	collectors []policy.Collector
	evidence   []policy.File
	verdict    policy.Verdict
}

// judge judges these bytes by the vector's policy, with its evidence and more.
func (j judged) judge(tb testing.TB, artifact []byte, more ...policy.File) *policy.Report {
	tb.Helper()
	a := policy.StreamArtifact(bytes.NewReader(artifact))
	a.Name, a.Version = j.Artifact, j.Version
	r, err := policy.Verify(tb.Context(), j.policy, policy.Request{Artifact: a, Evidence: slices.Concat(j.evidence, more), Now: j.At}, j.collectors...)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// judgedVectors are the vectors of evidence about the artifact's own bytes, which
// are there, as their verdict is without keyrings elsewhere and checksum lists.
func judgedVectors(f *testing.F) []judged {
	f.Helper()
	var all []judged
	for _, v := range load(f) {
		p, err := v.Policy()
		if err != nil {
			f.Fatal(err)
		}
		expect, reason := p.Expect(policy.Subject{Name: v.Artifact, Version: v.Version})
		if v.Digest != "" || reason != "" || expect.Via != "" || expect.Covers == policy.CoversUncompressed || strings.HasPrefix(v.Name, "content-") || v.Pad != "" {
			continue
		}
		j := judged{Vector: v, policy: p, collectors: []policy.Collector{certificates(v, p), identities(f, v, p), rawkeys.Collector{}}}
		names := expect.Evidence
		if names == nil {
			names = v.EvidenceNames(expect.UpstreamName)
		}
		for _, name := range names {
			if data, ok := v.Files[name]; ok {
				j.evidence = append(j.evidence, policy.File{Path: name, Data: data})
			}
		}
		j.verdict = j.judge(f, v.Files[v.Artifact]).Verdict
		all = append(all, j)
	}
	return all
}

func certificates(v testvec.Vector, p *policy.Policy) *pgp.Collector {
	var certs []*pgp.Certificate
	var problems []pgp.Problem
	for _, s := range p.OpenPGPSigners {
		found, wrong := pgp.ReadCertificates(v.Files[s.Keyring], s.Keyring)
		certs, problems = append(certs, found...), append(problems, wrong...)
	}
	return pgp.New(certs, problems)
}

func identities(f *testing.F, v testvec.Vector, p *policy.Policy) *sigstore.Collector {
	f.Helper()
	var roots []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		if data, ok := v.Files[name]; ok {
			r, err := sigstore.ParseTrustedRoot(name, data)
			if err != nil {
				f.Fatal(err)
			}
			roots = append(roots, r)
		}
	}
	keys, err := sigstore.NPMKeys(p, func(name string) ([]byte, error) { return v.Files[name], nil })
	if err != nil {
		f.Fatal(err)
	}
	c, err := sigstore.New(roots, keys...)
	if err != nil {
		f.Fatal(err)
	}
	return c
}

// FuzzChangedArtifact: what is accepted is accepted for its own bytes alone. Left
// out are signatures over a text, whose line ends may change.
func FuzzChangedArtifact(f *testing.F) {
	all := slices.DeleteFunc(judgedVectors(f), func(j judged) bool {
		return !j.verdict.Accepted || slices.Contains(j.Weaknesses, string(policy.WeaknessTextMode))
	})
	if len(all) < 100 {
		f.Fatalf("only %d vectors", len(all))
	}
	for i, j := range all {
		data := j.Files[j.Artifact]
		if i%8 == 0 && len(data) < 4<<10 {
			f.Add(uint16(i), data)
			f.Add(uint16(i), append(slices.Clone(data), '\n'))
			f.Add(uint16(i), bytes.TrimSuffix(data, []byte("\n")))
			f.Add(uint16(i), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
		}
	}
	f.Fuzz(func(t *testing.T, n uint16, data []byte) {
		j := all[int(n)%len(all)]
		if got := j.judge(t, data).Verdict; got.Accepted != bytes.Equal(data, j.Files[j.Artifact]) {
			t.Fatalf("%s: %+v for %q", j.Name, got, data)
		}
	})
}

// FuzzAddedEvidence: a file of evidence that does not count for anything makes no
// verdict better: none is accepted that was not, none reaches a higher class, and
// no alarm is silenced.
func FuzzAddedEvidence(f *testing.F) {
	all := judgedVectors(f)
	if len(all) < 300 {
		f.Fatalf("only %d vectors", len(all))
	}
	for i := range all {
		if other := all[(i*7+1)%len(all)]; i%8 == 0 && len(other.evidence) > 0 && len(other.evidence[0].Data) < 16<<10 {
			f.Add(uint16(i), other.evidence[0].Data)
		}
	}
	f.Fuzz(func(t *testing.T, n uint16, data []byte) {
		const added = "added"
		j := all[int(n)%len(all)]
		r := j.judge(t, j.Files[j.Artifact], policy.File{Path: added, Data: data})
		mentioned := false
		for _, e := range r.Evidence {
			if e.File != added {
				continue
			}
			if mentioned = true; e.Outcome == policy.OutcomeVerified {
				return
			}
		}
		before, after := j.verdict, r.Verdict
		if !mentioned || after.Accepted && !before.Accepted || after.Class > before.Class || before.Alarm && !after.Alarm {
			t.Fatalf("%s: %+v became %+v; the file is mentioned: %t", j.Name, before, after, mentioned)
		}
	})
}

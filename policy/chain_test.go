package policy_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

const (
	listBytes = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
	tarBytes  = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
)

func withList(p *policy.Policy) { p.Artifacts[0].Via = "SHA256SUMS" }

// goodLink ties the list to the artifact.
func goodLink(change ...func(*policy.Link)) policy.Link {
	l := policy.Link{List: "dir/SHA256SUMS", Via: "SHA256SUMS", Bytes: listBytes, Names: "b-1.2.tar.gz", Gives: []string{"sha256:aa"}, Holds: true}
	for _, f := range change {
		f(&l)
	}
	return l
}

func overList(change ...func(*policy.Finding)) policy.Finding {
	return signed(janeKey, append([]func(*policy.Finding){func(f *policy.Finding) {
		f.File, f.Over, f.List, f.Bytes = "dir/SHA256SUMS.asc", policy.RoleList, "dir/SHA256SUMS", listBytes
	}}, change...)...)
}

func overContent(f *policy.Finding) { f.Over, f.Bytes = policy.RoleContent, tarBytes }

func assess(p *policy.Policy, s policy.Subject, f ...policy.Finding) verdict {
	r := p.Assess(s, f, today)
	return verdict{r.Verdict.Class, r.Verdict.Reason, r.Verdict.Alarm}
}

// Every part of the chain must hold: the evidence covers these very bytes, they
// are the list that the policy names, and it gives the artifact's digests.
func TestListChain(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withList)
	for name, test := range map[string]struct {
		policy  *policy.Policy
		link    policy.Link
		finding policy.Finding
		want    verdict
	}{
		"holds":             {p, goodLink(), overList(), yes(policy.ClassAuthorKey)},
		"no link":           {p, policy.Link{}, overList(), no(policy.ReasonOtherArtifact)},
		"zero link's bytes": {p, policy.Link{}, overList(func(f *policy.Finding) { f.Bytes, f.List = "", "" }), no(policy.ReasonOtherArtifact)},
		"other bytes":       {p, goodLink(), overList(func(f *policy.Finding) { f.Bytes = tarBytes }), no(policy.ReasonOtherArtifact)},
		"other file":        {p, goodLink(), overList(func(f *policy.Finding) { f.List = "dir/OTHER" }), no(policy.ReasonOtherArtifact)},
		"not named":         {base(policy.RequirePGP, withJane), goodLink(), overList(), no(policy.ReasonListUndeclared)},
		"another list":      {p, goodLink(func(l *policy.Link) { l.Via = "OTHER" }), overList(), no(policy.ReasonListUndeclared)},
		"does not hold":     {p, goodLink(func(l *policy.Link) { l.Holds = false }), overList(), no(policy.ReasonMalformedList)},
		"gives nothing":     {p, goodLink(func(l *policy.Link) { l.Gives = nil }), overList(), no(policy.ReasonMalformedList)},
		"holds, but":        {p, goodLink(func(l *policy.Link) { l.Reason = policy.ReasonWeakList }), overList(), no(policy.ReasonWeakList)},
		"not listed":        {p, goodLink(func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonNotListed }), overList(), no(policy.ReasonNotListed)},
		"another digest":    {p, goodLink(func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonListMismatch }), overList(), bad(policy.ReasonListMismatch)},
		"another digest by a stranger": {p, goodLink(func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonListMismatch }),
			overList(func(f *policy.Finding) { f.Key = &policy.Key{Kind: "openpgp", Fingerprint: strings.Repeat("F", 40)} }), no(policy.ReasonListMismatch)},
	} {
		s := artifact
		s.Links = []policy.Link{test.link}
		if got := assess(test.policy, s, test.finding); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// A signed list that gives another digest is not saved by other evidence.
func TestListMismatchIsNoRescue(t *testing.T) {
	s := artifact
	s.Links = []policy.Link{goodLink(func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonListMismatch })}
	p := base(policy.RequireAny, withJane, withGitHub, withList, lowest(policy.ClassCIWorkflow))
	if got := assess(p, s, built(), overList()); got != bad(policy.ReasonListMismatch) {
		t.Errorf("%+v", got)
	}
}

func TestContentChain(t *testing.T) {
	content := func(change ...func(*policy.Content)) *policy.Content {
		c := &policy.Content{Form: "gz", Size: 3, Digests: []string{tarBytes}}
		for _, f := range change {
			f(c)
		}
		return c
	}
	covers := func(c policy.Covers) *policy.Policy {
		return base(policy.RequirePGP, withJane, func(p *policy.Policy) { p.Artifacts[0].Covers = c })
	}
	over := signed(janeKey, overContent)
	broken := content(func(c *policy.Content) { c.Reason = policy.ReasonBomb })
	for name, test := range map[string]struct {
		covers  policy.Covers
		content *policy.Content
		finding policy.Finding
		want    verdict
	}{
		"by name":                     {policy.CoversByName, content(), over, yes(policy.ClassAuthorKey)},
		"auto":                        {policy.CoversAuto, content(), over, yes(policy.ClassAuthorKey)},
		"uncompressed":                {policy.CoversUncompressed, content(), over, yes(policy.ClassAuthorKey)},
		"file":                        {policy.CoversFile, content(), over, no(policy.ReasonOtherArtifact)},
		"no content":                  {policy.CoversAuto, nil, over, no(policy.ReasonOtherArtifact)},
		"other content":               {policy.CoversAuto, content(func(c *policy.Content) { c.Digests = []string{listBytes} }), over, no(policy.ReasonOtherArtifact)},
		"no digest":                   {policy.CoversAuto, content(func(c *policy.Content) { c.Digests = []string{""} }), signed(janeKey, overContent, func(f *policy.Finding) { f.Bytes = "" }), no(policy.ReasonOtherArtifact)},
		"broken":                      {policy.CoversAuto, broken, over, no(policy.ReasonOtherArtifact)},
		"another form":                {policy.CoversAuto, content(func(c *policy.Content) { c.Form = "zst" }), over, bad(policy.ReasonContent)},
		"another form, uncompressed":  {policy.CoversUncompressed, content(func(c *policy.Content) { c.Form = "zst" }), over, bad(policy.ReasonContent)},
		"file for uncompressed":       {policy.CoversUncompressed, content(), signed(janeKey), no(policy.ReasonOtherArtifact)},
		"file for uncompressed, bomb": {policy.CoversUncompressed, broken, signed(janeKey), bad(policy.ReasonBomb)},
		"plain file for uncompressed": {policy.CoversUncompressed, nil, signed(janeKey), yes(policy.ClassAuthorKey)},
	} {
		s := artifact
		s.Content = test.content
		if got := assess(covers(test.covers), s, test.finding); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	// Of what a file holds a digest says nothing, not even that it is compressed.
	s := artifact
	s.Size = -1
	if got, want := assess(covers(policy.CoversUncompressed), s, signed(janeKey)), no(policy.ReasonOtherArtifact); got != want {
		t.Errorf("a digest for uncompressed: %+v, want %+v", got, want)
	}
}

// Whoever goes by a name that says nothing of compression reads the file, not what
// it holds: the same bytes can be a gzip file and a ZIP archive.
func TestContentOfUncompressedName(t *testing.T) {
	for covers, want := range map[policy.Covers]verdict{
		policy.CoversByName:       no(policy.ReasonOtherArtifact),
		policy.CoversAuto:         no(policy.ReasonOtherArtifact),
		policy.CoversUncompressed: yes(policy.ClassAuthorKey),
	} {
		for _, name := range []string{"b-1.2.zip", "b-1.2.tar", "b-1.2.tar.GZ", ".gz", ""} {
			p := base(policy.RequirePGP, withJane)
			p.File, p.Artifacts = "", nil
			p.Default = policy.ArtifactRule{Covers: covers}
			s := policy.Subject{Name: name, Size: 3, Digests: []string{"sha256:00"}, Content: &policy.Content{Form: "gz", Digests: []string{tarBytes}}}
			if got := assess(p, s, signed(janeKey, overContent)); got != want {
				t.Errorf("%q, covers %q: %+v, want %+v", name, covers, got, want)
			}
		}
	}
	// Upstream's name does not help: nobody here goes by it.
	p := base(policy.RequirePGP, withJane, func(p *policy.Policy) {
		p.Artifacts[0].Name, p.Artifacts[0].UpstreamName = "b-{version}.zip", "b-{version}.tar.gz"
	})
	s := policy.Subject{Name: "b-1.2.zip", Size: 3, Digests: []string{"sha256:00"}, Content: &policy.Content{Form: "gz", Digests: []string{tarBytes}}}
	if got := assess(p, s, signed(janeKey, overContent)); got != no(policy.ReasonOtherArtifact) {
		t.Errorf("upstream's name: %+v", got)
	}
}

// wavering finds something else in each look.
type wavering struct {
	collector
	looks int
}

func (w *wavering) Prepare(context.Context, policy.Job) (policy.Check, error) { return w, nil }

func (w *wavering) Findings(context.Context, policy.Digests) []policy.Finding {
	w.looks++
	return found{signed(janeKey, func(f *policy.Finding) { f.Index = w.looks })}
}

func TestVerifyWaveringCollector(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withList)
	r := request(strings.NewReader("abc"), text("b.asc", "K"))
	r.Lists = []policy.File{text("SHA256SUMS", "x")}
	if report, err := policy.Verify(t.Context(), p, r, &wavering{collector: collector{prefix: "K"}}); err == nil {
		t.Errorf("%+v", report.Verdict)
	}
}

// perView is sound over what has this digest, and bad over all else.
type perView struct {
	collector
	want string
}

func (c *perView) Prepare(context.Context, policy.Job) (policy.Check, error) { return c, nil }
func (c *perView) Taps() []policy.Tap                                        { return nil }

func (c *perView) Findings(_ context.Context, d policy.Digests) []policy.Finding {
	sum, err := d.Sum(crypto.SHA256)
	if err == nil && hex.EncodeToString(sum) == c.want {
		return found{signed(janeKey, func(f *policy.Finding) { f.File = "SHA256SUMS.asc" })}
	}
	f := forged(janeKey)
	f.File, f.Index = "SHA256SUMS.asc", 1
	return found{f}
}

// Lists given to Verify are parsed, hashed and tied to the artifact.
func TestVerifyList(t *testing.T) {
	sum := func(data string) string { s := sha256.Sum256([]byte(data)); return hex.EncodeToString(s[:]) }
	good := sum("abc") + "  b-1.2.tar.gz\n"
	for name, test := range map[string]struct {
		list, signed string
		want         verdict
	}{
		"holds":           {good, good, yes(policy.ClassAuthorKey)},
		"changed list":    {good, "another list", bad(policy.ReasonBadSignature)},
		"signs the file":  {good, "abc", yes(policy.ClassAuthorKey)},
		"another digest":  {sum("x") + "  b-1.2.tar.gz\n", "", bad(policy.ReasonListMismatch)},
		"another name":    {sum("abc") + "  b-1.1.tar.gz\n", "", no(policy.ReasonNotListed)},
		"BLAKE2b or not":  {fmt.Sprintf("%0128d  b-1.2.tar.gz\n", 0), "", bad(policy.ReasonListMismatch)},
		"not a list":      {"<html>" + sum("abc"), "", no(policy.ReasonMalformedList)},
		"weak":            {strings.Repeat("0", 32) + "  b-1.2.tar.gz\n", "", no(policy.ReasonWeakList)},
		"twice":           {good + sum("x") + "  b-1.2.tar.gz\n", "", no(policy.ReasonAmbiguousList)},
		"larger than any": {strings.Repeat("\n", 5<<20), "", no(policy.ReasonTooLarge)},
	} {
		if test.signed == "" {
			test.signed = test.list
		}
		r := request(strings.NewReader("abc"), text("SHA256SUMS.asc", "K"))
		r.Lists = []policy.File{text("SHA256SUMS", test.list)}
		c := &perView{collector{prefix: "K"}, sum(test.signed)}
		report, err := policy.Verify(t.Context(), base(policy.RequirePGP, withJane, withList), r, c)
		if err != nil {
			t.Fatal(err)
		}
		if name == "larger than any" {
			if report.Verdict.Accepted || report.Evidence[0].Reason != test.want.reason {
				t.Errorf("%s: %+v", name, report.Evidence)
			}
			continue
		}
		if got := (verdict{report.Verdict.Class, report.Verdict.Reason, report.Verdict.Alarm}); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, report.Verdict, test.want)
		}
	}
}

// With a digest alone, a list counts if it gives that kind of digest.
func TestVerifyListDigestOnly(t *testing.T) {
	s256 := sha256.Sum256([]byte("abc"))
	for list, want := range map[string]verdict{
		hex.EncodeToString(s256[:]) + "  b-1.2.tar.gz\n": yes(policy.ClassAuthorKey),
		strings.Repeat("0", 64) + "  b-1.2.tar.gz\n":     bad(policy.ReasonListMismatch),
		strings.Repeat("0", 128) + "  b-1.2.tar.gz\n":    no(policy.ReasonDigestNotCovered),
	} {
		a, _, err := policy.DigestArtifact("sha256:" + hex.EncodeToString(s256[:]))
		if err != nil {
			t.Fatal(err)
		}
		a.Name = artifact.Name
		covered := sha256.Sum256([]byte(list))
		c := &perView{collector{prefix: "K"}, hex.EncodeToString(covered[:])}
		report, err := policy.Verify(t.Context(), base(policy.RequirePGP, withJane, withList), policy.Request{
			Artifact: a, Evidence: []policy.File{text("SHA256SUMS.asc", "K")}, Lists: []policy.File{text("SHA256SUMS", list)}, Now: today,
		}, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := (verdict{report.Verdict.Class, report.Verdict.Reason, report.Verdict.Alarm}); got != want {
			t.Errorf("%.10q: %+v, want %+v", list, report.Verdict, want)
		}
	}
}

// messages carries the list that it signs.
type messages struct {
	collector
	content []byte
	err     error
}

func (m *messages) ReadMessage(context.Context, policy.File, policy.Job) (*policy.Message, error) {
	return &policy.Message{Content: m.content, Findings: found{signed(janeKey, func(f *policy.Finding) { f.File = "SHA256SUMS.asc" })}}, m.err
}

// Strangers can put as many signed texts beside a file as they like, and all evidence is
// looked at for each that is taken for a list.
func TestManyLists(t *testing.T) {
	s := sha256.Sum256([]byte("abc"))
	good := hex.EncodeToString(s[:]) + "  b-1.2.tar.gz\n"
	var files []policy.File
	for i := range 3 * limits.Lists {
		files = append(files, text(fmt.Sprintf("SHA256SUMS.%d.asc", i), "K"))
	}
	r := request(strings.NewReader("abc"), files...)
	c := &messages{collector{prefix: "K"}, []byte(good), nil}
	report, err := policy.Verify(t.Context(), base(policy.RequirePGP, withJane, withList), r, c)
	if err != nil {
		t.Fatal(err)
	}
	beyond := 0
	for _, e := range report.Evidence {
		if e.Reason == policy.ReasonLimitExceeded {
			beyond++
		}
	}
	if want := 2 * limits.Lists; beyond != want {
		t.Errorf("%d of %d are beyond the limit, want %d", beyond, len(files), want)
	}
}

// Only what a message covers is a list: not the file, and not one beside it.
func TestVerifyMessage(t *testing.T) {
	s := sha256.Sum256([]byte("abc"))
	good := []byte(hex.EncodeToString(s[:]) + "  b-1.2.tar.gz\n")
	p := base(policy.RequirePGP, withJane, withList)
	verify := func(c policy.Collector, name string) (*policy.Report, error) {
		r := request(strings.NewReader("abc"), text(name, "K"))
		r.Lists = []policy.File{text("SHA256SUMS", string(good))}
		return policy.Verify(t.Context(), p, r, c)
	}
	for name, test := range map[string]struct {
		content []byte
		file    string
		want    policy.Reason
	}{
		"covers the list":     {good, "SHA256SUMS.asc", ""},
		"covers nothing":      {nil, "SHA256SUMS.asc", policy.ReasonOtherArtifact},
		"covers another text": {[]byte("hello\n"), "SHA256SUMS.asc", policy.ReasonNotListed},
		"is not the list":     {good, "release.asc", policy.ReasonListUndeclared},
	} {
		report, err := verify(&messages{collector{prefix: "K"}, test.content, nil}, test.file)
		if err != nil || report.Verdict.Reason != test.want {
			t.Errorf("%s: %v, %+v", name, err, report)
		}
	}
	if _, err := verify(&messages{collector{prefix: "K"}, good, errors.New("stopped")}, "SHA256SUMS.asc"); err == nil {
		t.Error("a message that could not be looked at passes")
	}
}

// byFile is bad over whatever has a SHA-256, unusable over the rest.
type byFile struct {
	collector
	looks int
}

func (c *byFile) Prepare(context.Context, policy.Job) (policy.Check, error) { return c, nil }
func (c *byFile) Taps() []policy.Tap                                        { return nil }

func (c *byFile) Findings(context.Context, policy.Digests) []policy.Finding {
	f := forged(janeKey)
	f.File, f.Index = c.findings[0].File, 1
	if c.looks++; c.looks > 1 {
		f.Status, f.Reason = policy.StatusUnusable, policy.ReasonNeedsArtifact
	}
	return found{f}
}

// Evidence that is bad in one look and unusable in another is bad.
func TestLoudestLookCounts(t *testing.T) {
	r := request(strings.NewReader("abc"), text("SHA256SUMS.asc", "K"))
	r.Lists = []policy.File{text("SHA256SUMS", "x")}
	c := &byFile{collector: collector{prefix: "K", findings: found{{File: "SHA256SUMS.asc"}}}}
	report, err := policy.Verify(t.Context(), base(policy.RequireAny, withJane, withGitHub, withList), r, c)
	if err != nil || !report.Verdict.Alarm || report.Verdict.Reason != policy.ReasonBadSignature || c.looks != 2 {
		t.Errorf("%v, %d looks, %+v", err, c.looks, report)
	}
}

// byDigest is what has only a digest to look at, and is bad over lists.
type byDigest struct{ byFile }

func (c *byDigest) Prepare(context.Context, policy.Job) (policy.Check, error) { return c, nil }

func (c *byDigest) Findings(context.Context, policy.Digests) []policy.Finding {
	f := forged(janeKey)
	f.File, f.Index = c.findings[0].File, 1
	if c.looks++; c.looks == 1 {
		f.Status, f.Reason = policy.StatusUnusable, policy.ReasonNeedsArtifact
	}
	return found{f}
}

// A signature over a file that is not at hand is no bad one of a list; the list's own
// is.
func TestSignatureOfAbsentFile(t *testing.T) {
	for file, alarm := range map[string]bool{artifact.Name + ".asc": false, "SHA256SUMS.asc": true} {
		r := request(strings.NewReader("abc"), text(file, "K"))
		r.Lists = []policy.File{text("SHA256SUMS", "x")}
		c := &byDigest{byFile{collector: collector{prefix: "K", findings: found{{File: file}}}}}
		report, err := policy.Verify(t.Context(), base(policy.RequireAny, withJane, withGitHub, withList), r, c)
		if err != nil || report.Verdict.Accepted || report.Verdict.Alarm != alarm || c.looks != 2 {
			t.Errorf("%s: %v, %d looks, %+v", file, err, c.looks, report)
		}
	}
}

// A compressed file that cannot be read to its end is no way around a signature
// over its content.
func TestUnreadableContent(t *testing.T) {
	broken := "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xffgarbage"
	for file, want := range map[string]policy.Reason{"b-1.2.tar.sign": policy.ReasonContent, "other.sig": policy.ReasonBadSignature} {
		c := &collector{prefix: "K", findings: found{forged(janeKey)}}
		c.findings[0].File = file
		report, err := policy.Verify(t.Context(), base(policy.RequirePGP, withJane), request(strings.NewReader(broken), text(file, "K")), c)
		if err != nil || !report.Verdict.Alarm || report.Verdict.Reason != want || report.Artifact.Content == nil {
			t.Errorf("%s: %v, %+v", file, err, report)
		}
	}
}

// What evidence proves names the whole chain: never does a signature over a list
// read like one over the file.
func TestProvesNamesTheChain(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withList)
	s := policy.Subject{Name: "b-1.2.tar.gz", Digests: []string{"sha256:aa"}, Links: []policy.Link{goodLink()},
		Content: &policy.Content{Form: "gz", Digests: []string{tarBytes}}}
	for over, test := range map[policy.Role]struct {
		f    policy.Finding
		want string
	}{
		policy.RoleArtifact: {signed(janeKey), "signed exactly these bytes"},
		policy.RoleList:     {overList(), "signed exactly the bytes of the checksum list, and the list gives this file's digests"},
		policy.RoleContent:  {signed(janeKey, overContent), "signed exactly the uncompressed content, and this file holds just that content"},
	} {
		e := p.Assess(s, []policy.Finding{test.f}, today).Evidence[0]
		if e.Outcome != policy.OutcomeVerified || !strings.HasSuffix(e.Proves, test.want) {
			t.Errorf("%s: %s, proves %q", over, e.Outcome, e.Proves)
		}
	}
	for _, c := range policy.Classes() {
		for _, over := range []policy.Role{policy.RoleList, policy.RoleContent} {
			if chained := c.ProvesOver(over); c != policy.ClassNone && (strings.Contains(chained, "these bytes") || chained == c.Proves()) {
				t.Errorf("%s over %s: %q", c, over, chained)
			}
		}
	}
	for _, c := range []policy.Class{policy.ClassCIIsolated, policy.ClassCIWorkflow} {
		if !strings.Contains(c.DoesNotProveOver(policy.RoleList), "built there") {
			t.Errorf("%s: %q", c, c.DoesNotProveOver(policy.RoleList))
		}
	}
}

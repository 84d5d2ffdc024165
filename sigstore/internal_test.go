package sigstore

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// TestHostIsNoSigner: a certificate for a web server names nobody who signs.
func TestHostIsNoSigner(t *testing.T) {
	who, p := identity(&x509.Certificate{DNSNames: []string{"example.org"}, Extensions: []pkix.Extension{alternative(t, 2, "example.org")}})
	if p == nil || p.reason != policy.ReasonUnsupportedEvidence {
		t.Errorf("%+v, %v", who, p)
	}
}

// TestNameOfNobody: an address may be empty, and names nobody.
func TestNameOfNobody(t *testing.T) {
	who, p := identity(&x509.Certificate{URIs: []*url.URL{{}}, Extensions: []pkix.Extension{alternative(t, 6, "")}})
	if p == nil || p.reason != policy.ReasonUnsupportedEvidence {
		t.Errorf("%+v, %v", who, p)
	}
}

// alternative is the extension with one subject alternative name.
func alternative(t *testing.T, kind int, name string) pkix.Extension {
	t.Helper()
	value, err := asn1.Marshal([]asn1.RawValue{{Class: asn1.ClassContextSpecific, Tag: kind, Bytes: []byte(name)}})
	if err != nil {
		t.Fatal(err)
	}
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: value}
}

// What does not depend on the artifact is found out once, however many lists a piece
// may be about.
func TestRemember(t *testing.T) {
	k := &check{roots: []TrustedRoot{{Name: "x", instances: []*instance{{name: "x", data: []byte("{}")}}}}}
	it := item{parsed: &parsed{}}
	it.remember(k)
	_, first := it.underRoots()
	k.roots = nil
	if _, again := it.underRoots(); first == nil || again != first {
		t.Errorf("%v, then %v", first, again)
	}
}

// TestScan shows what is refused before any decoder sees it.
func TestScan(t *testing.T) {
	for in, want := range map[string]policy.Reason{
		`{"a":[1,{"b":"c"}]}`:                    "",
		"{}\n[]\n":                               "",
		"":                                       "",
		`{"a":1,"a":2}`:                          policy.ReasonMalformedEvidence,
		`{"a":1,"\u0061":2}`:                     policy.ReasonMalformedEvidence,
		`{"a":{"b":1},"c":{"b":2}}`:              "",
		`{"a":`:                                  policy.ReasonMalformedEvidence,
		`{"a":1}}`:                               policy.ReasonMalformedEvidence,
		`{"a":1} x`:                              policy.ReasonMalformedEvidence,
		"{\"a\":\"\xff\"}":                       policy.ReasonMalformedEvidence,
		strings.Repeat("[", 1<<20):               policy.ReasonLimitExceeded,
		strings.Repeat(`{"a":`, 65):              policy.ReasonLimitExceeded,
		strings.Repeat("{}\n", 129):              policy.ReasonLimitExceeded,
		"{" + strings.Repeat(" ", 1000) + "}":    "",
		objectOf(limits.JSONMembers):             "",
		objectOf(limits.JSONMembers + 1):         policy.ReasonLimitExceeded,
		nested(64):                               "",
		nested(65):                               policy.ReasonLimitExceeded,
		`{"a":1}` + "\x00":                       policy.ReasonMalformedEvidence,
		`{"a" 1}`:                                policy.ReasonMalformedEvidence,
		`[1 2]`:                                  policy.ReasonMalformedEvidence,
		`{"a":1,}`:                               policy.ReasonMalformedEvidence,
		`{"payload":"` + strings.Repeat("A", 99): policy.ReasonMalformedEvidence,
	} {
		_, p := scan([]byte(in))
		if got := reasonOf(p); got != want {
			t.Errorf("%.30q: %q, want %q", in, got, want)
		}
	}
}

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func objectOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"` + strconv.Itoa(i) + `":0`)
	}
	return "{" + b.String()[1:] + "}"
}

func reasonOf(p *problem) policy.Reason {
	if p == nil {
		return ""
	}
	return p.reason
}

// TestFirstExtensions reads GitHub certificates of before 2023.
func TestFirstExtensions(t *testing.T) {
	raw := func(arc int, value string) pkix.Extension {
		return pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, arc}, Value: []byte(value)}
	}
	leaf := &x509.Certificate{EmailAddresses: []string{"a@example.org"}, Extensions: []pkix.Extension{
		raw(1, githubIssuer), raw(2, "push"), raw(3, "c0ffee"), raw(5, "example/example"), raw(6, "refs/tags/v1"),
		alternative(t, 1, "a@example.org"),
	}}
	c, p := identity(leaf)
	if p != nil || c.SourceRepository != "https://github.com/example/example" || c.SourceRef != "refs/tags/v1" || c.SourceDigest != "c0ffee" || c.BuildTrigger != "push" {
		t.Errorf("%+v %v", c, p)
	}
	leaf.Extensions[0] = raw(1, "https://evil.example")
	if c, p = identity(leaf); p != nil || c.SourceRepository != "" {
		t.Errorf("another issuer's words count: %+v", c)
	}
	if c.BuildTrigger != "push" {
		t.Errorf("it does not say that it is a workflow's: %+v", c)
	}
}

// TestRecognises looks at content alone.
func TestRecognises(t *testing.T) {
	c, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]bool{
		"{}": true, " \n[": true, "": false, "-----BEGIN PGP SIGNATURE-----": false, "<html>": false, "\x89\x02": false,
	} {
		if c.Recognises([]byte(in)) != want {
			t.Errorf("%q: want %t", in, want)
		}
	}
}

// TestSplitSource takes the source addresses of provenance apart.
func TestSplitSource(t *testing.T) {
	for in, want := range map[string][2]string{
		"git+https://github.com/o/r@refs/tags/v1": {"https://github.com/o/r", "refs/tags/v1"},
		"https://github.com/o/r":                  {"https://github.com/o/r", ""},
		"git+ssh://git@example.org/r":             {"ssh://git@example.org/r", ""},
		"":                                        {"", ""},
	} {
		if uri, ref := splitSource(in); uri != want[0] || ref != want[1] {
			t.Errorf("%q: %q %q", in, uri, ref)
		}
	}
}

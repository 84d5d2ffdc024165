package fetch_test

import (
	"strings"
	"testing"

	"github.com/upsig/upsig/keyrings/fetch"
)

const fpr = "0123456789ABCDEF0123456789ABCDEF01234567"

// TestPlaces shows the addresses. The Web Key Directory's is the example of
// draft-koch-openpgp-webkey-service section 3.1.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		place          fetch.Place
		err            error
		url, otherwise string
	}{
		place(fetch.VKS(fetch.DefaultVKS, strings.ToLower(fpr)))("https://keys.openpgp.org/vks/v1/by-fingerprint/"+fpr, ""),
		place(fetch.VKS("https://keys.example.org:8443/", fpr+fpr[:24]))("https://keys.example.org:8443/vks/v1/by-fingerprint/"+fpr+fpr[:24], ""),
		place(fetch.HKP(fetch.DefaultHKP, fpr))("https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&search=0x"+fpr, ""),
		place(fetch.HKP("hkps://keys.example.org", fpr))("https://keys.example.org/pks/lookup?op=get&options=mr&search=0x"+fpr, ""),
		place(fetch.URL("https://example.org/jane.asc?x=1"))("https://example.org/jane.asc?x=1", ""),
		place(fetch.GitHub("jane-doe"))("https://github.com/jane-doe.gpg", ""),
		place(fetch.GitHub("Jane9_acme"))("https://github.com/Jane9_acme.gpg", ""),
		place(fetch.WKD("Joe.Doe@Example.ORG"))(
			"https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe",
			"https://example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe"),
		place(fetch.WKD("a+b&c@example.org"))(
			"https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/rrh5in5j1bricw7s3r7h6znq4sip1z74?l=a%2Bb%26c",
			"https://example.org/.well-known/openpgpkey/hu/rrh5in5j1bricw7s3r7h6znq4sip1z74?l=a%2Bb%26c"),
	} {
		if c.err != nil || c.place.URL != c.url || c.place.Otherwise != c.otherwise {
			t.Errorf("got %+v, %v; want %s and %s", c.place, c.err, c.url, c.otherwise)
		}
	}
}

type placeCase = struct {
	place          fetch.Place
	err            error
	url, otherwise string
}

func place(p fetch.Place, err error) func(url, otherwise string) placeCase {
	return func(url, otherwise string) placeCase { return placeCase{p, err, url, otherwise} }
}

// TestBadPlaces: nothing that could be read as another address.
func TestBadPlaces(t *testing.T) {
	bad := func(what string, _ fetch.Place, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	for _, server := range []string{"", "keys.openpgp.org", "ftp://keys.example.org", "https://", "https://u:p@keys.example.org", "https://keys.example.org/?x", "https://keys.example.org/?", "https://keys.example.org?", "https://keys.example.org/#x", "https://[::1", "https://keys.example.org/%zz"} {
		p, err := fetch.VKS(server, fpr)
		bad(server, p, err)
		p, err = fetch.HKP(server, fpr)
		bad(server, p, err)
	}
	for _, f := range []string{"", "0123456789ABCDEF", fpr + "/../x", fpr[:39] + "G", "*"} {
		p, err := fetch.VKS(fetch.DefaultVKS, f)
		bad(f, p, err)
		p, err = fetch.HKP(fetch.DefaultHKP, f)
		bad(f, p, err)
	}
	for _, address := range []string{
		"", "jane", "@example.org", "jane@", "jane@localhost", "jane@example.org/x", "jane@example.org:8443", "jane@user@example.org",
		"jane doe@example.org", "jane@.org", "jane@-a.org", "jane@ex_ample.org", "jane@münchen.example", "jane\n@example.org",
		"jane\\@example.org", "jane\"@example.org", "jane\x7f@example.org", "jane@a-.org", "jane@" + strings.Repeat("a", 64) + ".org",
		"jane@127.0.0.1", "jane@[127.0.0.1]", strings.Repeat("a", 65) + "@example.org", "jane@" + strings.Repeat("a.", 130) + "org",
	} {
		p, err := fetch.WKD(address)
		bad(address, p, err)
	}
	for _, user := range []string{"", "..", "a/b", "a.b", "a?b", "a b", "ä", strings.Repeat("a", 101)} {
		p, err := fetch.GitHub(user)
		bad(user, p, err)
	}
	for _, address := range []string{"", "jane.asc", "/jane.asc", "mailto:jane@example.org", "https:", "//example.org/jane.asc", "https://[::1", "https://example.org/%zz"} {
		p, err := fetch.URL(address)
		bad(address, p, err)
	}
}

// TestLongDomain: the longest domain whose Web Key Directory can have a name.
func TestLongDomain(t *testing.T) {
	domain := strings.Repeat(strings.Repeat("a", 59)+".", 4)
	if p, err := fetch.WKD("jane@" + domain + "de"); err != nil {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := fetch.WKD("jane@" + domain + "org"); err == nil {
		t.Errorf("%+v", p)
	}
}

package fetch_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/keyrings/fetch"
)

// FuzzPlaces: whatever a place is made of, an address that the client takes is
// https, has no credentials and names a host.
func FuzzPlaces(f *testing.F) {
	for _, s := range []string{
		"https://keys.openpgp.org", "hkps://keyserver.ubuntu.com", "http://x", "jane@example.org", "Jane.Doe+x@Example.ORG", "octocat",
		"https://u:p@x/", "https://x/../..", "a@b@c", "https://x#f", "https://x?op=get", "user/../x", "https://[::1]/", "\u0130@example.org",
	} {
		f.Add(s)
	}
	web := webget.New(webget.Options{})
	fingerprint := "0123456789ABCDEF0123456789ABCDEF01234567"
	f.Fuzz(func(t *testing.T, text string) {
		for _, make := range []func() (fetch.Place, error){
			func() (fetch.Place, error) { return fetch.VKS(text, fingerprint) },
			func() (fetch.Place, error) { return fetch.HKP(text, fingerprint) },
			func() (fetch.Place, error) { return fetch.URL(text) },
			func() (fetch.Place, error) { return fetch.GitHub(text) },
			func() (fetch.Place, error) { return fetch.WKD(text) },
		} {
			p, err := make()
			if err != nil {
				continue
			}
			for _, address := range []string{p.URL, p.Otherwise} {
				if web.CheckAddress(address) != nil {
					continue
				}
				u, err := url.Parse(address)
				if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(address, " \n\x00") {
					t.Fatalf("%q becomes %q (%v)", text, address, err)
				}
			}
		}
	})
}

package fetch_test

import (
	"context"
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/internal/webtest"
	"github.com/upsig/upsig/keyrings/fetch"
)

// Ask a keyserver and a Web Key Directory for one certificate. The Internet is one
// of a test; elsewhere the zero [fetch.Client] will do.
func ExampleClient_All() {
	fpr := jane.HexFingerprint()
	web := webtest.New(time.Now())
	defer web.Close()
	web.Files("keys.openpgp.org", map[string]string{"/vks/v1/by-fingerprint/" + fpr: pgptest.Good(jane).Armor()})
	client := fetch.Client{Web: webget.New(web.Options())}

	server, err := fetch.VKS(fetch.DefaultVKS, fpr)
	if err != nil {
		fmt.Println(err)
		return
	}
	directory, err := fetch.WKD("jane@example.org")
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := client.All(context.Background(), []fetch.Place{server, directory}, []string{fpr}, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range results {
		fmt.Println(r.Source.Kind, r.Status, len(r.Certificates))
	}
	fmt.Println(len(fetch.Materials(results)), "for Keyring.Update or Keyring.Import")
	// Output:
	// vks found 1
	// wkd failed 0
	// 1 for Keyring.Update or Keyring.Import
}

package fetch_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/upsig/upsig/internal/tuftest"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/sigstore/trust/fetch"
)

// Update a trusted root, remembering what was seen. The mirror is one of a test;
// [fetch.PublicGood] is the real one, for which the zero [fetch.Client] will do.
func ExampleClient_Update() {
	repo := tuftest.New(time.Now())
	repo.Publish(fetch.DefaultTarget, trustedRoot("example"))
	server := httptest.NewServer(repo)
	defer server.Close()
	client := fetch.Client{Web: webget.New(webget.Options{Test: &webget.Test{PlainHTTP: true}})}

	var seen fetch.State // or fetch.ReadState
	u, err := client.Update(context.Background(), fetch.Repository{Mirror: server.URL, Initial: repo.FirstRoot()}, seen)
	if err != nil {
		fmt.Println(err)
		return
	}
	seen = u.State // then State.Write
	fmt.Println(len(u.Root.Instances), "instance, TUF root version", u.Versions.Root)
	// Output:
	// 1 instance, TUF root version 1
}

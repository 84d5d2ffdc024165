package webget_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/webget"
)

// hops redirects /N to /N-1, and answers at /0.
func hops(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	if n > 0 {
		w.Header().Set("Set-Cookie", "a=b")
		http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusFound)
		return
	}
	fmt.Fprintf(w, "cookie %q referer %q", r.Header.Get("Cookie"), r.Header.Get("Referer"))
}

// TestRedirects: some are followed, without telling anything of the way.
func TestRedirects(t *testing.T) {
	server, c := serve(t, hops)
	f, err := get(c, server.URL+"/"+strconv.Itoa(limits.FetchRedirects))
	if err != nil || f.URL != server.URL+"/0" || string(f.Body) != `cookie "" referer ""` {
		t.Errorf("got %q from %s, %v", f.Body, f.URL, err)
	}
	if _, err = get(c, server.URL+"/"+strconv.Itoa(limits.FetchRedirects+1)); !errors.Is(err, webget.ErrRedirects) {
		t.Error(err)
	}
	server, c = serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) })
	if _, err := get(c, server.URL); !errors.Is(err, webget.ErrRedirects) {
		t.Error("a loop:", err)
	}
}

// TestRedirectsKeepTheRules: a redirect cannot lead where the caller could not.
func TestRedirectsKeepTheRules(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("plain")) }))
	defer plain.Close()
	for _, to := range []string{plain.URL, "file:///etc/passwd", "ftp://127.0.0.1/", "https://u:p@127.0.0.1/", "javascript:alert(1)"} {
		server, c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusMovedPermanently)
		})
		if _, err := get(c, server.URL); !errors.Is(err, webget.ErrAddress) {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// TestRedirectIntoTheLocalNetwork: whoever gave us the first address may not aim
// requests at what only this machine can reach, by number or by name.
func TestRedirectIntoTheLocalNetwork(t *testing.T) {
	hit := false
	inner, _ := serve(t, func(http.ResponseWriter, *http.Request) { hit = true })
	port := inner.Listener.Addr().String()[strings.LastIndex(inner.Listener.Addr().String(), ":"):]
	for _, host := range []string{"127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "127.0.0.2"} {
		server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+host+port+"/", http.StatusFound)
		}, func(o *webget.Options) { o.Test.Local = false })
		if _, err := get(c, server.URL); err == nil || !strings.Contains(err.Error(), "local network") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if hit {
		t.Error("the request was made")
	}
}

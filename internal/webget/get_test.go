package webget_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/webget"
)

// serve runs an https server on loopback and returns it with a client that
// trusts it.
func serve(t *testing.T, h http.HandlerFunc, edits ...func(*webget.Options)) (*httptest.Server, *webget.Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	o := webget.Options{Timeout: 5 * time.Second, Test: &webget.Test{Roots: pool, Local: true}}
	for _, edit := range edits {
		edit(&o)
	}
	return server, webget.New(o)
}

func get(c *webget.Client, address string) (webget.File, error) {
	return c.Get(context.Background(), address, 100)
}

// TestGet shows what a request carries and what a good answer becomes.
func TestGet(t *testing.T) {
	var seen http.Header
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Clone()
		http.SetCookie(w, &http.Cookie{Name: "track", Value: "1"})
		_, _ = w.Write([]byte("hello"))
	})
	for range 2 {
		f, err := get(c, server.URL+"/file?x=1#part")
		if err != nil || string(f.Body) != "hello" || f.URL != server.URL+"/file?x=1" {
			t.Fatalf("got %q from %s, %v", f.Body, f.URL, err)
		}
	}
	for _, name := range []string{"Cookie", "Authorization", "Referer", "Accept-Encoding"} {
		if seen.Get(name) != "" {
			t.Errorf("the request carries %s: %s", name, seen.Get(name))
		}
	}
}

// TestAddresses: only https to a host, without credentials.
func TestAddresses(t *testing.T) {
	c := webget.New(webget.Options{Test: &webget.Test{Hosts: map[string]string{}}})
	for _, bad := range []string{
		"", "keys.asc", "/etc/passwd", "file:///etc/passwd", "ftp://example.org/", "https:", "https:///x", "https:example.org",
		"http://example.org/", "http://127.0.0.1/", "http://localhost/", "https://user:secret@example.org/", "https://user@example.org/",
		"https://example.org?o ", "https://example.org/?a=\u00e4", "https://example.org/?a|b", "https://example.org/?\"", "https://example.org/?\x7f",
		"https://example.org/\x00", "https://" + strings.Repeat("a", 5000) + ".example/",
	} {
		if err := c.CheckAddress(bad); !errors.Is(err, webget.ErrAddress) {
			t.Errorf("%.60q: %v", bad, err)
		}
		if _, err := get(c, bad); !errors.Is(err, webget.ErrAddress) {
			t.Errorf("get %.60q: %v", bad, err)
		}
	}
	for _, good := range []string{"https://example.org:8443/a?b", "https://example.org/?a=%20&b[]=c:@/?~*'()!$,;+", "https://example.org/a b"} {
		if err := c.CheckAddress(good); err != nil {
			t.Error(err)
		}
	}
}

// TestPlainHTTPInTestsIsForLoopback: even the option for tests opens nothing else.
func TestPlainHTTPInTestsIsForLoopback(t *testing.T) {
	c := webget.New(webget.Options{Test: &webget.Test{PlainHTTP: true}})
	for address, good := range map[string]bool{
		"http://127.0.0.1:80/": true, "http://[::1]/": true, "http://localhost/": true,
		"http://example.org/": false, "http://10.0.0.1/": false, "http://127.0.0.1.example.org/": false, "http://localhost.example.org/": false,
	} {
		if err := c.CheckAddress(address); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, o := range []webget.Options{{Test: &webget.Test{}}, {}} {
		if err := webget.New(o).CheckAddress("http://127.0.0.1/"); !errors.Is(err, webget.ErrAddress) {
			t.Errorf("plain http without the option: %v", err)
		}
	}
}

func TestZeroClientFails(t *testing.T) {
	if _, err := get(&webget.Client{}, "https://example.org/"); err == nil {
		t.Error("no error")
	}
	if p := (&webget.Client{}).Proxy("https://example.org/"); p != "" {
		t.Error(p)
	}
}

// TestAnswers: whatever is not a complete plain body under 200 is an error.
func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error // nil: some error
	}{
		"404":            {status(404), webget.ErrNotFound},
		"410":            {status(410), webget.ErrNotFound},
		"403":            {status(403), nil},
		"500":            {status(500), nil},
		"204":            {status(204), nil},
		"206":            {status(206), nil},
		"304":            {status(304), nil},
		"gzip":           {encoded, nil},
		"truncated":      {truncated, io.ErrUnexpectedEOF},
		"stated length":  {claims(1 << 40), webget.ErrTooLarge},
		"huge, streamed": {endless, webget.ErrTooLarge},
		"one too many":   {body(101), webget.ErrTooLarge},
		"huge header":    {hugeHeader, nil},
		"no location":    {status(302), nil},
	} {
		server, client := serve(t, c.answer)
		f, err := get(client, server.URL)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || f.Body != nil {
			t.Errorf("%s: %d bytes, %v", name, len(f.Body), err)
		}
	}
	server, client := serve(t, body(100))
	if f, err := get(client, server.URL); err != nil || len(f.Body) != 100 {
		t.Errorf("as many as allowed: %d bytes, %v", len(f.Body), err)
	}
	var status *webget.StatusError
	server, client = serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	if _, err := get(client, server.URL); !errors.As(err, &status) || status.Code != 503 {
		t.Error(err)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func body(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, n)) }
}

func encoded(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write([]byte("x"))
}

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "50")
	_, _ = w.Write(make([]byte, 10))
}

func claims(n int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		_, _ = w.Write(make([]byte, 200))
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	block := make([]byte, 64<<10)
	for {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func hugeHeader(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("X", strings.Repeat("x", 200<<10))
	_, _ = w.Write([]byte("x"))
}

// TestSlow: neither a server that does not answer nor one that trickles holds a
// client longer than its time.
func TestSlow(t *testing.T) {
	short := func(o *webget.Options) { o.Timeout = 200 * time.Millisecond }
	for name, answer := range map[string]http.HandlerFunc{
		"silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"trickle": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		},
	} {
		server, c := serve(t, answer, short)
		start := time.Now()
		_, err := c.Get(context.Background(), server.URL, 1<<20)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 3*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(start))
		}
	}
}

func TestCancelled(t *testing.T) {
	server, c := serve(t, body(1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Get(ctx, server.URL, 10); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestTLSIsVerified: neither an unknown authority, nor another host's
// certificate, nor an old version of TLS.
func TestTLSIsVerified(t *testing.T) {
	server, _ := serve(t, body(1))
	if _, err := get(webget.New(webget.Options{}), server.URL); err == nil {
		t.Error("an unknown authority is trusted")
	}
	hosts := map[string]string{"keys.example.org:443": server.Listener.Addr().String()}
	_, c := serve(t, body(1), func(o *webget.Options) { o.Test.Hosts = hosts })
	if _, err := get(c, "https://keys.example.org/"); err == nil {
		t.Error("the certificate of another host is trusted")
	}
	old := httptest.NewUnstartedServer(body(1))
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	defer old.Close()
	pool := x509.NewCertPool()
	pool.AddCert(old.Certificate())
	c = webget.New(webget.Options{Test: &webget.Test{Roots: pool, Local: true}})
	if _, err := get(c, old.URL); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}

func TestNoSuchHost(t *testing.T) {
	c := webget.New(webget.Options{Test: &webget.Test{Hosts: map[string]string{}}})
	if _, err := get(c, "https://openpgpkey.example.org/"); !webget.NoSuchHost(err) {
		t.Error(err)
	}
	// A server of names that does not answer says nothing about the name.
	for _, err := range []error{bytes.ErrTooLarge, &net.DNSError{Err: "i/o timeout", Name: "x", IsTimeout: true}, &net.DNSError{Err: "server misbehaving", Name: "x", IsTemporary: true}} {
		if webget.NoSuchHost(err) {
			t.Errorf("no such host: %v", err)
		}
	}
}

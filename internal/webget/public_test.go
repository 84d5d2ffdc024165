package webget

import (
	"net/http"
	"net/netip"
	"net/url"
	"testing"
)

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"192.0.2.1": true, "8.8.8.8": true, "2001:db8::1": true, "172.32.0.1": true, "100.128.0.1": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.0.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "ff02::1": false,
		"0.1.2.3": false, "fec0::1": false, "::10.0.0.1": false, "::8.8.8.8": false,
		"64:ff9b::10.0.0.1": false, "64:ff9b::127.0.0.1": false, "64:ff9b::169.254.169.254": false, "64:ff9b::8.8.8.8": true,
		"64:ff9b:1::8.8.8.8": false, "64:ff9b:2::1": true,
		"2002:a00:1::1": false, "2002:c0a8:1::": false, "2002:808:808::1": true,
		"2001:0:808:808::f5ff:fffe": false, "2001:0:808:808::f7f7:f7f7": true,
		"::ffff:0:10.0.0.1": false, "::ffff:0:8.8.8.8": true,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, address := range []string{"no port", "example.org:443", "[fe80::1%eth0]:443", "[::ffff:10.0.0.1]:443", "[64:ff9b::10.0.0.1]:443"} {
		if refuseLocal(t.Context(), "tcp", address, nil) == nil {
			t.Errorf("%s: not refused", address)
		}
	}
	if err := refuseLocal(t.Context(), "tcp", "192.0.2.1:443", nil); err != nil {
		t.Error(err)
	}
}

// TestNoProxyInTests: a proxy in the environment of a test is not asked.
func TestNoProxyInTests(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://10.0.0.1:3128")
	if p := New(Options{Test: &Test{}}).Proxy("https://example.org/"); p != "" {
		t.Error(p)
	}
}

// TestNoProxy: for hosts of this machine the environment never names one.
func TestNoProxy(t *testing.T) {
	for _, address := range []string{"https://localhost/", "https://127.0.0.1/", "https://[::1"} {
		if p := New(Options{}).Proxy(address); p != "" {
			t.Errorf("%s: %s", address, p)
		}
	}
}

// TestProxyResolves: behind a proxy the address that is connected to is the
// proxy's, which may well be local.
func TestProxyResolves(t *testing.T) {
	c := New(Options{})
	u, _ := url.Parse("https://example.org/")
	c.strict.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://10.0.0.1:3128") }
	if c.through(u, 1) != c.direct {
		t.Error("the proxy itself is refused")
	}
	c.strict.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	if c.through(u, 1) != c.strict || c.through(u, 0) != c.direct {
		t.Error("a redirect is not guarded")
	}
}

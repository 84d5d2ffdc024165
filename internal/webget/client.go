package webget

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// Options change how a client works. The zero value is what programs use.
type Options struct {
	// Timeout bounds one request with its redirects; zero is [limits.FetchTime].
	Timeout time.Duration
	// Test is for servers that a test runs on loopback; nil everywhere else.
	Test *Test
}

// Test lets a client talk to servers of a test. No command line and no
// environment of the program leads here.
type Test struct {
	// Roots replaces the system's certificate authorities.
	Roots *x509.CertPool
	// PlainHTTP allows http to 127.0.0.1, [::1] and localhost.
	PlainHTTP bool
	// Local counts loopback addresses as public ones, even after a redirect.
	Local bool
	// Hosts sends connections for "host:port" to another address. When it is not
	// nil, hosts that are not in it do not exist.
	Hosts map[string]string
}

// Client fetches files. The zero value does nothing but fail; see [New].
type Client struct {
	options Options
	// direct is for the address that the caller gave, strict for where a
	// redirect leads.
	direct, strict *http.Transport
}

// New makes a client. It opens no connection.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = limits.FetchTime
	}
	c := &Client{options: o}
	c.direct = c.transport(&net.Dialer{Timeout: limits.FetchConnectTime})
	guard := &net.Dialer{Timeout: limits.FetchConnectTime, ControlContext: refuseLocal}
	if o.Test != nil && o.Test.Local {
		guard.ControlContext = nil
	}
	c.strict = c.transport(guard)
	return c
}

func (c *Client) transport(d *net.Dialer) *http.Transport {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    limits.FetchConnectTime,
		ResponseHeaderTimeout:  c.options.Timeout,
		MaxResponseHeaderBytes: limits.FetchHeader,
		DisableCompression:     true,
		DisableKeepAlives:      true,
		ForceAttemptHTTP2:      true,
	}
	if test := c.options.Test; test != nil {
		t.Proxy = nil
		t.TLSClientConfig.RootCAs = test.Roots
		t.DialContext = test.dialer(d)
	}
	return t
}

// dialer sends connections where the test wants them.
func (t *Test) dialer(d *net.Dialer) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if t.Hosts != nil {
			to, known := t.Hosts[address]
			if !known {
				return nil, &net.DNSError{Err: "no such host", Name: address, IsNotFound: true}
			}
			address = to
		}
		return d.DialContext(ctx, network, address)
	}
}

// through picks the transport for one hop. Where a proxy resolves names, the
// address that we connect to is the proxy's, which says nothing.
func (c *Client) through(u *url.URL, hop int) *http.Transport {
	if hop == 0 {
		return c.direct
	}
	if c.strict.Proxy != nil {
		if proxy, err := c.strict.Proxy(&http.Request{URL: u}); err == nil && proxy != nil {
			return c.direct
		}
	}
	return c.strict
}

// Proxy names the proxy that requests for the address would go through; empty
// for none.
func (c *Client) Proxy(address string) string {
	u, err := url.Parse(address)
	if err != nil || c.direct == nil || c.direct.Proxy == nil {
		return ""
	}
	proxy, err := c.direct.Proxy(&http.Request{URL: u})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}

var errNoClient = errors.New("the client was not made by New")

// NoSuchHost reports whether a fetch failed because the name does not exist, as
// opposed to a server that does not answer.
func NoSuchHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}

func hopError(u *url.URL, err error) error {
	return fmt.Errorf("fetch %s: %w", u.Redacted(), err)
}

package webget

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// ErrAddress says that an address is not one that is fetched from.
var ErrAddress = errors.New("not an address to fetch from")

// parse checks an address as the caller or a redirect gives it.
func (c *Client) parse(address string, base *url.URL) (*url.URL, error) {
	if len(address) > 4096 {
		return nil, fmt.Errorf("%w: more than 4096 bytes", ErrAddress)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be parsed", ErrAddress)
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	u.Fragment, u.RawFragment = "", ""
	switch {
	case u.User != nil:
		return nil, fmt.Errorf("%w: %s has a user name", ErrAddress, u.Redacted())
	case u.Hostname() == "" || u.Opaque != "":
		return nil, fmt.Errorf("%w: %q names no host", ErrAddress, u.Redacted())
	case u.Scheme == "https" || u.Scheme == "http" && c.plain(u):
		return u, nil
	}
	return nil, fmt.Errorf("%w: %s is not https", ErrAddress, u.Redacted())
}

// plain reports whether a test allows http to this host, on loopback only.
func (c *Client) plain(u *url.URL) bool {
	if c.options.Test == nil || !c.options.Test.PlainHTTP {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// CheckAddress fails with [ErrAddress] for what [Client.Get] would not fetch.
func (c *Client) CheckAddress(address string) error {
	_, err := c.parse(address, nil)
	return err
}

var errLocal = errors.New("a redirect leads to an address of the local network")

// refuseLocal looks at the address that is really connected to, so that no name
// can lead past it.
func refuseLocal(_ context.Context, _, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	host, _, _ = strings.Cut(host, "%")
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return err
	}
	if !public(ip.Unmap()) {
		return errLocal
	}
	return nil
}

// public reports whether an address can belong to a server on the Internet:
// global unicast, and neither private (RFC 1918, RFC 4193) nor shared by
// carriers (RFC 6598).
func public(ip netip.Addr) bool {
	shared := netip.MustParsePrefix("100.64.0.0/10")
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !shared.Contains(ip)
}

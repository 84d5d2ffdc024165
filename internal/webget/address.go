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

	"github.com/upsig/upsig/internal/limits"
)

// ErrAddress says that an address is not one that is fetched from.
var ErrAddress = errors.New("not an address to fetch from")

// parse checks an address as the caller or a redirect gives it.
func (c *Client) parse(address string, base *url.URL) (*url.URL, error) {
	if len(address) > limits.Address {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrAddress, limits.Address)
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
	case strings.ContainsFunc(u.RawQuery, notInQuery):
		return nil, fmt.Errorf("%w: the query of %q must be percent-encoded", ErrAddress, u.Redacted())
	case u.Scheme == "https" || u.Scheme == "http" && c.plain(u):
		return u, nil
	}
	return nil, fmt.Errorf("%w: %s is not https", ErrAddress, u.Redacted())
}

// notInQuery reports whether a character must not stand in a query by itself (RFC
// 3986 section 3.4). net/url keeps it, as it does not in a path. Brackets are let
// through, as everybody does.
func notInQuery(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }

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
// carriers (RFC 6598), nor one that a gateway or tunnel turns into an IPv4 address
// that is not.
func public(ip netip.Addr) bool {
	for _, r := range notServers() {
		if r.Contains(ip) {
			return false
		}
	}
	for _, e := range embeddings() {
		if e.prefix.Contains(ip) {
			return public(e.inner(ip))
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}

// notServers are ranges without servers of the Internet, beyond those that net/netip
// knows: shared by carriers; "this network", which Linux takes for itself (RFC 1122
// section 3.2.1.3); NAT64 prefixes of one network, which may lead anywhere in it (RFC
// 8215); site-local addresses (RFC 3879); and IPv4-compatible ones (RFC 4291 section
// 2.5.5.1).
func notServers() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("0.0.0.0/8"),
		netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("::/96"),
	}
}

// embedding is a range whose addresses hold an IPv4 address, at a byte.
type embedding struct {
	prefix netip.Prefix
	at     int
	// mask is laid over each byte of it.
	mask byte
}

// embeddings are NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380 section 4),
// which inverts the client's, and IPv4 as translators write it (RFC 2765).
func embeddings() []embedding {
	return []embedding{
		{netip.MustParsePrefix("64:ff9b::/96"), 12, 0},
		{netip.MustParsePrefix("2002::/16"), 2, 0},
		{netip.MustParsePrefix("2001::/32"), 12, 0xff},
		{netip.MustParsePrefix("::ffff:0:0:0/96"), 12, 0},
	}
}

func (e embedding) inner(ip netip.Addr) netip.Addr {
	all, inner := ip.As16(), [4]byte{}
	for i := range inner {
		inner[i] = all[e.at+i] ^ e.mask
	}
	return netip.AddrFrom4(inner)
}

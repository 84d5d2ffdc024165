package fetch

import (
	"crypto/sha1" // #nosec: WKD names files by it, nothing rests on it
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Kind says by which rules a place is asked.
type Kind string

const (
	// KindVKS is a keyserver with the interface of keys.openpgp.org.
	KindVKS Kind = "vks"
	// KindHKP is a keyserver with the older interface.
	KindHKP Kind = "hkp"
	// KindWKD is the Web Key Directory of a mail domain.
	KindWKD Kind = "wkd"
	// KindURL is a file on the web.
	KindURL Kind = "url"
	// KindGitHub is what an account of GitHub shows as its keys.
	KindGitHub Kind = "github"
)

// Keyservers that are asked when nobody names others.
const (
	DefaultVKS = "https://keys.openpgp.org"
	DefaultHKP = "https://keyserver.ubuntu.com"
)

// Place is one address to fetch from. Make it with the function of its kind.
type Place struct {
	Kind Kind
	// URL is asked first.
	URL string
	// Otherwise is asked instead when the host of URL does not exist.
	Otherwise string
}

// VKS is the place of a certificate on a keyserver such as [DefaultVKS].
func VKS(server, fingerprint string) (Place, error) {
	base, fpr, err := keyserver(server, fingerprint)
	if err != nil {
		return Place{}, err
	}
	return Place{Kind: KindVKS, URL: base + "/vks/v1/by-fingerprint/" + fpr}, nil
}

// HKP is the place of a certificate on a keyserver such as [DefaultHKP], https or
// hkps.
func HKP(server, fingerprint string) (Place, error) {
	if rest, ok := strings.CutPrefix(server, "hkps://"); ok {
		server = "https://" + rest
	}
	base, fpr, err := keyserver(server, fingerprint)
	if err != nil {
		return Place{}, err
	}
	return Place{Kind: KindHKP, URL: base + "/pks/lookup?op=get&options=mr&search=0x" + fpr}, nil
}

// keyserver checks a keyserver's address and a fingerprint.
func keyserver(server, fingerprint string) (base, fpr string, err error) {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", "", fmt.Errorf("keyserver %q: not an https address without query", server)
	}
	fpr, err = policy.ParseFingerprint(fingerprint)
	if err != nil {
		return "", "", err
	}
	return strings.TrimRight(u.String(), "/"), fpr, nil
}

// URL is a file on the web. Whether it may be fetched is for the client to say.
func URL(address string) (Place, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return Place{}, fmt.Errorf("%q is no address on the web", address)
	}
	// As it would be sent: a fragment may hold control characters as they are.
	return Place{Kind: KindURL, URL: u.String()}, nil
}

// GitHub is the list of OpenPGP keys of an account.
func GitHub(user string) (Place, error) {
	for _, r := range user {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return Place{}, fmt.Errorf("%q is no GitHub user", user)
		}
	}
	if user == "" || len(user) > limits.GitHubUser {
		return Place{}, fmt.Errorf("a GitHub user has 1 to %d letters", limits.GitHubUser)
	}
	return Place{Kind: KindGitHub, URL: "https://github.com/" + user + ".gpg"}, nil
}

// WKD is the place of a mail address in its domain's Web Key Directory. The
// domain must be in ASCII form.
func WKD(address string) (Place, error) {
	local, domain, ok := strings.Cut(address, "@")
	domain = asciiLower(domain)
	if !ok || !plainLocal(local) || !plainDomain(domain) {
		return Place{}, fmt.Errorf("%q is no mail address that a Web Key Directory can have", address)
	}
	file := "/hu/" + wkdHash(local) + "?l=" + url.QueryEscape(local)
	return Place{
		Kind:      KindWKD,
		URL:       "https://openpgpkey." + domain + "/.well-known/openpgpkey/" + domain + file,
		Otherwise: "https://" + domain + "/.well-known/openpgpkey" + file,
	}, nil
}

// wkdHash is the z-base-32 form of the SHA-1 of the lower-case local part
// (draft-koch-openpgp-webkey-service section 3.1; RFC 6189 section 5.1.6).
func wkdHash(local string) string {
	sum := sha1.Sum([]byte(asciiLower(local)))
	return base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding).EncodeToString(sum[:])
}

// asciiLower leaves letters beyond ASCII alone, as the draft says.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func plainLocal(s string) bool {
	return s != "" && len(s) <= limits.MailLocal && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '"' || r == '\\' })
}

// plainDomain accepts host names with a dot: no address, no port, no path.
func plainDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(s) > limits.MailDomain || len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > limits.DomainLabel || l[0] == '-' || l[len(l)-1] == '-' ||
			strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

package policy

import (
	"cmp"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/tomltree"
)

// Kinds of [[key.signer]].
const (
	kindPEM      = "pem"
	kindMinisign = "minisign"
	kindSignify  = "signify"
	kindSSH      = "ssh"
)

func (l *loader) keySigner(r *tomltree.Reader) KeySigner {
	s := KeySigner{Kind: r.String("kind"), HeldBy: l.heldBy(r), Scope: l.scope(r)}
	switch s.Kind {
	case kindPEM:
		s.Root = l.keyRoot(r)
		l.key(r, &s, func(text string) (string, error) {
			der, err := parsePEMKey(text)
			s.DER = der
			return keyID(der), err
		})
	case kindMinisign, kindSignify:
		l.key(r, &s, ParseRawKey)
		undated(r, s.Kind+" signature")
	case kindSSH:
		s.Namespace = cmp.Or(optional(r, "namespace", checkNamespace), SSHNamespace)
		l.key(r, &s, func(text string) (string, error) {
			k, err := ParseSSHKey(text)
			s.SSH = k.Wire
			return k.ID(), err
		})
		undated(r, s.Kind+" signature")
	default:
		r.Problem(r.At("kind"), "kind must be %q (a public key that Sigstore bundles are made with), %q, %q or %q", kindPEM, kindMinisign, kindSignify, kindSSH)
	}
	s.Name = l.signerName(r, s.ID)
	r.Done()
	return s
}

// noRoot stands for no trusted root, and so for no log and no time.
const noRoot = "none"

// keyRoot reads which trusted root's logs and times bundles under the key need.
func (l *loader) keyRoot(r *tomltree.Reader) string {
	if r.String("root") != noRoot {
		return l.rootName(r)
	}
	undated(r, "bundle without a log")
	return ""
}

// undated: what nobody but the signer dates cannot be bounded in time.
func undated(r *tomltree.Reader, kind string) {
	if r.Has("signed-before") {
		r.Problem(r.At("signed-before"), "signed-before can match nothing: only the signer says when a %s was made", kind)
	}
}

// checkNamespace bounds what ssh-keygen -n takes; an empty one is refused there too.
func checkNamespace(name string) error {
	if len(name) > limits.SSHNamespace {
		return fmt.Errorf("namespace has more than %d bytes", limits.SSHNamespace)
	}
	return nil
}

// key reads the public key, which gives the signer's ID.
func (l *loader) key(r *tomltree.Reader, s *KeySigner, parse func(string) (string, error)) {
	text := r.Text("key")
	if !r.Has("key") {
		r.Problem(r.Position(), "key is missing: a signer without one can match nothing")
	}
	if text == "" {
		return
	}
	id, err := parse(text)
	if err != nil {
		check(r, "key", err)
		return
	}
	s.ID = id
	// A threshold counts signers: one key must not count twice.
	k := bareKey{id, s.public()}
	if slices.ContainsFunc(l.keys, k.same) {
		r.Problem(r.At("key"), "this key is named twice")
	}
	l.keys = append(l.keys, k)
}

// rawKeySize is that of minisign's and signify's public keys: algorithm, key ID,
// and Ed25519 key.
const rawKeySize = 2 + 8 + 32

// ParseRawKey reads a public key of minisign or signify: the line that begins
// with RW, alone or below its untrusted comment. It returns the line as findings
// name the key.
func ParseRawKey(text string) (string, error) {
	line := strings.TrimSpace(text)
	if comment, rest, ok := strings.Cut(line, "\n"); ok && strings.HasPrefix(comment, "untrusted comment:") {
		line = strings.TrimSpace(rest)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(line)
	if err != nil || len(raw) != rawKeySize || string(raw[:2]) != "Ed" || strings.ContainsAny(line, "\r\n") {
		return "", errors.New("key must be a minisign or signify public key, the line that begins with RW")
	}
	return line, checkEd25519(raw[rawKeySize-ed25519.PublicKeySize:])
}

// rawKeyKind says by the comment above it whose public key this is: minisign's begins
// with its name, signify's is anybody's choice. A line alone may be either's.
func rawKeyKind(text string) string {
	comment, ok := strings.CutPrefix(strings.TrimSpace(text), "untrusted comment:")
	switch {
	case !ok:
		return ""
	case strings.HasPrefix(strings.TrimSpace(comment), "minisign "):
		return kindMinisign
	}
	return kindSignify
}

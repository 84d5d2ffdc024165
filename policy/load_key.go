package policy

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/x509"
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
		s.Root = l.rootName(r)
		l.key(r, &s, func(text string) (string, error) {
			der, err := parsePEMKey(text)
			s.DER = der
			return keyID(der), err
		})
	case kindMinisign, kindSignify:
		l.key(r, &s, ParseRawKey)
		undated(r, s.Kind)
	case kindSSH:
		s.Namespace = cmp.Or(optional(r, "namespace", checkNamespace), SSHNamespace)
		l.key(r, &s, func(text string) (string, error) {
			k, err := ParseSSHKey(text)
			s.SSH = k.Wire
			return k.ID(), err
		})
		undated(r, s.Kind)
	default:
		r.Problem(r.At("kind"), "kind must be %q (a public key that Sigstore bundles are made with), %q, %q or %q", kindPEM, kindMinisign, kindSignify, kindSSH)
	}
	s.Name = l.signerName(r, s.ID)
	r.Done()
	return s
}

// undated: what nobody but the signer dates cannot be bounded in time.
func undated(r *tomltree.Reader, kind string) {
	if r.Has("signed-before") {
		r.Problem(r.At("signed-before"), "signed-before can match nothing: only the signer says when a %s signature was made", kind)
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
	if slices.ContainsFunc(l.policy.KeySigners, s.sameKey) {
		r.Problem(r.At("key"), "this key is named twice")
	}
}

// sameKey reports whether two signers have one key. Signatures do not cover the key
// ID of minisign and signify: under another one they hold as well.
func (s *KeySigner) sameKey(o KeySigner) bool {
	bare := s.ed25519()
	return o.ID == s.ID || bare != nil && bytes.Equal(bare, o.ed25519())
}

// ed25519 returns the key as RFC 8032 has it, whatever the kind; nil for keys of
// other algorithms.
func (s *KeySigner) ed25519() []byte {
	switch s.Kind {
	case kindMinisign, kindSignify:
		if raw, err := base64.StdEncoding.DecodeString(s.ID); err == nil && len(raw) == rawKeySize {
			return raw[rawKeySize-ed25519.PublicKeySize:]
		}
	case kindSSH:
		r := sshReader{rest: s.SSH}
		if string(r.field()) == "ssh-ed25519" {
			return r.field()
		}
	case kindPEM:
		if public, err := x509.ParsePKIXPublicKey(s.DER); err == nil {
			bare, _ := public.(ed25519.PublicKey)
			return bare
		}
	}
	return nil
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
	return line, nil
}

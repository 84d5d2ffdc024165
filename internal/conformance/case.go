package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/trustdata"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const (
	bundleName      = "bundle.sigstore.json"
	defaultIdentity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
	defaultIssuer   = "https://token.actions.githubusercontent.com"
)

// testCase is one folder of the suite.
type testCase struct {
	name             string
	bundle, artifact []byte
	identity, issuer string
	key, root        []byte
}

// mustFail: the name says so.
func (c testCase) mustFail() bool { return strings.HasSuffix(c.name, "_fail") }

// asksBoth: in the suite this name, and no file, has a client asked for a key and
// an identity at once.
func (c testCase) asksBoth() bool {
	return strings.HasPrefix(c.name, "managed-key-and-client-identity")
}

// load reads all cases; a folder without any is an error.
func load(fsys fs.FS) ([]testCase, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	fallback, err := optional(fsys, "a.txt")
	if err != nil {
		return nil, err
	}
	var all []testCase
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		c, err := loadCase(fsys, e.Name(), fallback)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("no cases")
	}
	return all, nil
}

func loadCase(fsys fs.FS, name string, artifact []byte) (testCase, error) {
	c := testCase{name: name, artifact: artifact}
	var own, identity, issuer []byte
	for file, to := range map[string]*[]byte{
		"artifact": &own, "identity": &identity, "issuer": &issuer, "key.pub": &c.key, "trusted_root.json": &c.root,
	} {
		var err error
		if *to, err = optional(fsys, path.Join(name, file)); err != nil {
			return c, err
		}
	}
	if own != nil {
		c.artifact = own
	}
	if c.artifact == nil {
		return c, fmt.Errorf("case %s: neither an artifact nor a.txt", name)
	}
	c.identity = cmp.Or(strings.TrimSpace(string(identity)), defaultIdentity)
	c.issuer = cmp.Or(strings.TrimSpace(string(issuer)), defaultIssuer)
	var err error
	c.bundle, err = fs.ReadFile(fsys, path.Join(name, bundleName))
	return c, err
}

// optional reads a file; nil if there is none.
func optional(fsys fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if data == nil && err == nil {
		data = []byte{}
	}
	return data, err
}

// verify returns nil when the bundle holds for the artifact, by whom it must be.
// By digest, nothing but the artifact's SHA-256 is known.
func (c testCase) verify(ctx context.Context, byDigest bool) error {
	digests, err := c.digests(ctx, byDigest)
	if err != nil {
		return err
	}
	const name = "trusted_root.json"
	data := c.root
	if data == nil {
		data = trustdata.PublicGoodRoot()
	}
	root, err := sigstore.ParseTrustedRoot(name, data)
	if err != nil {
		return err
	}
	collector, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		return err
	}
	p := &policy.Policy{}
	if c.key != nil {
		block, _ := pem.Decode(c.key)
		if block == nil {
			return errors.New("key.pub is no PEM file")
		}
		p.KeySigners = []policy.KeySigner{{Name: "key.pub", Kind: "pem", DER: block.Bytes, HeldBy: policy.HeldByAuthor, Root: name}}
	}
	check, err := collector.Prepare(ctx, policy.Job{
		Evidence: []policy.File{{Path: bundleName, Data: c.bundle}}, Policy: p, Now: time.Unix(0, 0),
	})
	if err != nil {
		return err
	}
	return c.judge(check.Findings(ctx, digests))
}

func (c testCase) digests(ctx context.Context, byDigest bool) (*artifact.Digests, error) {
	if byDigest {
		sum := sha256.Sum256(c.artifact)
		return artifact.FromDigest(crypto.SHA256, sum[:])
	}
	return artifact.Read(ctx, bytes.NewReader(c.artifact), []artifact.Tap{{Hash: crypto.SHA384}})
}

// judge wants one sound finding by the signer.
func (c testCase) judge(findings []policy.Finding) error {
	if len(findings) != 1 {
		return fmt.Errorf("%d findings", len(findings))
	}
	f := findings[0]
	switch {
	case f.Status != policy.StatusSound:
		return fmt.Errorf("%s: %s %s", f.Status, f.Reason, f.Detail)
	case c.key != nil && f.Key == nil:
		return errors.New("it is not under the key")
	case c.key != nil && c.asksBoth():
		return errors.New("a bundle is under a key or by an identity, not both")
	case c.key == nil && (f.Certificate == nil || f.Certificate.SAN != c.identity):
		return errors.New("it is by another identity")
	case c.key == nil && f.Certificate.Issuer != c.issuer:
		return errors.New("the identity is confirmed by another issuer")
	}
	return nil
}

package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/trustdata"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const rootName = "trusted_root.json"

// errCrash is no verdict: a case that must fail does not pass by it.
var errCrash = errors.New("the verifier crashed")

// verify returns nil when the bundle holds for the artifact, by whom it must be.
// By digest, nothing but one digest of the artifact is known: its SHA-256, unless
// the bundle is over another.
func (c testCase) verify(ctx context.Context, byDigest bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errCrash, r)
		}
	}()
	collector, err := c.collector()
	if err != nil {
		return err
	}
	p, err := c.policy()
	if err != nil {
		return err
	}
	check, err := collector.Prepare(ctx, policy.Job{
		Evidence: []policy.File{{Path: bundleName, Data: c.bundle}}, Policy: p, Now: time.Unix(0, 0),
	})
	if err != nil {
		return err
	}
	digests, err := c.digests(ctx, check.Taps(), byDigest)
	if err != nil {
		return err
	}
	return c.judge(check.Findings(ctx, digests))
}

func (c testCase) collector() (*sigstore.Collector, error) {
	data := c.root
	if data == nil {
		data = trustdata.PublicGoodRoot()
	}
	root, err := sigstore.ParseTrustedRoot(rootName, data)
	if err != nil {
		return nil, err
	}
	return sigstore.New([]sigstore.TrustedRoot{root})
}

func (c testCase) policy() (*policy.Policy, error) {
	if c.key == nil {
		return &policy.Policy{}, nil
	}
	der, err := publicKey(c.key)
	if err != nil {
		return nil, err
	}
	return &policy.Policy{KeySigners: []policy.KeySigner{
		{Name: "key.pub", Kind: "pem", DER: der, HeldBy: policy.HeldByAuthor, Root: rootName},
	}}, nil
}

// publicKey takes a key in PEM, of the newer or of RSA's older form.
func publicKey(text []byte) ([]byte, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("key.pub is no PEM file")
	}
	if block.Type != "RSA PUBLIC KEY" {
		return block.Bytes, nil
	}
	key, err := x509.ParsePKCS1PublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read key.pub: %w", err)
	}
	return x509.MarshalPKIXPublicKey(key)
}

func (c testCase) digests(ctx context.Context, taps []policy.Tap, byDigest bool) (policy.Digests, error) {
	all, err := artifact.Read(ctx, bytes.NewReader(c.artifact), []artifact.Tap{{Hash: crypto.SHA384}})
	if err != nil || !byDigest {
		return all, err
	}
	hash := crypto.SHA256
	if len(taps) > 0 && !slices.ContainsFunc(taps, func(t policy.Tap) bool { return t.Hash == hash }) {
		hash = taps[0].Hash
	}
	sum, err := all.Sum(hash)
	if err != nil {
		return nil, err
	}
	return artifact.FromDigest(hash, sum)
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

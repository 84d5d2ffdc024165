package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
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
	// odd says why the folder cannot be run as a case; nil if it can.
	odd error
}

// mustFail: the name says so.
func (c testCase) mustFail() bool { return strings.HasSuffix(c.name, "_fail") }

// asksBoth: in the suite this name, and no file, has a client asked for a key and
// an identity at once.
func (c testCase) asksBoth() bool {
	return strings.HasPrefix(c.name, "managed-key-and-client-identity")
}

// load reads all cases. One that cannot be read is kept, with the cause, so that it
// is counted; a folder without any case is an error.
func load(fsys fs.FS) ([]testCase, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	fallback, _ := optional(fsys, "a.txt") // a case that needs it says that it is missing
	var all []testCase
	for _, e := range entries {
		if info, err := fs.Stat(fsys, e.Name()); err != nil || !info.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		all = append(all, loadCase(fsys, e.Name(), fallback))
	}
	if len(all) == 0 {
		return nil, errors.New("no cases")
	}
	return all, nil
}

func loadCase(fsys fs.FS, name string, artifact []byte) testCase {
	c := testCase{name: name}
	var own, identity, issuer []byte
	for file, to := range map[string]*[]byte{
		bundleName: &c.bundle, "artifact": &own, "identity": &identity, "issuer": &issuer, "key.pub": &c.key, "trusted_root.json": &c.root,
	} {
		var err error
		if *to, err = optional(fsys, path.Join(name, file)); err != nil {
			c.odd = fmt.Errorf("read %s: %w", file, err)
		}
	}
	if c.artifact = own; own == nil {
		c.artifact = artifact
	}
	switch {
	case c.odd != nil:
	case c.bundle == nil:
		c.odd = errors.New("no " + bundleName)
	case c.artifact == nil:
		c.odd = errors.New("neither an artifact nor a.txt")
	}
	c.identity = cmp.Or(strings.TrimSpace(string(identity)), defaultIdentity)
	c.issuer = cmp.Or(strings.TrimSpace(string(issuer)), defaultIssuer)
	return c
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

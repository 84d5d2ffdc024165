package main

import (
	"sync"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/sigstore"
)

// rootCache keeps trusted roots that several policies of one run name, so that
// each is parsed once. It is safe for concurrent use; nil keeps nothing.
type rootCache struct {
	mutex sync.Mutex
	roots map[rootKey]*cachedRoot
}

// rootKey tells roots apart: policies in two folders may mean two files by one name.
type rootKey struct{ name, path string }

type cachedRoot struct {
	once sync.Once
	root sigstore.TrustedRoot
	err  error
}

// root returns the root, which is made when it is first asked for.
func (c *rootCache) root(name, path string, make func() (sigstore.TrustedRoot, error)) (sigstore.TrustedRoot, error) {
	entry := c.entry(rootKey{name, path})
	if entry == nil {
		return make()
	}
	entry.once.Do(func() { entry.root, entry.err = make() })
	return entry.root, entry.err
}

// entry is the place of a root; nil if it is not kept.
func (c *rootCache) entry(key rootKey) *cachedRoot {
	if c == nil {
		return nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if e := c.roots[key]; e != nil || len(c.roots) >= limits.SharedRoots {
		return e
	}
	if c.roots == nil {
		c.roots = map[rootKey]*cachedRoot{}
	}
	e := &cachedRoot{}
	c.roots[key] = e
	return e
}

package sigstore

import (
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

// entity is a bundle as sigstore-go's verifier sees it.
type entity struct {
	*bundle.Bundle
	entries []*tlog.Entry
}

var _ verify.SignedEntity = entity{}

// Version hides the bundle's version, which was checked when it was loaded.
// For the known ones sigstore-go tries a second verifier for P-384 and P-521
// keys and says so on the process's standard error; [run.steps] makes that
// check instead.
func (e entity) Version() (string, error) { return "without compatibility verifier", nil }

// TlogEntries returns the entries parsed once.
func (e entity) TlogEntries() ([]*tlog.Entry, error) { return e.entries, nil }

func (p *parsed) entity() entity { return entity{p.bundle, p.entries} }

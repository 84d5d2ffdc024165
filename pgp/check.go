package pgp

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// check is a set of signature files that wait for the artifact.
type check struct {
	collector *Collector
	named     []string
	now       time.Time
	items     []*item
	taps      map[policy.Tap]bool
	// anonymous are the candidates for signatures without issuer, by algorithm.
	anonymous map[byte][]candidate

	budget budget
}

// item is one signature packet, or a file that is no set of signatures.
type item struct {
	file  string
	index int
	sig   *signature
	fault *fault
	// anybody is true when the signature names no issuer.
	anybody    bool
	candidates []candidate
	tap        policy.Tap
	// unhashed is true when the limit on salts left none for the signature.
	unhashed bool
}

func (c *check) addFile(f policy.File) {
	if f.Problem != "" {
		c.items = append(c.items, &item{file: f.Path, fault: &fault{f.Problem, f.Detail}})
		return
	}
	sigs, fault := safely(f.Data)
	if fault != nil {
		c.items = append(c.items, &item{file: f.Path, fault: fault})
		return
	}
	c.addSignatures(f.Path, sigs)
}

func (c *check) addSignatures(path string, sigs []parsedSignature) {
	for i, s := range sigs {
		it := &item{file: path, index: i + 1, sig: s.signature, fault: s.fault}
		c.prepare(it)
		c.items = append(c.items, it)
	}
}

// safely reads a file and turns a panic into a fault of that file.
func safely(data []byte) (sigs []parsedSignature, f *fault) {
	defer func() {
		if r := recover(); r != nil {
			sigs, f = nil, faultf(policy.ReasonMalformedEvidence, "the file could not be parsed")
		}
	}()
	return readSignatures(data)
}

// prepare finds the signature's candidates and what must be hashed for it.
func (c *check) prepare(it *item) {
	if it.sig == nil || it.sig.trailer == nil {
		return
	}
	names := it.sig.issuers()
	it.anybody = names.none()
	if it.fault != nil {
		return
	}
	if it.fault = it.sig.unusable(); it.fault != nil {
		return
	}
	if it.anybody {
		it.candidates = c.anybody(it.sig.algo)
	} else {
		it.candidates = c.collector.ring.issuedBy(names, c.named)
	}
	id, _ := it.sig.hashFunc()
	it.tap = policy.Tap{Hash: id, Prefix: string(it.sig.salt), Text: it.sig.kind == typeText}
}

// anybody lists the keys that a signature without issuer could be by.
func (c *check) anybody(algo byte) []candidate {
	all, known := c.anonymous[algo]
	if !known {
		all = c.collector.ring.ofAlgorithm(algo, c.named)
		if c.anonymous == nil {
			c.anonymous = map[byte][]candidate{}
		}
		c.anonymous[algo] = all
	}
	return all
}

// unusable says why the signature cannot be judged, whoever made it.
func (s *signature) unusable() *fault {
	if s.kind != typeBinary && s.kind != typeText {
		return faultf(policy.ReasonSignatureType, "a signature of type 0x%02x", s.kind)
	}
	if f := s.misshapen(); f != nil {
		return faultf(f.reason, "the signature has a %s", f.detail)
	}
	if _, f := s.hashFunc(); f != nil {
		return f
	}
	_, f := s.shell()
	return f
}

// chooseTaps asks for the hashes that some candidate key can use. Salted hashes
// serve one signature each and are costly: those come first that claim to be by
// somebody whom the policy names, then those by another key at hand; and those are
// left out that name no issuer.
func (c *check) chooseTaps() {
	var salted []*item
	for _, it := range c.items {
		switch {
		case it.fault != nil || len(it.candidates) == 0:
		case it.tap.Prefix == "":
			c.taps[it.tap] = true
		case it.anybody:
			it.fault = faultf(policy.ReasonUnknownKey, "a salted signature that names no issuer")
		default:
			salted = append(salted, it)
		}
	}
	slices.SortStableFunc(salted, func(a, b *item) int {
		x, y := a.candidates[0], b.candidates[0]
		return cmp.Or(trueFirst(a.claimsNamed(), b.claimsNamed()),
			trueFirst(x.claimed, y.claimed), trueFirst(x.named, y.named), trueFirst(a.fits(), b.fits()))
	})
	seen, misfits := map[policy.Tap]bool{}, 0
	for _, it := range salted {
		if !it.fits() {
			misfits++
		}
		if seen[it.tap] = true; len(seen) > limits.SaltedHashes || !it.fits() && misfits > limits.SaltedMisfits {
			it.unhashed = true
			continue
		}
		c.taps[it.tap] = true
	}
}

// claimsNamed reports whether the signature says to be by a key of somebody whom the
// policy names.
func (it *item) claimsNamed() bool {
	return len(it.candidates) > 0 && it.candidates[0].named && it.candidates[0].claimed
}

// fits reports whether some candidate is of a version that makes such signatures.
// Whom a signature names, anybody can write.
func (it *item) fits() bool {
	return slices.ContainsFunc(it.candidates, func(c candidate) bool { return matchingVersion(it.sig.version, c.key.version) })
}

// Taps implements [policy.Check].
func (c *check) Taps() []policy.Tap {
	return slices.SortedFunc(maps.Keys(c.taps), func(a, b policy.Tap) int {
		return slices.Compare([]byte(tapKey(a)), []byte(tapKey(b)))
	})
}

func tapKey(t policy.Tap) string { return fmt.Sprintf("%03d %t %x", t.Hash, t.Text, t.Prefix) }

// Findings implements [policy.Check]: one finding per signature packet, or one
// for a file that is no set of signatures.
func (c *check) Findings(ctx context.Context, d policy.Digests) []policy.Finding {
	var all []policy.Finding
	for _, it := range c.items {
		all = append(all, c.finding(ctx, it, d))
	}
	return all
}

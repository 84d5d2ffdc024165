package sigstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Collector is a [policy.Collector] for Sigstore evidence. It is safe for
// concurrent use and meant to be reused, so that verifiers are built once.
type Collector struct {
	roots []TrustedRoot
	keys  []managedKey
}

var _ policy.Collector = (*Collector)(nil)

// Option configures a [Collector].
type Option func(*Collector) error

// New returns a collector that trusts the given roots, each on its own. Without
// roots, evidence under a certificate is unusable.
func New(roots []TrustedRoot, opts ...Option) (*Collector, error) {
	c := &Collector{roots: slices.Clone(roots)}
	for i, r := range roots {
		if r.Name == "" || len(r.instances) == 0 {
			return nil, errors.New("use trusted root: it is empty")
		}
		if slices.ContainsFunc(roots[:i], func(o TrustedRoot) bool { return o.Name == r.Name }) {
			return nil, fmt.Errorf("use trusted root %s: given twice", r.Name)
		}
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Recognises reports whether content looks like JSON, which all forms of signatures
// are, like a timestamp, or is one of cosign's detached pieces, which cannot verify
// by themselves.
func (c *Collector) Recognises(data []byte) bool {
	return looksLikeJSON(data) || looksLikeToken(data) || detachedForm(data) != ""
}

// Prepare takes the files apart. What is wrong with a file is a finding.
func (c *Collector) Prepare(ctx context.Context, job policy.Job) (policy.Check, error) {
	k := &check{
		roots:  c.rootsFor(job.Policy),
		keys:   append(pemKeys(job.Policy), c.keys...),
		named:  namedRoots(job.Policy),
		policy: job.Policy,
		signed: signedFiles(job),
	}
	if k.policy == nil {
		k.policy = &policy.Policy{}
	}
	for _, f := range job.Evidence {
		items, err := prepareFile(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("prepare Sigstore evidence: %w", err)
		}
		for i := range items {
			items[i].remember(k)
		}
		k.items = append(k.items, items...)
	}
	return k, nil
}

// rootsFor orders the roots: those that the policy names come first, in its
// order, so that evidence which several know is reported under a named one.
func (c *Collector) rootsFor(p *policy.Policy) []TrustedRoot {
	named := namedRoots(p)
	rank := func(r TrustedRoot) int {
		if i := slices.Index(named, r.Name); i >= 0 {
			return i
		}
		return len(named)
	}
	roots := slices.Clone(c.roots)
	slices.SortStableFunc(roots, func(a, b TrustedRoot) int { return rank(a) - rank(b) })
	return roots
}

func namedRoots(p *policy.Policy) []string {
	if p == nil {
		return nil
	}
	return p.Roots()
}

// item is one piece of evidence between Prepare and Findings.
type item struct {
	finding policy.Finding // File, Index, Side, Form and Over; with parsed nil, all of it
	parsed  *parsed
	token   []byte // an RFC 3161 timestamp instead

	// What does not depend on the artifact is found out once, however many lists there
	// are that the piece may be about. Each panics again if its first call did.
	underRoots func() ([]policy.Witness, *problem)
	underKeys  func() keyed
	stamps     func() []policy.Finding
}

// remember sets the functions of a piece that can be judged.
func (it *item) remember(k *check) {
	piece := *it
	switch {
	case it.token != nil:
		it.stamps = sync.OnceValue(func() []policy.Finding { return []policy.Finding{k.token(piece)} })
	case it.parsed != nil:
		it.stamps = sync.OnceValue(func() []policy.Finding { return k.stamps(piece) })
		it.underRoots = sync.OnceValues(func() ([]policy.Witness, *problem) { return k.verifyUnderRoots(piece.parsed) })
		it.underKeys = sync.OnceValue(func() keyed { return k.verifyUnderKeys(piece) })
	}
}

// prepareFile takes one file apart. It fails only when the context ends.
func prepareFile(ctx context.Context, f policy.File) ([]item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	whole := policy.Finding{File: f.Path, Side: policy.SideSigstore, Form: formJSON, Over: policy.RoleArtifact}
	if f.Problem != "" {
		return []item{refused(whole, unusable(f.Problem, "%s", f.Detail))}, nil
	}
	if looksLikeToken(f.Data) {
		whole.Index, whole.Form = 1, formToken
		return []item{{finding: whole, token: f.Data}}, nil
	}
	pieces, form, p := split(f.Data)
	if p != nil {
		whole.Form = form
		return []item{refused(whole, p)}, nil
	}
	items := make([]item, 0, len(pieces))
	left := limits.FileWitnesses
	for i, piece := range pieces {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one := whole
		one.Index, one.Form = i+1, piece.form
		items = append(items, preparePiece(one, piece, &left))
	}
	return items, nil
}

// preparePiece parses one bundle and takes its log entries and timestamps from how
// many are left to the file. A panic of a parser spoils that piece alone.
func preparePiece(f policy.Finding, p piece, left *int) (it item) {
	defer func() {
		if r := recover(); r != nil {
			it = refused(f, unusable(policy.ReasonMalformedEvidence, "the parser gave up: %v", r))
		}
	}()
	if p.problem != nil {
		return refused(f, p.problem)
	}
	parsed, problem := parseBundle(p.bundle, left)
	if problem != nil {
		return refused(f, problem)
	}
	if f.Form += " v" + parsed.version; p.form != formBundle {
		f.Form = p.form
	}
	return item{finding: f, parsed: parsed}
}

func refused(f policy.Finding, p *problem) item {
	f.Status, f.Reason, f.Detail, f.RootDate = p.status(), p.reason, p.detail, p.rootDate
	return item{finding: f}
}

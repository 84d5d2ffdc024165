package trust

import (
	"slices"
	"time"

	"github.com/upsig/upsig/sigstore"
)

// Kind says what an authority of a trusted root does.
type Kind string

const (
	KindCertificateAuthority Kind = "certificate authority"
	KindTransparencyLog      Kind = "transparency log"
	KindCTLog                Kind = "CT log"
	KindTimestampAuthority   Kind = "timestamp authority"
)

// Verb says what became of an authority.
type Verb string

const (
	// Added: it is trusted from now on.
	Added Verb = "added"
	// Removed: it is no longer trusted, and what it vouched for is unknown.
	Removed Verb = "removed"
	// Changed: the same keys, under another validity, name or log ID.
	Changed Verb = "changed"
)

// Change is one difference between two trusted roots.
type Change struct {
	Verb Verb
	Kind Kind
	// Old is the authority as it was; zero for Added. New is as it is; zero for
	// Removed.
	Old, New sigstore.Authority
	// OldLogged and NewLogged say whether the instance has transparency logs, and
	// so asks for a log entry.
	OldLogged, NewLogged bool
}

// entry is an authority with its kind and what its instance asks of evidence.
type entry struct {
	kind Kind
	sigstore.Authority
	logged bool
}

func entries(f File) []entry {
	var all []entry
	for _, in := range f.Instances {
		for _, list := range lists(in) {
			for _, a := range list.authorities {
				if e := (entry{list.kind, a, len(in.TransparencyLogs) > 0}); !slices.Contains(all, e) {
					all = append(all, e)
				}
			}
		}
	}
	return all
}

type kindList struct {
	kind        Kind
	authorities []sigstore.Authority
}

func lists(in sigstore.RootInfo) []kindList {
	return []kindList{
		{KindCertificateAuthority, in.CertificateAuthorities},
		{KindTransparencyLog, in.TransparencyLogs},
		{KindCTLog, in.CTLogs},
		{KindTimestampAuthority, in.TimestampAuthorities},
	}
}

// Compare lists what differs between two roots: removals first, then changes,
// then additions, each in the order of the files. What is trusted is compared,
// the keys and certificates; layout and order in the files are not. A zero File
// stands for no root.
func Compare(before, after File) []Change {
	old, now := entries(before), entries(after)
	var removed, changed, added []Change
	// Equal entries pair off first, so that one key under two validities does not
	// show as changed because of its sibling.
	old, now = without(old, now), without(now, old)
	for _, o := range old {
		if i := slices.IndexFunc(now, o.same); i >= 0 {
			changed = append(changed, Change{Changed, o.kind, o.Authority, now[i].Authority, o.logged, now[i].logged})
			now = slices.Delete(now, i, i+1)
			continue
		}
		removed = append(removed, Change{Verb: Removed, Kind: o.kind, Old: o.Authority, OldLogged: o.logged})
	}
	for _, n := range now {
		added = append(added, Change{Verb: Added, Kind: n.kind, New: n.Authority, NewLogged: n.logged})
	}
	return slices.Concat(removed, changed, added)
}

// same reports whether two entries trust the same keys for the same purpose.
func (e entry) same(o entry) bool { return e.kind == o.kind && e.Digest == o.Digest && e.Digest != "" }

func without(all, others []entry) []entry {
	return slices.DeleteFunc(slices.Clone(all), func(e entry) bool { return slices.Contains(others, e) })
}

// OlderError says that a root is older than the one it would replace.
type OlderError struct{ Old, New time.Time }

func (e *OlderError) Error() string {
	return "the newest content of the new root is of " + e.New.UTC().Format(time.DateOnly) +
		", that of the root it would replace of " + e.Old.UTC().Format(time.DateOnly)
}

// CheckNewer fails with [OlderError] when the newest content of a root is older
// than that of the root which it would replace, or when that is so of an instance in
// it: another, newer one beside it does not make up for that.
func CheckNewer(before, after File) error {
	if after.Newest().Before(before.Newest()) {
		return &OlderError{before.Newest(), after.Newest()}
	}
	old, now := slices.Clone(before.Instances), slices.Clone(after.Instances)
	for _, same := range []func(a, b sigstore.RootInfo) bool{sameInstance, sharesKeys, sharesNames} {
		for i := 0; i < len(old); i++ {
			j := slices.IndexFunc(now, func(n sigstore.RootInfo) bool { return same(old[i], n) })
			if j < 0 {
				continue
			}
			if now[j].Newest.Before(old[i].Newest) {
				return &OlderError{old[i].Newest, now[j].Newest}
			}
			old, now = slices.Delete(old, i, i+1), slices.Delete(now, j, j+1)
			i--
		}
	}
	// Those that are left may stand for each other: nothing tells.
	for _, o := range old {
		for _, n := range now {
			if n.Newest.Before(o.Newest) {
				return &OlderError{o.Newest, n.Newest}
			}
		}
	}
	return nil
}

func sameInstance(a, b sigstore.RootInfo) bool { return a.Digest == b.Digest }

func sharesKeys(a, b sigstore.RootInfo) bool {
	return sharesAuthority(a, b, func(x, y sigstore.Authority) bool { return x.Digest != "" && x.Digest == y.Digest })
}

func sharesNames(a, b sigstore.RootInfo) bool {
	return sharesAuthority(a, b, func(x, y sigstore.Authority) bool { return x.Name != "" && x.Name == y.Name })
}

// sharesAuthority reports whether two instances have an authority of one kind in
// common.
func sharesAuthority(a, b sigstore.RootInfo, same func(x, y sigstore.Authority) bool) bool {
	others := lists(b)
	for i, list := range lists(a) {
		for _, x := range list.authorities {
			if slices.ContainsFunc(others[i].authorities, func(y sigstore.Authority) bool { return same(x, y) }) {
				return true
			}
		}
	}
	return false
}

package trust

import (
	"slices"
	"time"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// Schema names the form of a [Listing] in JSON.
const Schema = "upsig/trust/v1"

// Listing says what several trusted roots contain and serve. It is what both
// text and JSON are made from.
type Listing struct {
	Schema string `json:"schema"`
	// At is the time that ages are counted to.
	At    time.Time `json:"at"`
	Roots []Entry   `json:"roots"`
}

// Entry is one trusted root.
type Entry struct {
	// Name is "public-good" for the embedded root, else the file.
	Name   string `json:"name"`
	File   string `json:"file,omitempty"`
	Digest string `json:"digest"`
	// Modified is the date of the file.
	Modified *time.Time `json:"modified,omitempty"`
	// Newest is the newest start of a validity period. What came later is unknown
	// to the root.
	Newest  time.Time `json:"newest"`
	AgeDays int       `json:"age_days"`
	// Signers are those of the policies at hand that name this root.
	Signers   []string   `json:"signers,omitempty"`
	Instances []Instance `json:"instances"`
}

// Instance is one Sigstore deployment in a root.
type Instance struct {
	Digest string `json:"digest"`
	// GitHub is true for an instance that calls itself GitHub's own: it serves
	// signers with root = "github".
	GitHub bool `json:"github"`
	// Identities is true when it can verify certificates, and not only keys.
	Identities bool `json:"identities"`
	// Time is how evidence proves its time: "log entry" or "RFC 3161 timestamp".
	Time        string      `json:"time"`
	Authorities []Authority `json:"authorities"`
}

// Authority is one log or authority of an instance.
type Authority struct {
	Kind   Kind       `json:"kind"`
	Name   string     `json:"name"`
	ID     string     `json:"id"`
	Digest string     `json:"digest"`
	From   *time.Time `json:"from,omitempty"`
	To     *time.Time `json:"to,omitempty"`
	// Ended is true when its validity is over: old evidence alone.
	Ended bool `json:"ended"`
}

// Use is a signer of a policy and the root that it names.
type Use struct {
	// Root is the path of the root, "public-good" or "github".
	Root string
	// Signer is for people: the signer's name and the policy's file.
	Signer string
}

// List describes roots as of a time. Uses attach to the root that they name: the
// embedded one, a file of this path, or any that holds GitHub's instance.
func List(files []File, uses []Use, at time.Time) Listing {
	l := Listing{Schema: Schema, At: at.UTC(), Roots: []Entry{}}
	for _, f := range files {
		l.Roots = append(l.Roots, describe(f, uses, at))
	}
	return l
}

func describe(f File, uses []Use, at time.Time) Entry {
	e := Entry{Name: f.Path, File: f.Path, Digest: f.Digest(), Modified: date(f.Modified), Newest: f.Newest().UTC()}
	if f.Path == "" {
		e.Name = policy.PublicGood
	}
	e.AgeDays = max(0, int(at.Sub(e.Newest)/(24*time.Hour)))
	for _, u := range uses {
		if (u.Root == e.Name || u.Root == policy.GitHub && hasGitHub(f)) && !slices.Contains(e.Signers, u.Signer) {
			e.Signers = append(e.Signers, u.Signer)
		}
	}
	for _, in := range f.Instances {
		e.Instances = append(e.Instances, instance(in, at))
	}
	return e
}

// hasGitHub reports whether signers with root = "github" may be served from it.
func hasGitHub(f File) bool {
	return slices.ContainsFunc(f.Instances, func(in sigstore.RootInfo) bool { return in.GitHub })
}

func instance(in sigstore.RootInfo, at time.Time) Instance {
	out := Instance{Digest: in.Digest, GitHub: in.GitHub, Identities: len(in.CertificateAuthorities) > 0, Time: "RFC 3161 timestamp", Authorities: []Authority{}}
	if len(in.TransparencyLogs) > 0 {
		out.Time = "log entry"
	}
	for _, list := range lists(in) {
		for _, a := range list.authorities {
			out.Authorities = append(out.Authorities, plain(list.kind, a, at))
		}
	}
	return out
}

func plain(kind Kind, a sigstore.Authority, at time.Time) Authority {
	return Authority{
		Kind: kind, Name: a.Name, ID: a.ID, Digest: a.Digest, From: date(a.From), To: date(a.To),
		Ended: !a.To.IsZero() && a.To.Before(at),
	}
}

// date is nil for no date, so that JSON does not show the year 1.
func date(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

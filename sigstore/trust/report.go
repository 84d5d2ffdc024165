package trust

import "time"

// ReportSchema names the form of a [Report] in JSON.
const ReportSchema = "upsig/trust-change/v1"

// Report says what storing a root changes. It is what both text and JSON are
// made from.
type Report struct {
	Schema string `json:"schema"`
	File   string `json:"file"`
	// Source is where the root comes from, a file or an address.
	Source string `json:"source"`
	// Before is the digest of the root that is replaced; empty if there is none.
	Before  string    `json:"before,omitempty"`
	Digest  string    `json:"digest"`
	Newest  time.Time `json:"newest"`
	Changes []Step    `json:"changes"`
	// Written is true once the file is.
	Written bool `json:"written"`
}

// Step is one [Change] as plain data.
type Step struct {
	Verb      Verb      `json:"verb"`
	Authority Authority `json:"authority"`
	// Was is how a changed authority was.
	Was *Authority `json:"was,omitempty"`
	// LogDropped is true when evidence under this authority needed a log entry
	// before and does not now.
	LogDropped bool `json:"log_dropped,omitempty"`
}

// NewReport compares a root with the one that it replaces, if any.
func NewReport(path, source string, before, after File, at time.Time) Report {
	r := Report{Schema: ReportSchema, File: path, Source: source, Digest: after.Digest(), Newest: after.Newest().UTC(), Changes: []Step{}}
	if len(before.Instances) > 0 {
		r.Before = before.Digest()
	}
	for _, c := range Compare(before, after) {
		r.Changes = append(r.Changes, c.step(at))
	}
	return r
}

func (c Change) step(at time.Time) Step {
	s := Step{Verb: c.Verb, LogDropped: c.Verb == Changed && c.OldLogged && !c.NewLogged}
	was := plain(c.Kind, c.Old, at)
	switch c.Verb {
	case Removed:
		s.Authority = was
	case Changed:
		s.Authority, s.Was = plain(c.Kind, c.New, at), &was
	default:
		s.Authority = plain(c.Kind, c.New, at)
	}
	return s
}

// Same reports whether the very file is there already.
func (r Report) Same() bool { return r.Before == r.Digest }

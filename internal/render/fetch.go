package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/keyrings/fetch"
	"github.com/upsig/upsig/pgp"
)

// FetchResults writes how places answered, and how their copies differ.
func FetchResults(w io.Writer, all []fetch.Result, agreed []fetch.Agreement, style Style) error {
	p := &page{Style: style}
	for _, r := range all {
		p.fetched(r)
	}
	for _, a := range agreed {
		p.agreement(a)
	}
	return p.writeTo(w)
}

func (p *page) fetched(r fetch.Result) {
	paint := p.faint
	switch r.Status {
	case fetch.StatusFound:
		paint = p.good
	case fetch.StatusOther, fetch.StatusFailed, fetch.StatusUnreadable:
		paint = p.warn
	case fetch.StatusAbsent:
	}
	p.painted(0, status(r), address(r), paint)
	if r.Err != nil && r.Status != fetch.StatusAbsent {
		p.row(2, "why", r.Err.Error())
	}
	for _, c := range r.Dropped {
		p.row(2, "dropped", describeCertificate(c)+"; not asked for")
	}
	for _, problem := range r.Problems {
		p.row(2, "problem", problemText(problem.Reason, problem.Fingerprint+" "+problem.Detail))
	}
}

// status is a failure for the zero result.
func status(r fetch.Result) string {
	if r.Status == "" {
		return string(fetch.StatusFailed)
	}
	return string(r.Status)
}

// address is where the answer came from; with where it was sought, if that
// differs.
func address(r fetch.Result) string {
	if r.URL == "" || r.URL == r.Source.URL {
		return r.Source.URL
	}
	return r.URL + ", for " + r.Source.URL
}

func describeCertificate(c *pgp.Certificate) string {
	who := "no user ID"
	if ids := c.SignedUserIDs(); len(ids) > 0 {
		who = fmt.Sprintf("%q", ids[0])
	}
	return fmt.Sprintf("%s, made %s, calls itself %s", c.Fingerprint(), c.Created().Format(time.DateOnly), who)
}

func (p *page) agreement(a fetch.Agreement) {
	if !a.Found() {
		p.painted(0, "nowhere", a.Fingerprint, p.bad)
		return
	}
	for _, v := range a.Views {
		var missing []string
		paint := p.faint
		for _, c := range v.Lacks {
			missing = append(missing, strings.TrimSpace(string(c.Code)+" "+c.Detail))
			if c.Code == keyrings.ChangeLacksRevocation {
				paint = p.bad
			}
		}
		if len(missing) > 0 {
			p.painted(0, "differs", fmt.Sprintf("%s of %s, from the others' together: %s", a.Fingerprint, v.URL, strings.Join(missing, "; ")), paint)
		}
		if v.Err != nil {
			p.painted(0, "differs", fmt.Sprintf("%s of %s cannot be compared: %v", a.Fingerprint, v.URL, v.Err), p.warn)
		}
	}
}

// FetchList writes what places have, for somebody who has yet to confirm it.
func FetchList(w io.Writer, all []fetch.Result, style Style) error {
	p := &page{Style: style}
	for _, r := range all {
		p.painted(0, status(r), address(r), p.bold)
		if r.Err != nil && r.Status != fetch.StatusAbsent {
			p.row(2, "why", r.Err.Error())
		}
		for _, c := range append(r.Certificates[:len(r.Certificates):len(r.Certificates)], r.Dropped...) {
			p.row(2, "has", describeCertificate(c))
		}
		for _, problem := range r.Problems {
			p.row(2, "problem", problemText(problem.Reason, problem.Fingerprint+" "+problem.Detail))
		}
	}
	return p.writeTo(w)
}

type fetchedJSON struct {
	Kind         fetch.Kind        `json:"kind"`
	Asked        string            `json:"asked"`
	Status       string            `json:"status"`
	URL          string            `json:"url,omitempty"`
	Date         time.Time         `json:"date"`
	Digest       string            `json:"digest,omitempty"`
	Error        string            `json:"error,omitempty"`
	Certificates []certificateJSON `json:"certificates"`
	Problems     []string          `json:"problems,omitempty"`
}

type certificateJSON struct {
	Fingerprint string    `json:"fingerprint"`
	Created     time.Time `json:"created"`
	UserIDs     []string  `json:"userIDs"`
	AskedFor    bool      `json:"askedFor"`
}

// FetchJSON writes what places have (schema upsig/fetch/v1).
func FetchJSON(w io.Writer, all []fetch.Result) error {
	places := []fetchedJSON{}
	for _, r := range all {
		f := fetchedJSON{
			Kind: r.Source.Kind, Asked: r.Asked, Status: status(r), URL: r.URL, Date: r.Date, Digest: r.SHA256,
			Certificates: []certificateJSON{},
		}
		if r.Err != nil {
			f.Error = r.Err.Error()
		}
		for _, c := range r.Certificates {
			f.Certificates = append(f.Certificates, certificateJSON{c.Fingerprint(), c.Created(), orEmpty(c.SignedUserIDs()), true})
		}
		for _, c := range r.Dropped {
			f.Certificates = append(f.Certificates, certificateJSON{c.Fingerprint(), c.Created(), orEmpty(c.SignedUserIDs()), false})
		}
		for _, problem := range r.Problems {
			f.Problems = append(f.Problems, problemText(problem.Reason, problem.Fingerprint+" "+problem.Detail))
		}
		places = append(places, f)
	}
	return WriteJSON(w, struct {
		Schema string        `json:"schema"`
		Places []fetchedJSON `json:"places"`
	}{"upsig/fetch/v1", places})
}

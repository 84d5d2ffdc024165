package fetch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/policy"
)

// Client asks places. The zero value talks to the Internet.
type Client struct {
	// Progress, if not nil, is told each address before it is asked.
	Progress func(address string)
	// Web is for tests; nil is the ordinary client.
	Web *webget.Client
}

// All asks places one after the other for the certificates with these primary
// fingerprints, each address once. Without fingerprints nothing is kept, and the
// results tell what there is. now is the date of the results.
//
// An error means that the call makes no sense: a bad fingerprint, an address that
// is not https, too many places. What goes wrong at a place is in its result.
func (c Client) All(ctx context.Context, places []Place, fingerprints []string, now time.Time) ([]Result, error) {
	web := c.Web
	if web == nil {
		web = webget.New(webget.Options{})
	}
	if len(places) > limits.FetchSources {
		return nil, fmt.Errorf("fetch: %d places, more than %d: name some of the fingerprints, and then the others", len(places), limits.FetchSources)
	}
	for _, p := range places {
		if err := web.CheckAddress(p.URL); err != nil {
			return nil, fmt.Errorf("fetch: %w", err)
		}
	}
	var wanted []string
	for _, f := range fingerprints {
		fpr, err := policy.ParseFingerprint(f)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, fpr)
	}
	var all []Result
	for i, p := range places {
		if !slices.Contains(places[:i], p) {
			all = append(all, c.ask(ctx, web, p, wanted, now))
		}
	}
	return all, nil
}

// ask asks one place.
func (c Client) ask(ctx context.Context, web *webget.Client, p Place, wanted []string, now time.Time) Result {
	r := Result{Source: p, Status: StatusFailed, Date: now.UTC()}
	r.Asked = p.URL
	file, err := c.get(ctx, web, r.Asked)
	if webget.NoSuchHost(err) && p.Otherwise != "" {
		r.Asked = p.Otherwise
		file, err = c.get(ctx, web, r.Asked)
	}
	switch {
	case errors.Is(err, webget.ErrNotFound):
		r.Status, r.Err = StatusAbsent, err
	case err != nil:
		r.Err = err
	default:
		r.take(file, wanted)
	}
	return r
}

func (c Client) get(ctx context.Context, web *webget.Client, address string) (webget.File, error) {
	if c.Progress != nil {
		c.Progress(address)
	}
	return web.Get(ctx, address, limits.FetchedKey)
}

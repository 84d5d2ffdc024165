package webget

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/upsig/upsig/internal/limits"
)

// Errors of [Client.Get]. What the network says is wrapped beside them.
var (
	// ErrNotFound says that the server has no such file (404 or 410).
	ErrNotFound = errors.New("not found")
	// ErrTooLarge says that the body is beyond the limit of the caller.
	ErrTooLarge = errors.New("the body is too large")
	// ErrRedirects says that there were more than [limits.FetchRedirects].
	ErrRedirects = errors.New("too many redirects")
)

// StatusError is an answer other than 200, 404 and 410.
type StatusError struct{ Code int }

func (e *StatusError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the server answers %d %s", e.Code, http.StatusText(e.Code)))
}

// File is what was fetched. The bytes prove nothing about themselves.
type File struct {
	// URL is where the bytes came from, after redirects.
	URL string
	// Body are the bytes as sent, at most as many as were allowed.
	Body []byte
}

// Get fetches one file of at most max bytes. A body that ends before its stated
// length is an error, and so is one that is encoded.
func (c *Client) Get(ctx context.Context, address string, max int64) (File, error) {
	if c.direct == nil || c.strict == nil {
		return File{}, errNoClient
	}
	u, err := c.parse(address, nil)
	if err != nil {
		return File{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	for hop := 0; hop <= limits.FetchRedirects; hop++ {
		file, next, err := c.hop(ctx, u, hop, max)
		if err != nil {
			return File{}, hopError(u, err)
		}
		if next == "" {
			return file, nil
		}
		if u, err = c.parse(next, u); err != nil {
			return File{}, fmt.Errorf("follow a redirect of %s: %w", address, err)
		}
	}
	return File{}, fmt.Errorf("fetch %s: %w (more than %d)", address, ErrRedirects, limits.FetchRedirects)
}

// hop makes one request and returns the file or where a redirect leads.
func (c *Client) hop(ctx context.Context, u *url.URL, hop int, max int64) (File, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return File{}, "", err
	}
	req.Header.Set("User-Agent", "upsig")
	res, err := c.through(u, hop).RoundTrip(req)
	if err != nil {
		return File{}, "", err
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		body, err := read(res, max)
		return File{URL: u.String(), Body: body}, "", err
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next := res.Header.Get("Location")
		if next == "" {
			return File{}, "", errors.New("a redirect that leads nowhere")
		}
		return File{}, next, nil
	case http.StatusNotFound, http.StatusGone:
		return File{}, "", ErrNotFound
	}
	return File{}, "", &StatusError{res.StatusCode}
}

func read(res *http.Response, max int64) ([]byte, error) {
	if e := res.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, errors.New("the body is encoded though nobody asked for it")
	}
	if res.ContentLength > max {
		return nil, fmt.Errorf("%w: %d bytes, more than %d", ErrTooLarge, res.ContentLength, max)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, max+1))
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	if int64(len(body)) > max {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max)
	}
	return body, nil
}

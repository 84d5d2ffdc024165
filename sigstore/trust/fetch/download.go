package fetch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/webget"
)

// notFound is how the client knows, where the next root would be, that it has
// the last one.
const notFound = 404

// downloads hands the TUF client what it asks for, within the bounds of one
// update. The client calls it from one goroutine.
type downloads struct {
	ctx      context.Context
	web      *webget.Client
	progress func(address string)
	files    int
	left     int64
	failed   error
}

// DownloadFile is go-tuf's interface. The client decides by the length how much
// a file may have, which for some is a number that the repository wrote. The last
// failure is kept, since the client hides some causes.
func (d *downloads) DownloadFile(address string, max int64, _ time.Duration) ([]byte, error) {
	d.files++
	if d.files > limits.FetchedTUFFiles {
		d.failed = fmt.Errorf("%w: more than %d files", ErrTooMuch, limits.FetchedTUFFiles)
		return nil, d.failed
	}
	d.progress(address)
	file, err := d.web.Get(d.ctx, address, min(max, d.left))
	if errors.Is(err, webget.ErrNotFound) {
		return nil, &metadata.ErrDownloadHTTP{StatusCode: notFound, URL: address}
	}
	if err != nil {
		if errors.Is(err, webget.ErrTooLarge) {
			err = fmt.Errorf("%w: %w", ErrTooMuch, err)
		}
		d.failed = err
		return nil, err
	}
	d.left -= int64(len(file.Body))
	return file.Body, nil
}

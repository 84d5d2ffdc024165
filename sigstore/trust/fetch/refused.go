package fetch

import (
	"errors"
	"fmt"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// ErrInitial says that the initial root is no root metadata signed by its own keys. The
// mirror was not asked then.
var ErrInitial = errors.New("the initial root cannot be used")

// Errors of [Client.Update] that speak of the mirror's metadata.
var (
	// ErrRefused says that metadata or file did not pass the checks of TUF. The
	// next four say which check; without one of them it is another.
	ErrRefused = errors.New("refused")
	// ErrExpired says that metadata has expired: the mirror is stale, or holds
	// back news.
	ErrExpired = fmt.Errorf("%w: expired metadata", ErrRefused)
	// ErrRollback says that metadata is older than what was seen before.
	ErrRollback = fmt.Errorf("%w: rollback", ErrRefused)
	// ErrSignature says that too few of the keys that must sign did.
	ErrSignature = fmt.Errorf("%w: bad or too few signatures", ErrRefused)
	// ErrMismatch says that a file differs from what signed metadata says.
	ErrMismatch = fmt.Errorf("%w: length or digest differs", ErrRefused)
	// ErrTooMuch says that a file, or the whole update, is beyond its bounds.
	ErrTooMuch = fmt.Errorf("%w: beyond the limits", ErrRefused)
)

// explain gives the client's error its place among ours.
func (d *downloads) explain(err error) error {
	if d.failed != nil {
		return d.failed
	}
	for _, c := range []struct {
		is   error
		ours error
	}{
		{&metadata.ErrExpiredMetadata{}, ErrExpired},
		{&metadata.ErrBadVersionNumber{}, ErrRollback},
		{&metadata.ErrUnsignedMetadata{}, ErrSignature},
		{&metadata.ErrLengthOrHashMismatch{}, ErrMismatch},
		{&metadata.ErrDownload{}, nil},
	} {
		if !errors.Is(err, c.is) {
			continue
		}
		if c.ours == nil {
			return err
		}
		return fmt.Errorf("%w: %w", c.ours, err)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}

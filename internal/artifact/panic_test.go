package artifact

import (
	"errors"
	"testing"

	"github.com/upsig/upsig/internal/decompress"
)

// A decompressor that panics does so in a goroutine of ours, where nobody else could
// catch it: the program would end as one does that was called wrongly.
func TestPanicOfADecompressor(t *testing.T) {
	c := readContent(t.Context(), panicking{}, nil)
	if c.Digests != nil || !errors.Is(c.Err, decompress.ErrMalformed) {
		t.Errorf("%+v", c)
	}
}

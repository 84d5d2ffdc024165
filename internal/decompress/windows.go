package decompress

import (
	"fmt"

	"github.com/upsig/upsig/internal/limits"
)

// windows keeps the work of clearing one window after the other in proportion to
// the file, and of preparing one decoder after the other: each xz block and each
// lzip member asks for both, and an empty one of 60 bytes may ask for as much as a
// full one.
type windows struct {
	in    *counter
	asked int64
}

// ask allows another window of that size, or not.
func (w *windows) ask(size int) error {
	w.asked += int64(size) + limits.ContentStart
	if w.asked > limits.ContentWindows && w.asked/limits.ContentWindowRatio > w.in.n {
		return fmt.Errorf("%w: it needs too many windows for its size", ErrBomb)
	}
	return nil
}

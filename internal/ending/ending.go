// Package ending lets a program end cleanly when a signal asks for it, also while
// it reads from where nothing ever comes.
package ending

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// InTime runs the program. When the context ends, the run is to end by itself and
// to remove what it has not finished. Where it blocks and notices nothing, as in
// opening a FIFO, late is called after [limits.Grace] and gives the exit code.
// stop, which is called first, makes a second signal end the program at once.
func InTime(ctx context.Context, stop func(), run func() int, late func(error) int) int {
	done := make(chan int, 1)
	go func() { done <- run() }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
		stop()
	}
	select {
	case code := <-done:
		return code
	case <-time.After(limits.Grace):
		return late(fmt.Errorf("stopped: %w", context.Cause(ctx)))
	}
}

// Reader returns a reader whose reads end with the context: standard input may be
// a terminal or a pipe on which nothing ever comes.
func Reader(ctx context.Context, r io.Reader) io.Reader { return &reader{ctx, r} }

type reader struct {
	ctx context.Context
	r   io.Reader
}

type result struct {
	n   int
	err error
}

// Read reads in the background. When the context ends first, that read goes on
// into a buffer that must not be used any more, and the program is about to end.
func (i *reader) Read(p []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, context.Cause(i.ctx)
	}
	done := make(chan result, 1)
	go func() {
		n, err := i.r.Read(p)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-i.ctx.Done():
		return 0, context.Cause(i.ctx)
	}
}

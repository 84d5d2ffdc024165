package artifact

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// The ring: large enough that a reader and hashes of different speed seldom
// wait for each other, small enough to stay in a CPU's cache, and for its pages not
// to show in the time: a virtual machine may take 40 µs for the first touch of each.
const (
	ringBuffers = 4
	bufferSize  = 256 << 10
	// firstBuffer is all that a small file needs: clearing the whole ring would
	// cost more than its hashes.
	firstBuffer = 64 << 10
)

// block is one buffer of the ring on its way through all sinks.
type block struct {
	buffer []byte
	data   []byte
	// waiting counts the sinks that have not taken the block yet.
	waiting atomic.Int32
}

// fan hands every block to every sink, each in its own goroutine, and takes the
// block back once the slowest sink is done with it. Buffers are made when they
// are needed, ringBuffers at most.
type fan struct {
	made    int
	free    chan *block
	queues  []chan *block
	workers sync.WaitGroup
}

func newFan(sinks []io.Writer) *fan {
	// The first block, which is not of the ring, comes back as well.
	f := &fan{free: make(chan *block, ringBuffers+1)}
	for _, sink := range sinks {
		queue := make(chan *block, ringBuffers+1)
		f.queues = append(f.queues, queue)
		f.workers.Go(func() { f.drain(queue, sink) })
	}
	return f
}

// take returns a block that no sink holds, and waits for one if there are as many
// as there may be.
func (f *fan) take() *block {
	select {
	case b := <-f.free:
		return b
	default:
	}
	if f.made < ringBuffers {
		f.made++
		return &block{buffer: make([]byte, bufferSize)}
	}
	return <-f.free
}

// drain feeds one sink until its queue is closed. Sinks are hashes, and a pipe
// that takes whatever comes; they never fail.
func (f *fan) drain(queue <-chan *block, sink io.Writer) {
	for b := range queue {
		sink.Write(b.data)
		if b.waiting.Add(-1) == 0 {
			f.free <- b
		}
	}
}

func (f *fan) send(b *block, n int) {
	b.data = b.buffer[:n]
	b.waiting.Store(int32(len(f.queues)))
	for _, q := range f.queues {
		q <- b
	}
}

// close waits until all sinks have taken all that was sent.
func (f *fan) close() {
	for _, q := range f.queues {
		close(q)
	}
	f.workers.Wait()
}

// fanOut reads r to its end into all sinks and returns the number of bytes.
// When it returns, none of its goroutines runs any more.
func fanOut(ctx context.Context, r io.Reader, sinks []io.Writer) (int64, error) {
	defer interruptible(ctx, r)()
	first := &block{buffer: make([]byte, firstBuffer)}
	n, err := fill(ctx, r, first.buffer)
	if err != nil {
		if err == io.EOF {
			writeAll(sinks, first.buffer[:n])
			err = nil
		}
		return int64(n), err
	}
	f := newFan(sinks)
	defer f.close()
	f.send(first, n)
	rest, err := f.pump(ctx, r)
	return int64(n) + rest, err
}

func writeAll(sinks []io.Writer, data []byte) {
	for _, sink := range sinks {
		sink.Write(data)
	}
}

// pump reads r to its end into the queues.
func (f *fan) pump(ctx context.Context, r io.Reader) (size int64, err error) {
	for {
		b := f.take()
		n, err := fill(ctx, r, b.buffer)
		size += int64(n)
		if n > 0 {
			f.send(b, n)
		}
		if err == io.EOF {
			return size, nil
		}
		if err != nil {
			return size, err
		}
	}
}

// fill reads until the buffer is full, the data ends ([io.EOF]), the context is
// done, or the reader fails.
func fill(ctx context.Context, r io.Reader, buffer []byte) (int, error) {
	n := 0
	for empty := 0; n < len(buffer); empty++ {
		if err := ctx.Err(); err != nil {
			return n, context.Cause(ctx)
		}
		m, err := r.Read(buffer[n:])
		n += m
		switch {
		case err != nil && err != io.EOF && ctx.Err() != nil:
			return n, context.Cause(ctx)
		case err != nil:
			return n, err
		case m > 0:
			empty = 0
		case empty >= limits.EmptyReads:
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}

// interruptible makes a blocked read of a pipe or connection end when the
// context does, where the reader knows deadlines. Others notice the context
// when their current read returns. The result undoes it.
func interruptible(ctx context.Context, r io.Reader) (undo func() bool) {
	d, ok := r.(interface{ SetReadDeadline(time.Time) error })
	if !ok {
		return func() bool { return false }
	}
	return context.AfterFunc(ctx, func() { _ = d.SetReadDeadline(time.Unix(1, 0)) })
}

package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/upsig/upsig/internal/limits"
)

// slot is where a worker leaves the result of one item.
type slot[In, Out any] struct {
	item   In
	result chan Out
}

// inOrder does the work on all items with so many workers, and hands over the
// results in the order of the items, each as soon as its turn comes. A slow item
// holds up the others only once a bounded number of results waits behind it, so
// that memory does not grow with the number of items.
//
// It ends early, and fails, when the context ends or take fails. No worker
// outlives the call.
func inOrder[In, Out any](ctx context.Context, workers int, items []In, work func(context.Context, In) Out, take func(Out) error) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	queue := make(chan slot[In, Out])
	turns := make(chan slot[In, Out], limits.WaitingResults*workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for s := range queue {
				s.result <- work(inner, s.item)
			}
		})
	}
	group.Go(func() {
		defer close(turns)
		defer close(queue)
		for _, item := range items {
			if inner.Err() != nil {
				return
			}
			s := slot[In, Out]{item, make(chan Out, 1)}
			queue <- s
			turns <- s
		}
	})
	var failed error
	for s := range turns {
		out := <-s.result
		// A result of work that was told to stop is none.
		if failed == nil && ctx.Err() == nil {
			if failed = take(out); failed != nil {
				cancel()
			}
		}
	}
	group.Wait()
	if failed == nil && ctx.Err() != nil {
		failed = stopped(ctx)
	}
	return failed
}

// stopped says that a run over several files ended early, and why.
func stopped(ctx context.Context) error {
	return fmt.Errorf("stopped before all files were judged: %w", context.Cause(ctx))
}

package main

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Whatever ends first, results come in the order of the items, and no more work
// goes on at a time than there are workers.
func TestInOrder(t *testing.T) {
	for _, workers := range []int{1, 3, 8} {
		var working, most atomic.Int32
		work := func(_ context.Context, i int) int {
			n := working.Add(1)
			defer working.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			time.Sleep(time.Duration(i*7%5) * time.Millisecond)
			return i
		}
		var got []int
		if err := inOrder(t.Context(), workers, numbers(60), work, func(i int) error { got = append(got, i); return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, numbers(60)) {
			t.Errorf("%d workers: %v", workers, got)
		}
		if int(most.Load()) > workers {
			t.Errorf("%d workers: %d at a time", workers, most.Load())
		}
	}
}

// A first item that takes its time holds back a bounded number of results.
func TestInOrderIsBounded(t *testing.T) {
	const workers = 2
	var started atomic.Int32
	first := make(chan struct{})
	work := func(_ context.Context, i int) int {
		started.Add(1)
		if i == 0 {
			<-first
		}
		return i
	}
	go func() {
		for quiet, last := 0, int32(-1); quiet < 20; time.Sleep(time.Millisecond) {
			if n := started.Load(); n != last {
				quiet, last = 0, n
			} else {
				quiet++
			}
		}
		if n := started.Load(); n > limits.WaitingResults*workers+workers+2 {
			t.Errorf("%d results wait behind the first", n)
		}
		close(first)
	}()
	if err := inOrder(t.Context(), workers, numbers(1000), work, func(int) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestInOrderEndsEarly(t *testing.T) {
	before := runtime.NumGoroutine()
	work := func(_ context.Context, i int) int { return i }
	full := errors.New("disk full")
	taken := 0
	err := inOrder(t.Context(), 4, numbers(1000), work, func(i int) error {
		if taken++; i == 10 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || taken != 11 {
		t.Errorf("took %d: %v", taken, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	taken = 0
	err = inOrder(ctx, 4, numbers(1000), work, func(i int) error {
		if taken++; i == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || taken != 11 {
		t.Errorf("took %d: %v", taken, err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines are left, there were %d", runtime.NumGoroutine(), before)
}

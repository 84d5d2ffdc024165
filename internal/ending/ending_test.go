package ending

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

func TestReader(t *testing.T) {
	data, err := io.ReadAll(Reader(t.Context(), strings.NewReader("abc")))
	if string(data) != "abc" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	in := Reader(ctx, r)
	go cancel(enough)
	for range 2 {
		done := make(chan error, 1)
		go func() {
			_, err := in.Read(make([]byte, 1))
			done <- err
		}()
		select {
		case err := <-done:
			if !errors.Is(err, enough) {
				t.Errorf("read: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the read goes on")
		}
	}
}

func TestInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := func(err error) int {
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			return 3
		}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := 0
		stop := func() { stopped++ }
		if code := InTime(ctx, stop, func() int { return 1 }, late); code != 1 || stopped != 0 {
			t.Errorf("by itself: %d, stopped %d times", code, stopped)
		}
		cancel()
		if code := InTime(ctx, stop, func() int { <-ctx.Done(); return 2 }, late); code != 2 && code != 3 || stopped > 1 {
			t.Errorf("after the signal: %d, stopped %d times", code, stopped)
		}
		free := make(chan bool)
		defer close(free)
		if code := InTime(ctx, stop, func() int { <-free; return 0 }, late); code != 3 {
			t.Errorf("blocked: %d after %v", code, limits.Grace)
		}
	})
}

package artifact

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha512"
	"errors"
	"io"
	"os"
	"runtime"
	"testing"
	"testing/iotest"
	"time"
)

// noLeak fails the test if goroutines of this package outlive it.
func noLeak(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		stacks := make([]byte, 1<<20)
		for range 100 {
			stacks = stacks[:runtime.Stack(stacks[:cap(stacks)], true)]
			if !bytes.Contains(stacks, []byte("artifact.(*fan).drain")) {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Errorf("goroutines leak:\n%s", stacks)
	})
}

func TestReadErrorLeaksNothing(t *testing.T) {
	noLeak(t)
	broken := errors.New("disk on fire")
	r := io.MultiReader(bytes.NewReader(make([]byte, 9<<20)), iotest.ErrReader(broken))
	d, err := Read(t.Context(), r, []Tap{{Hash: crypto.SHA3_512}})
	if d != nil || !errors.Is(err, broken) {
		t.Errorf("Read = %v, %v", d, err)
	}
}

func TestReaderPanicLeaksNothing(t *testing.T) {
	noLeak(t)
	defer func() {
		if recover() == nil {
			t.Error("panic is swallowed")
		}
	}()
	Read(t.Context(), io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), panicking{}), nil)
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("broken reader") }

func TestIdleReaderEnds(t *testing.T) {
	noLeak(t)
	if d, err := Read(t.Context(), idle{}, nil); d != nil || !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("Read = %v, %v", d, err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// endless stops the context after a while, but never the data.
type endless struct {
	left   int
	cancel context.CancelCauseFunc
}

var errEnough = errors.New("enough")

func (e *endless) Read(p []byte) (int, error) {
	if e.left--; e.left == 0 {
		e.cancel(errEnough)
	}
	return len(p), nil
}

func TestCancelEndsEndlessData(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	d, err := Read(ctx, &endless{left: 7, cancel: cancel}, nil)
	if d != nil || !errors.Is(err, errEnough) {
		t.Errorf("Read = %v, %v", d, err)
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d, err := Read(ctx, bytes.NewReader(nil), nil)
	if d != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %v, %v", d, err)
	}
}

func TestCancelInterruptsPipe(t *testing.T) {
	noLeak(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	d, err := Read(ctx, r, nil)
	if d != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read = %v, %v", d, err)
	}
}

// The ring bounds memory: whatever the size, the same four buffers go round. What
// fits in one small buffer makes no ring at all.
func TestConstantMemory(t *testing.T) {
	allocated := func(size int64) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Read(context.Background(), io.LimitReader(zeros{}, size), nil); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if small, large := allocated(8<<20), allocated(64<<20); large > small+1<<20 {
		t.Errorf("8 MiB allocate %d bytes, 64 MiB %d", small, large)
	}
	if tiny := allocated(firstBuffer - 1); tiny > 4*firstBuffer {
		t.Errorf("%d bytes allocate %d", firstBuffer-1, tiny)
	}
}

// Sizes around those of the buffers, read in pieces of every kind.
func TestSizesAroundBuffers(t *testing.T) {
	data := make([]byte, 2*bufferSize+firstBuffer+1)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	for _, edge := range []int{1, firstBuffer, bufferSize, firstBuffer + bufferSize, firstBuffer + 2*bufferSize} {
		for _, size := range []int{edge - 1, edge, edge + 1} {
			for name, r := range map[string]io.Reader{
				"whole":    bytes.NewReader(data[:size]),
				"halves":   iotest.HalfReader(bytes.NewReader(data[:size])),
				"with EOF": iotest.DataErrReader(bytes.NewReader(data[:size])),
			} {
				d, err := Read(t.Context(), r, nil)
				if err != nil {
					t.Fatalf("%d bytes, %s: %v", size, name, err)
				}
				want := sha512.Sum512(data[:size])
				if got, _ := d.Sum(crypto.SHA512); d.Size() != int64(size) || !bytes.Equal(got, want[:]) {
					t.Errorf("%d bytes, %s: another digest, of %d bytes", size, name, d.Size())
				}
			}
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func benchmarkHashes(b *testing.B, hashes ...crypto.Hash) {
	const size = 64 << 20
	b.SetBytes(size)
	for b.Loop() {
		var sinks []io.Writer
		for _, h := range hashes {
			s, err := newHash(h)
			if err != nil {
				b.Fatal(err)
			}
			sinks = append(sinks, s)
		}
		if _, err := fanOut(context.Background(), io.LimitReader(zeros{}, size), sinks); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSHA256(b *testing.B) { benchmarkHashes(b, crypto.SHA256) }
func BenchmarkSHA512(b *testing.B) { benchmarkHashes(b, crypto.SHA512) }
func BenchmarkSHA256AndSHA512(b *testing.B) {
	benchmarkHashes(b, crypto.SHA256, crypto.SHA512)
}

func BenchmarkText(b *testing.B) {
	text := bytes.Repeat([]byte("a line of an ordinary source file\n"), 1<<15)
	b.SetBytes(int64(len(text)))
	h, err := newHash(crypto.SHA512)
	if err != nil {
		b.Fatal(err)
	}
	w := &textWriter{inner: h}
	for b.Loop() {
		w.Write(text)
	}
}

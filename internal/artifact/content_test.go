package artifact_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/decompress"
)

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func TestContentInTheSameRead(t *testing.T) {
	data := sample(3 << 20)
	file := gzipped(data)
	path := filepath.Join(t.TempDir(), "a.tar.gz")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := artifact.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	salted := artifact.Tap{Hash: crypto.SHA256, Prefix: "salt"}
	d, c, err := f.ReadWithContent(t.Context(), nil, []artifact.Tap{salted})
	if err != nil || c.Err != nil || c.Form != "gz" {
		t.Fatalf("%v, %+v", err, c)
	}
	outer, inner := sha256.Sum256(file), sha256.Sum256(data)
	if got, _ := d.Sum(crypto.SHA256); !bytes.Equal(got, outer[:]) {
		t.Error("the file's digest is wrong")
	}
	if got, _ := c.Digests.Sum(crypto.SHA256); !bytes.Equal(got, inner[:]) || c.Digests.Size() != int64(len(data)) {
		t.Error("the content's digest or size is wrong")
	}
	state, err := c.Digests.State(salted)
	if err != nil || !bytes.Equal(state.Sum(nil), sum(sha256.New(), []byte("salt"), data)) {
		t.Errorf("the content's tap is wrong: %v", err)
	}
	if _, err := d.State(salted); !errors.Is(err, artifact.ErrNotTapped) {
		t.Errorf("a tap over the content was served over the file: %v", err)
	}
	if _, _, err := f.ReadWithContent(t.Context(), nil, nil); !errors.Is(err, artifact.ErrReadTwice) {
		t.Errorf("second read: %v", err)
	}
}

// Whatever becomes of the content, the artifact is read to its end.
func TestContentThatCannotBeRead(t *testing.T) {
	data := sample(9 << 20)
	broken := gzipped(data)
	broken[2<<20] ^= 0xff
	for name, test := range map[string]struct {
		file []byte
		form string
		err  error
	}{
		"plain":            {data, "", nil},
		"empty":            {nil, "", nil},
		"broken early":     {broken, "gz", decompress.ErrMalformed},
		"trailing":         {append(gzipped(data), sample(5<<20)...), "gz", decompress.ErrMalformed},
		"only a header":    {gzipped(nil)[:10], "gz", decompress.ErrMalformed},
		"truncated header": {[]byte{0x1f, 0x8b, 8}, "unknown", decompress.ErrMalformed},
	} {
		d, c, err := artifact.ReadWithContent(t.Context(), bytes.NewReader(test.file), nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := sha256.Sum256(test.file)
		if got, _ := d.Sum(crypto.SHA256); !bytes.Equal(got, want[:]) {
			t.Errorf("%s: the file's digest is wrong", name)
		}
		if c.Form != test.form || !errors.Is(c.Err, test.err) || c.Digests != nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestContentOfAFailingRead(t *testing.T) {
	r := io.MultiReader(bytes.NewReader(gzipped(sample(3 << 20))[:1<<20]), iotest.ErrReader(io.ErrNoProgress))
	if d, c, err := artifact.ReadWithContent(t.Context(), r, nil, nil); d != nil || c.Digests != nil || !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("%v, %+v, %v", d, c, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d, _, err := artifact.ReadWithContent(ctx, bytes.NewReader(gzipped(sample(1<<20))), nil, nil); d != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", d, err)
	}
}

package decompress_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/packtest"
)

// Behind a marker of another length than that of the end, lzip goes on in the same
// member.
func TestLzipMarker(t *testing.T) {
	want := sample(3000)
	if got, _, err := content(bytes.NewReader(packtest.LzipStored(want, 2))); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the end: %d bytes, %v", len(got), err)
	}
	for _, marker := range []int{3, 4, 9} {
		if _, _, err := content(bytes.NewReader(packtest.LzipStored(want, marker))); !errors.Is(err, decompress.ErrMalformed) {
			t.Errorf("a marker of length %d: %v", marker, err)
		}
	}
}

func TestLzipBroken(t *testing.T) {
	good := packtest.LzipStored([]byte("hello"), 2)
	edit := func(at int, b byte) []byte {
		bad := bytes.Clone(good)
		bad[at] = b
		return bad
	}
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"a window of 2 KiB":        {edit(5, 11), "no such window"},
		"first byte":               {edit(6, 1), "no LZMA data"},
		"no code":                  {append(edit(6, 0)[:7], "\xff\xff\xff\xff\xff"...), "no LZMA data"},
		"bytes before the first":   {append(good[:6:6], 0, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0), "before its window"},
		"a coder that is not done": {edit(len(good)-21, good[len(good)-21]+1), "behind the marker"},
	} {
		if _, _, err := content(bytes.NewReader(test.file)); !errors.Is(err, decompress.ErrMalformed) || !strings.Contains(fmt.Sprint(err), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What lzip writes is read, with a window that is smaller than the content, and
// with whatever matches there are.
func TestLzipTools(t *testing.T) {
	for _, args := range [][]string{{"-0"}, {"-9"}, {"-3", "-s4KiB"}, {"-9", "-s64KiB", "-m273"}, {"-6", "-b100000"}} {
		for _, size := range []int{0, 1, 5, 4096, 70_000, 300_000} {
			for name, want := range map[string][]byte{"mixed": sample(size), "zeros": make([]byte, size), "text": prose(size)} {
				file := tool(t, want, "lzip", append(args, "-c")...)
				if got, _, err := content(bytes.NewReader(file)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%v, %d bytes, %s: %d bytes, %v", args, size, name, len(got), err)
				}
			}
		}
	}
}

// prose repeats itself at distances old and new.
func prose(size int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "line %d says %d, and line %d %x\n", i, i*i%977, i/7, i*7919)
	}
	return b.Bytes()[:size]
}

// Small members and blocks cost as much as preparing a decoder.
func TestManyMembers(t *testing.T) {
	var b bytes.Buffer
	small := packed(must(xz.WriterConfig{DictCap: 4096}.NewWriter(&b)), &b, []byte("x"))
	for name, one := range map[string][]byte{"lz": packtest.LzipStored([]byte("x"), 2), "xz": small} {
		n := 2 * limits.ContentWindows / limits.ContentStart
		z := must(decompress.NewReader(bytes.NewReader(bytes.Repeat(one, n))))
		got, err := io.Copy(io.Discard, z)
		if !errors.Is(err, decompress.ErrBomb) || got < limits.ContentWindows/limits.ContentStart/2 {
			t.Errorf("%s: %d members of %d, %v", name, got, n, err)
		}
		if got, _, err := content(bytes.NewReader(bytes.Repeat(one, 1000))); err != nil {
			t.Errorf("%s, a thousand: %d bytes, %v", name, len(got), err)
		}
	}
}

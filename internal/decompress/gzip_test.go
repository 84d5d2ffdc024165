package decompress_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/decompress"
)

// Flags without a meaning are refused, in every member.
func TestGzipFlags(t *testing.T) {
	good := gz(sample(100))
	for bit := range 8 {
		bad := bytes.Clone(good)
		bad[3] |= 1 << bit
		for name, file := range map[string][]byte{"first": bad, "second": slices.Concat(good, bad)} {
			_, _, err := content(bytes.NewReader(file))
			if want := bit >= 5; want && !errors.Is(err, decompress.ErrMalformed) || bit == 0 && err != nil {
				t.Errorf("bit %d of the %s member: %v", bit, name, err)
			}
		}
	}
}

// Fields in front of the data are read, and a check of them that does not hold
// refuses the file.
func TestGzipHeader(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name, w.Comment, w.Extra = "a.tar", "a comment", []byte{1, 2, 3}
	want := sample(100)
	file := packed(w, &b, want)
	head := 10 + 2 + len(w.Extra) + len(w.Name) + 1 + len(w.Comment) + 1
	checked := bytes.Clone(file)
	checked[3] |= 2
	sum := crc32.ChecksumIEEE(checked[:head])
	checked = slices.Concat(checked[:head], binary.LittleEndian.AppendUint16(nil, uint16(sum)), checked[head:])
	for name, f := range map[string][]byte{"fields": file, "a check": checked, "both": slices.Concat(file, checked)} {
		if got, _, err := content(bytes.NewReader(f)); err != nil || len(got) < len(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	checked[head]++
	if _, _, err := content(bytes.NewReader(checked)); !errors.Is(err, decompress.ErrMalformed) {
		t.Errorf("a check that does not hold: %v", err)
	}
}

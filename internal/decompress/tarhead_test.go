package decompress_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/packtest"
)

// sums are the ways to write a tar header's checksum that GNU tar reads.
func sums() map[string]func(field []byte, sum int64) {
	return map[string]func(field []byte, sum int64){
		"octal":  packtest.OctalSum,
		"blanks": func(field []byte, sum int64) { copy(field, "       "); packtest.OctalSum(field[1:], sum) },
		"binary": func(field []byte, sum int64) {
			binary.BigEndian.PutUint64(field, uint64(sum))
			field[0] = 0x80
		},
		"base 64": func(field []byte, sum int64) {
			digits := base64.RawStdEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)})
			copy(field, "+"+digits)
		},
		// Of the bytes in front of it in gz, three are 0x80 and above.
		"signed bytes": func(field []byte, sum int64) { packtest.OctalSum(field, sum-3*256) },
	}
}

// A compressed file that tar takes for an archive as it stands is not what its
// content was signed for.
func TestTarToo(t *testing.T) {
	want := sample(1000)
	for name, put := range sums() {
		for form, file := range map[string][]byte{"gz": packtest.GzipTarToo(gz(want), nil, put), "zst": packtest.ZstdTarToo(zst(want), nil, put)} {
			if name == "signed bytes" && form == "zst" {
				continue // none is
			}
			if _, _, err := content(bytes.NewReader(file)); !errors.Is(err, decompress.ErrMalformed) {
				t.Errorf("%s, %s: %v", form, name, err)
			}
		}
	}
	// The same bytes, with a sum that is not theirs, are no header.
	off := func(field []byte, sum int64) { packtest.OctalSum(field, sum+1) }
	for form, file := range map[string][]byte{"gz": packtest.GzipTarToo(gz(want), nil, off), "zst": packtest.ZstdTarToo(zst(want), nil, off)} {
		if got, _, err := content(bytes.NewReader(file)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s without a header: %v", form, err)
		}
	}
}

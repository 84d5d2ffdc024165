package decompress_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/packtest"
)

// sample compresses well, but not as a whole.
func sample(n int) []byte {
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(data)
	for i := range data {
		if i%4096 < 3000 {
			data[i] = byte(i >> 12)
		}
	}
	return data
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func packed(w io.WriteCloser, b *bytes.Buffer, data []byte) []byte {
	must(w.Write(data))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gz(data []byte) []byte { var b bytes.Buffer; return packed(gzip.NewWriter(&b), &b, data) }

func zst(data []byte) []byte { var b bytes.Buffer; return packed(must(zstd.NewWriter(&b)), &b, data) }

func xzOf(data []byte, c xz.WriterConfig) []byte {
	var b bytes.Buffer
	return packed(must(c.NewWriter(&b)), &b, data)
}

func lzmaOf(data []byte) []byte {
	var b bytes.Buffer
	return packed(must(lzma.WriterConfig{EOSMarker: true}.NewWriter(&b)), &b, data)
}

// lz wraps LZMA data in a lzip member.
func lz(data []byte) []byte {
	body := lzmaOf(data)[lzma.HeaderLen:]
	out := append([]byte("LZIP\x01\x17"), body...) // a window of 8 MiB
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(data))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(data)))
	return binary.LittleEndian.AppendUint64(out, uint64(len(out)+8))
}

// bz2 needs the real tool: Go has no compressor.
func bz2(t *testing.T, data []byte) []byte { return tool(t, data, "bzip2", "-c") }

func tool(t *testing.T, data []byte, name string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	c := exec.Command(path, args...)
	c.Stdin = bytes.NewReader(data)
	out, err := c.Output()
	if err != nil {
		t.Skipf("%s: %v", name, err)
	}
	return out
}

func content(r io.Reader) ([]byte, decompress.Form, error) {
	z, err := decompress.NewReader(r)
	if err != nil || z == nil {
		return nil, "", err
	}
	defer z.Close()
	data, err := io.ReadAll(z)
	return data, z.Form(), err
}

func forms(data []byte) map[decompress.Form][]byte {
	return map[decompress.Form][]byte{
		decompress.Gzip: gz(data), decompress.Zstd: zst(data), decompress.LZMA: lzmaOf(data), decompress.Lzip: lz(data),
		decompress.XZ: xzOf(data, xz.WriterConfig{BlockSize: 100_000}),
	}
}

func TestContent(t *testing.T) {
	for _, size := range []int{0, 1, 5000, 300_001} {
		want := sample(size)
		for form, file := range forms(want) {
			for name, r := range map[string]io.Reader{
				"at once": bytes.NewReader(file), "byte by byte": iotest.OneByteReader(bytes.NewReader(file)),
			} {
				got, f, err := content(r)
				if err != nil || f != form || !bytes.Equal(got, want) {
					t.Errorf("%s of %d bytes, %s: %d bytes, form %q, %v", form, size, name, len(got), f, err)
				}
			}
		}
	}
}

func TestRealTools(t *testing.T) {
	want := sample(400_000)
	for _, args := range [][]string{
		{"gzip", "-9c"}, {"bzip2", "-c"}, {"xz", "-c"}, {"xz", "-9ec", "--check=sha256"}, {"xz", "-c", "--check=crc32", "--block-size=65536"},
		{"xz", "-T2", "-c", "--block-size=100000"}, {"xz", "--format=lzma", "-c"}, {"zstd", "-qc"}, {"zstd", "-qc", "--ultra", "-22"},
		{"zstd", "-qc", "--long=27"}, {"lzip", "-c"}, {"lzip", "-b", "100000", "-c"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			file := tool(t, want, args[0], args[1:]...)
			if got, form, err := content(bytes.NewReader(file)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v", form, len(got), err)
			}
		})
	}
	t.Run("our lzip for xz", func(t *testing.T) {
		if got := tool(t, lz(want), "xz", "--format=lzip", "-dc"); !bytes.Equal(got, want) {
			t.Error("xz reads something else in the lzip file that these tests make")
		}
	})
}

// Members that follow one another are one content, as the formats' own tools
// read them; .lzma has none.
func TestMembers(t *testing.T) {
	a, b := sample(1000), sample(2000)
	all := append(bytes.Clone(a), b...)
	first, second := forms(a), forms(b)
	for form, file := range first {
		got, _, err := content(bytes.NewReader(append(bytes.Clone(file), second[form]...)))
		if form == decompress.LZMA {
			if !errors.Is(err, decompress.ErrMalformed) {
				t.Errorf("two .lzma files: %v", err)
			}
			continue
		}
		if err != nil || !bytes.Equal(got, all) {
			t.Errorf("two %s members: %d bytes, %v", form, len(got), err)
		}
	}
	if got, _, err := content(bytes.NewReader(append(bz2(t, a), bz2(t, b)...))); err != nil || !bytes.Equal(got, all) {
		t.Errorf("two bz2 members: %d bytes, %v", len(got), err)
	}
	padded := slicesConcat(first["xz"], make([]byte, 8), second["xz"], make([]byte, 4))
	if got, _, err := content(bytes.NewReader(padded)); err != nil || !bytes.Equal(got, all) {
		t.Errorf("padded xz streams: %v", err)
	}
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// Nothing may stand behind the last member, and nothing may be missing.
func TestBroken(t *testing.T) {
	data := sample(5000)
	files := forms(data)
	files[decompress.Bzip2] = bz2(t, data)
	for form, file := range files {
		for name, bad := range map[string][]byte{
			"garbage":   append(bytes.Clone(file), "garbage"...),
			"one zero":  append(bytes.Clone(file), 0),
			"cut":       file[:len(file)-1],
			"half":      file[:len(file)/2],
			"only head": file[:min(len(file), 14)],
		} {
			if _, _, err := content(bytes.NewReader(bad)); !errors.Is(err, decompress.ErrMalformed) {
				t.Errorf("%s, %s: %v", form, name, err)
			}
		}
	}
}

// A flipped bit anywhere must show, or change nothing about the content. Only
// .lzma files have no check.
func TestFlippedBits(t *testing.T) {
	data := sample(3000)
	for form, file := range forms(data) {
		for i := 0; i < len(file) && form != decompress.LZMA; i++ {
			bad := bytes.Clone(file)
			bad[i] ^= 1
			got, f, err := content(bytes.NewReader(bad))
			if err == nil && f != "" && !bytes.Equal(got, data) {
				t.Errorf("%s: bit 0 of byte %d", form, i)
			}
		}
	}
}

// The checks that stand behind the content are looked at.
func TestChecks(t *testing.T) {
	lzip, xzFile := lz(sample(1000)), xzOf(sample(1000), xz.WriterConfig{})
	lzip[len(lzip)-20] ^= 1        // CRC-32
	xzFile[indexOf(xzFile)-1] ^= 1 // CRC-64
	gzip := gz(sample(1000))
	gzip[len(gzip)-8] ^= 1 // CRC-32
	for name, file := range map[string][]byte{"lz": lzip, "xz": xzFile, "gz": gzip} {
		if _, _, err := content(bytes.NewReader(file)); !errors.Is(err, decompress.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// indexOf is where an xz stream's index begins.
func indexOf(file []byte) int {
	foot := len(file) - 12
	return foot - 4*(int(binary.LittleEndian.Uint32(file[foot+4:]))+1)
}

// An index that does not fit the blocks refuses the file, as its own check allows
// it to be changed.
func TestXZIndex(t *testing.T) {
	file := xzOf(sample(1000), xz.WriterConfig{})
	foot := len(file) - 12
	index := indexOf(file)
	for i := index; i < foot-4; i++ {
		bad := bytes.Clone(file)
		bad[i] ^= 1
		binary.LittleEndian.PutUint32(bad[foot-4:], crc32.ChecksumIEEE(bad[index:foot-4]))
		if _, _, err := content(bytes.NewReader(bad)); !errors.Is(err, decompress.ErrMalformed) {
			t.Errorf("byte %d of the index: %v", i-index, err)
		}
	}
}

func TestNotCompressed(t *testing.T) {
	for _, data := range []string{"", "x", "hello, world, this is text", "PK\x03\x04", "\x1f\x8b\x07", "BZh0", "\x5d\x00\x00", "\x5d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00"} {
		if got, form, err := content(strings.NewReader(data)); got != nil || form != "" || err != nil {
			t.Errorf("%q: %q, %v", data, form, err)
		}
	}
	if _, _, err := content(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", err)
	}
}

// zeros never end.
type zeros struct{ left int }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), z.left)
	clear(p[:n])
	z.left -= n
	return n, nil
}

func TestBombs(t *testing.T) {
	const size = limits.ContentFree + 32<<20
	big := map[string]func(w io.Writer) io.WriteCloser{
		"gz":   func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zst":  func(w io.Writer) io.WriteCloser { return must(zstd.NewWriter(w)) },
		"lzma": func(w io.Writer) io.WriteCloser { return must(lzma.NewWriter(w)) },
		"xz":   func(w io.Writer) io.WriteCloser { return must(xz.NewWriter(w)) },
	}
	for name, open := range big {
		var b bytes.Buffer
		w := open(&b)
		must(io.Copy(w, &zeros{size}))
		w.Close()
		z, err := decompress.NewReader(&b)
		if err != nil {
			t.Fatal(name, err)
		}
		n, err := io.Copy(io.Discard, z)
		z.Close()
		if !errors.Is(err, decompress.ErrBomb) || n > limits.ContentFree+1<<20 {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}

func TestWindows(t *testing.T) {
	lzip := lz([]byte("x"))
	lzip[5] = 29 // 512 MiB
	old := lzmaOf([]byte("x"))
	binary.LittleEndian.PutUint32(old[1:], 512<<20)
	for name, file := range map[string][]byte{
		"lz": lzip, "lzma": old,
		// A zstd frame header with a window of 2 GiB (RFC 8878 section 3.1.1.1.2).
		"zst": append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3}, make([]byte, 20)...),
		"xz":  wideXZ(),
	} {
		if _, _, err := content(bytes.NewReader(file)); !errors.Is(err, decompress.ErrBomb) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// wideXZ asks for a window of 512 MiB in its block header.
func wideXZ() []byte {
	file := xzOf([]byte("x"), xz.WriterConfig{})
	head := file[12 : 12+(int(file[12])+1)*4]
	i := bytes.Index(head, []byte{0x21, 1})
	head[i+2] = 34
	binary.LittleEndian.PutUint32(head[len(head)-4:], crc32.ChecksumIEEE(head[:len(head)-4]))
	return file
}

// Small streams that ask for large windows cost as much as large ones.
func TestManyWindows(t *testing.T) {
	window := xz.WriterConfig{DictCap: 64 << 20}
	member := lz([]byte("x"))
	member[5] = 26
	for name, one := range map[string][]byte{"xz": xzOf([]byte("x"), window), "lz": member} {
		n, _, err := content(bytes.NewReader(bytes.Repeat(one, 2*limits.ContentWindows/(64<<20))))
		if !errors.Is(err, decompress.ErrBomb) {
			t.Errorf("%s: %d bytes, %v", name, len(n), err)
		}
		if n, _, err := content(bytes.NewReader(bytes.Repeat(one, 8))); err != nil {
			t.Errorf("%s, a few: %d bytes, %v", name, len(n), err)
		}
	}
}

// A file that ends within the padding of the index ends the reading as well.
func TestEndInIndex(t *testing.T) {
	file := xzOf([]byte("x"), xz.WriterConfig{})
	for size := range file {
		if size == 0 {
			continue
		}
		if _, _, err := content(bytes.NewReader(file[:size])); size >= 14 && err == nil {
			t.Errorf("the first %d bytes were read", size)
		}
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := content(bytes.NewReader(append(file[:12:12], 0, 0)))
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, decompress.ErrMalformed) {
			t.Errorf("an index of two bytes: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("an index of two bytes is read for ever")
	}
}

func TestStrip(t *testing.T) {
	for name, want := range map[string]string{
		"a-1.tar.xz": "a-1.tar", "a-1.tgz": "a-1.tar", "a.tar": "", ".gz": "", "a.patch.gz": "a.patch", "a.tar.lz": "a.tar",
	} {
		got, ok := decompress.Strip(name)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q, %t", name, got, ok)
		}
	}
}

// Names decide for many programs what a file is; those without an ending decide nothing.
func TestFits(t *testing.T) {
	for name, want := range map[string][]decompress.Form{
		"a.tar.gz": {decompress.Gzip}, "a.tbz": {decompress.Bzip2}, "a.txz": {decompress.XZ}, "a.zst": {decompress.Zstd},
		"a.tar.lzma": {decompress.LZMA}, "a.tlz": {decompress.Lzip, decompress.LZMA},
		"a.tar": formsKnown(), "": formsKnown(), ".gz": formsKnown(),
	} {
		for _, form := range formsKnown() {
			if got := decompress.Fits(name, form); got != slices.Contains(want, form) {
				t.Errorf("%s as %s: %t", name, form, got)
			}
		}
	}
}

func formsKnown() []decompress.Form {
	return []decompress.Form{decompress.Gzip, decompress.Bzip2, decompress.XZ, decompress.Zstd, decompress.Lzip, decompress.LZMA}
}

func FuzzContent(f *testing.F) {
	for _, file := range forms(sample(500)) {
		f.Add(file)
	}
	f.Add(edited(unchanged))
	f.Add(edited(func(b *packtest.Bzip2Block) { b.Stated = [][]byte{longer(b.Tables[0]), b.Tables[1]} }))
	f.Add(runs("aaaa\x00aaa\x05"))
	f.Add(packtest.LzipStored([]byte("hello"), 3))
	f.Fuzz(func(t *testing.T, data []byte) {
		z, err := decompress.NewReader(bytes.NewReader(data))
		if err != nil || z == nil {
			return
		}
		defer z.Close()
		io.Copy(io.Discard, io.LimitReader(z, 1<<20))
	})
}

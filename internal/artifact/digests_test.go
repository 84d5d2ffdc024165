package artifact_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	_ "crypto/sha1"
	_ "crypto/sha3"
	_ "crypto/sha512"

	_ "golang.org/x/crypto/blake2b"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
)

var supported = []crypto.Hash{
	crypto.SHA1, crypto.SHA224, crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA512_224,
	crypto.SHA512_256, crypto.SHA3_224, crypto.SHA3_256, crypto.SHA3_384, crypto.SHA3_512, crypto.BLAKE2b_512,
}

// sample has no structure that a misplaced or repeated block would keep.
func sample(n int) []byte {
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

func sum(h hash.Hash, parts ...[]byte) []byte {
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func TestReadAllHashes(t *testing.T) {
	const mib = 1 << 20
	for _, size := range []int{0, 1, mib - 1, mib, mib + 1, 4 * mib, 9*mib + 77} {
		for hashes := range slices.Chunk(supported, limits.SaltedHashes) {
			checkHashes(t, sample(size), hashes)
		}
	}
}

func checkHashes(t *testing.T, data []byte, hashes []crypto.Hash) {
	t.Helper()
	size := len(data)
	var taps []artifact.Tap
	for _, h := range hashes {
		taps = append(taps, artifact.Tap{Hash: h}, artifact.Tap{Hash: h, Prefix: "salt"}, artifact.Tap{Hash: h})
	}
	d, err := artifact.Read(t.Context(), bytes.NewReader(data), taps)
	if err != nil {
		t.Fatal(err)
	}
	if d.Size() != int64(size) {
		t.Errorf("size = %d, want %d", d.Size(), size)
	}
	for _, h := range hashes {
		got, err := d.Sum(h)
		if want := sum(h.New(), data); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v of %d bytes = %x, %v; want %x", h, size, got, err, want)
		}
		state, err := d.State(artifact.Tap{Hash: h, Prefix: "salt"})
		if err != nil {
			t.Fatal(err)
		}
		if want := sum(h.New(), []byte("salt"), data, []byte("x")); !bytes.Equal(sum(state, []byte("x")), want) {
			t.Errorf("salted %v of %d bytes is wrong", h, size)
		}
	}
}

func TestOddReaders(t *testing.T) {
	data := sample(70_001)
	want := sha256.Sum256(data)
	for name, r := range map[string]io.Reader{
		"one byte":       iotest.OneByteReader(bytes.NewReader(data)),
		"half":           iotest.HalfReader(bytes.NewReader(data)),
		"data with EOF":  iotest.DataErrReader(bytes.NewReader(data)),
		"pause and data": &pausing{r: bytes.NewReader(data)},
	} {
		d, err := artifact.Read(t.Context(), r, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, _ := d.Sum(crypto.SHA256); !bytes.Equal(got, want[:]) {
			t.Errorf("%s: sum = %x, want %x", name, got, want)
		}
	}
}

// pausing returns no data every other time, as a reader may.
type pausing struct {
	r    io.Reader
	turn bool
}

func (p *pausing) Read(b []byte) (int, error) {
	if p.turn = !p.turn; p.turn {
		return 0, nil
	}
	return p.r.Read(b[:min(len(b), 1000)])
}

func TestStatesAreIndependent(t *testing.T) {
	data := []byte("data")
	for _, h := range supported {
		tap := artifact.Tap{Hash: h}
		d, err := artifact.Read(t.Context(), bytes.NewReader(data), []artifact.Tap{tap})
		if err != nil {
			t.Fatal(err)
		}
		first, err := d.State(tap)
		if err != nil {
			t.Fatal(err)
		}
		first.Write([]byte("trailer"))
		second, err := d.State(tap)
		if err != nil {
			t.Fatal(err)
		}
		if want := sum(h.New(), data); !bytes.Equal(second.Sum(nil), want) {
			t.Errorf("%v: a clone shares state with another", h)
		}
		s, _ := d.Sum(h)
		s[0]++
		if again, _ := d.Sum(h); bytes.Equal(s, again) {
			t.Errorf("%v: Sum hands out its own memory", h)
		}
	}
}

func TestAlwaysNamesTheBytes(t *testing.T) {
	d, err := artifact.Read(t.Context(), strings.NewReader("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA512} {
		if _, err := d.Sum(h); err != nil {
			t.Errorf("%v: %v", h, err)
		}
	}
	if _, err := d.Sum(crypto.SHA384); !errors.Is(err, artifact.ErrNotTapped) {
		t.Errorf("untapped sum: %v", err)
	}
	for _, tap := range []artifact.Tap{{Hash: crypto.SHA384}, {Hash: crypto.SHA256, Text: true}, {Hash: crypto.SHA256, Prefix: "p"}} {
		if _, err := d.State(tap); !errors.Is(err, artifact.ErrNotTapped) {
			t.Errorf("untapped state: %v", err)
		}
	}
}

func TestTextOrSaltedStateIsNoDigest(t *testing.T) {
	taps := []artifact.Tap{{Hash: crypto.SHA384, Text: true}, {Hash: crypto.SHA1, Prefix: "salt"}}
	d, err := artifact.Read(t.Context(), strings.NewReader("x\n"), taps)
	if err != nil {
		t.Fatal(err)
	}
	for _, tap := range taps {
		if _, err := d.Sum(tap.Hash); !errors.Is(err, artifact.ErrNotTapped) {
			t.Errorf("%v: %v", tap, err)
		}
	}
}

func TestRefusedHashFailsAlone(t *testing.T) {
	refused := []artifact.Tap{{Hash: crypto.MD5}, {Hash: crypto.RIPEMD160}, {Hash: crypto.MD5, Text: true}, {Hash: 0}, {Hash: 99}}
	d, err := artifact.Read(t.Context(), strings.NewReader("x"), append(refused, artifact.Tap{Hash: crypto.SHA1}))
	if err != nil {
		t.Fatal(err)
	}
	for _, tap := range refused {
		if _, err := d.State(tap); !errors.Is(err, artifact.ErrRefusedHash) {
			t.Errorf("%v: %v", tap, err)
		}
	}
	if _, err := d.State(artifact.Tap{Hash: crypto.SHA1}); err != nil {
		t.Errorf("a good tap beside refused ones: %v", err)
	}
}

func TestSaltsAreBounded(t *testing.T) {
	var taps []artifact.Tap
	for i := range limits.SaltedHashes + 1 {
		tap := artifact.Tap{Hash: crypto.SHA256, Prefix: fmt.Sprint("salt", i)}
		taps = append(taps, tap, tap)
	}
	plain := artifact.Tap{Hash: crypto.SHA3_512, Text: true}
	d, err := artifact.Read(t.Context(), strings.NewReader("x"), append(taps, plain))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.State(plain); err != nil {
		t.Errorf("salts crowd out a plain hash: %v", err)
	}
	if _, err := d.State(taps[len(taps)-3]); err != nil {
		t.Errorf("last salt within the bound: %v", err)
	}
	if _, err := d.State(taps[len(taps)-1]); !errors.Is(err, artifact.ErrTooManyTaps) {
		t.Errorf("first salt beyond the bound: %v", err)
	}
}

func TestFromDigest(t *testing.T) {
	given := sha256.Sum256([]byte("x"))
	d, err := artifact.FromDigest(crypto.SHA256, given[:])
	if err != nil {
		t.Fatal(err)
	}
	if got, err := d.Sum(crypto.SHA256); err != nil || !bytes.Equal(got, given[:]) {
		t.Errorf("sum = %x, %v", got, err)
	}
	if _, err := d.Sum(crypto.SHA512); !errors.Is(err, artifact.ErrDigestOnly) {
		t.Errorf("another algorithm: %v", err)
	}
	if _, err := d.State(artifact.Tap{Hash: crypto.SHA256}); !errors.Is(err, artifact.ErrDigestOnly) {
		t.Errorf("state: %v", err)
	}
	if d.Size() != -1 {
		t.Errorf("size = %d", d.Size())
	}
	if all, want := d.Names(), hex.EncodeToString(given[:]); !slices.Equal(all, []string{"sha256:" + want}) || d.Name(crypto.SHA512) != "" {
		t.Errorf("names = %v", all)
	}
	for _, bad := range []struct {
		h   crypto.Hash
		sum []byte
	}{{crypto.SHA256, given[:31]}, {crypto.SHA512, given[:]}, {crypto.SHA1, make([]byte, 20)}, {0, nil}, {crypto.SHA256, nil}} {
		if d, err := artifact.FromDigest(bad.h, bad.sum); err == nil || d != nil {
			t.Errorf("%v with %d bytes is taken", uint(bad.h), len(bad.sum))
		}
	}
}

func TestZeroDigestsKnowNothing(t *testing.T) {
	var d artifact.Digests
	for _, h := range append(supported, 0) {
		if _, err := d.Sum(h); err == nil {
			t.Errorf("zero value has a sum of %v", uint(h))
		}
		if _, err := d.State(artifact.Tap{Hash: h}); err == nil {
			t.Errorf("zero value has a state of %v", uint(h))
		}
	}
	if d.Size() != -1 {
		t.Errorf("size = %d", d.Size())
	}
}

func TestParseDigest(t *testing.T) {
	hex := strings.Repeat("aB", 32)
	for _, tt := range []struct {
		arg   string
		hash  crypto.Hash
		looks bool
		err   string
	}{
		{"sha256:" + hex, crypto.SHA256, true, ""},
		{"sha512:" + hex + hex, crypto.SHA512, true, ""},
		{"sha384:" + hex + hex[:32], crypto.SHA384, true, ""},
		{"sha256:" + hex[1:], 0, true, "63 hexadecimal digits"},
		{"sha256:", 0, true, "0 hexadecimal digits"},
		{"sha512:" + hex, 0, true, "64 hexadecimal digits instead of 128"},
		{"sha256:" + strings.Repeat("zz", 32), 0, true, "not hexadecimal"},
		{"SHA256:" + hex, 0, true, "not sha256, sha384 or sha512"},
		{"sha1:" + hex[:40], 0, true, "not sha256"},
		{"md5:" + hex[:32], 0, true, "not sha256"},
		{"sha3-256:" + hex, 0, true, "not sha256"},
		{"blake2b:" + hex, 0, true, "not sha256"},
		{"./sha256:" + hex, 0, false, ""},
		{"-", 0, false, ""},
		{"", 0, false, ""},
		{"x.tar.gz", 0, false, ""},
		{"sha256", 0, false, ""},
		{"12:" + hex, 0, false, ""},
		{"C:" + hex, 0, false, ""},
		{"sha:" + hex, 0, false, ""},
		{"sharutils-4.tar:x", 0, false, ""},
	} {
		h, s, looks, err := artifact.ParseDigest(tt.arg)
		if h != tt.hash || looks != tt.looks || (err == nil) != (tt.err == "") {
			t.Errorf("%q: %v %v %v", tt.arg, uint(h), looks, err)
		}
		if err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q: error %q lacks %q", tt.arg, err, tt.err)
		}
		if h != 0 && (len(s) != h.Size() || s[0] != 0xab) {
			t.Errorf("%q: sum %x", tt.arg, s)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	tap := artifact.Tap{Hash: crypto.SHA3_256}
	d, err := artifact.Read(context.Background(), strings.NewReader("x"), []artifact.Tap{tap})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := d.Sum(crypto.SHA3_256)
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 100 {
				if s, err := d.State(tap); err != nil || !bytes.Equal(s.Sum(nil), want) {
					t.Error("state differs", err)
				}
			}
		})
	}
}

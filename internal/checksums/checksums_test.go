package checksums_test

import (
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/checksums"
	"github.com/upsig/upsig/internal/limits"
)

var (
	a256 = strings.Repeat("a1", 32)
	b256 = strings.Repeat("b2", 32)
	a384 = strings.Repeat("a3", 48)
	a512 = strings.Repeat("a5", 64)
	b512 = strings.Repeat("b5", 64)
	aMD5 = strings.Repeat("a0", 16)
	aSHA = strings.Repeat("a4", 20)
)

func of(t *testing.T, list, name string) (string, error) {
	t.Helper()
	l, err := checksums.Parse([]byte(list))
	if err != nil {
		return "", err
	}
	digests, err := l.Of(name)
	var all []string
	for _, d := range digests {
		all = append(all, d.String())
	}
	return strings.Join(all, " "), err
}

func TestForms(t *testing.T) {
	for name, test := range map[string]struct{ list, want string }{
		"GNU text":           {a256 + "  f\n", "sha256:" + a256},
		"GNU binary":         {a256 + " *f\n", "sha256:" + a256},
		"reversed BSD":       {a256 + " f\n", "sha256:" + a256},
		"no line end":        {a256 + "  f", "sha256:" + a256},
		"CRLF":               {a256 + "  f\r\n" + b256 + "  g\r\n", "sha256:" + a256},
		"upper case":         {strings.ToUpper(a256) + "  f\n", "sha256:" + a256},
		"folder":             {a256 + "  ./f\n", "sha256:" + a256},
		"binary folder":      {a256 + " *./f\n", "sha256:" + a256},
		"BSD":                {"SHA256 (f) = " + a256 + "\n", "sha256:" + a256},
		"BSD upper case":     {"SHA256 (f) = " + strings.ToUpper(a256) + "\r\n", "sha256:" + a256},
		"OpenSSL":            {"SHA256(f)= " + a256 + "\n", "sha256:" + a256},
		"OpenSSL 3":          {"SHA2-512(f)= " + a512 + "\n", "sha512:" + a512},
		"SHA-384":            {a384 + "  f\n", "sha384:" + a384},
		"SHA-512 or BLAKE2b": {a512 + "  f\n", "sha512|blake2b:" + a512},
		"BLAKE2b":            {"BLAKE2b (f) = " + a512 + "\n", "blake2b:" + a512},
		"SHA-3":              {"SHA3-256 (f) = " + a256 + "\n", "sha3-256:" + a256},
		"several algorithms": {"MD5 (f) = " + aMD5 + "\nSIZE (f) = 12\nSHA256 (f) = " + a256 + "\nSHA512 (f) = " + a512 + "\n", "sha256:" + a256 + " sha512:" + a512},
		"several blocks":     {"# SHA256\n\n" + a256 + "  f\n" + b256 + "  g\n\nSHA512:\n" + a512 + "  f\n", "sha256:" + a256 + " sha512|blake2b:" + a512},
		"weak beside strong": {aSHA + "  f\n" + a256 + "  f\n", "sha256:" + a256},
		"twice the same":     {a256 + "  f\n" + strings.ToUpper(a256) + " *./f\n", "sha256:" + a256},
		"text around":        {"Release 1.2 of hello,\t2026-01-15\n\n" + a256 + "  f\n\nThanks to all.\n", "sha256:" + a256},
	} {
		if got, err := of(t, test.list, "f"); err != nil || got != test.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ list, name string }{
		{a256 + "  a b.tar\n", "a b.tar"},
		{a256 + "   f\n", " f"},
		{a256 + "  *f\n", "*f"},
		{`\` + a256 + `  a\\b\nc\rd` + "\n", "a\\b\nc\rd"},
		{`\SHA256 (a\\b) = ` + a256 + "\n", `a\b`},
		{a256 + `  a\\b` + "\n", `a\\b`}, // not escaped
		{"SHA256 (f (1).tar) = " + a256 + "\n", "f (1).tar"},
		{"SHA256 (f) = g) = " + a256 + "\n", "f) = g"},
		{a256 + "  dir/f\n", "dir/f"},
		{a256 + "  ././f\n", "./f"},
		{a256 + "  größe\n", "größe"},
	} {
		if got, err := of(t, test.list, test.name); err != nil || got != "sha256:"+a256 {
			t.Errorf("%q: %q, %v", test.list, got, err)
		}
	}
}

func TestNoDigest(t *testing.T) {
	for name, test := range map[string]struct {
		list string
		want error
	}{
		"empty":                 {"", checksums.ErrNotListed},
		"text":                  {"hello\n\nf\n", checksums.ErrNotListed},
		"longer name":           {a256 + "  f.asc\n" + b256 + "  af\n", checksums.ErrNotListed},
		"other folder":          {a256 + "  dir/f\n" + a256 + "  ../f\n" + a256 + "  /f\n", checksums.ErrNotListed},
		"zero width":            {a256 + "  f\u200b\n" + a256 + "  \u2060f\n", checksums.ErrNotListed},
		"look-alike":            {a256 + "  \u017f\n", checksums.ErrNotListed},
		"other Unicode form":    {a256 + "  f\u0301\n", checksums.ErrNotListed},
		"two of one length":     {a512 + "  f\n" + b512 + "  f\n", checksums.ErrAmbiguous},
		"other case":            {a256 + "  F\n", checksums.ErrNotListed},
		"blank behind the name": {a256 + "  f \n", checksums.ErrNotListed},
		"MD5":                   {aMD5 + "  f\n", checksums.ErrWeak},
		"SHA-1":                 {"SHA1 (f) = " + aSHA + "\n", checksums.ErrWeak},
		"MD5 and SHA-1":         {"MD5(f)= " + aMD5 + "\nSHA1(f)= " + aSHA + "\n", checksums.ErrWeak},
		"unknown":               {"WHIRLPOOL (f) = " + a512 + "\n", checksums.ErrWeak},
		"two digests":           {a256 + "  f\n" + b256 + "  f\n", checksums.ErrAmbiguous},
		"two of SHA-512":        {"SHA512 (f) = " + a512 + "\nSHA512(f)= " + b512 + "\n", checksums.ErrAmbiguous},
		"two by a folder":       {a256 + "  f\n" + b256 + "  ./f\n", checksums.ErrAmbiguous},
		"strong ones agree not": {a256 + "  f\n" + a512 + "  f\n" + b256 + " *f\n", checksums.ErrAmbiguous},
	} {
		if got, err := of(t, test.list, "f"); !errors.Is(err, test.want) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	// "./" is an entry whose name is empty, and no file's without a name either.
	for _, list := range []string{a256 + "  f\n", a256 + "  ./\n", "SHA256 (./) = " + a256 + "\n"} {
		if got, err := of(t, list, ""); !errors.Is(err, checksums.ErrNotListed) {
			t.Errorf("without a name, in %q: %q, %v", list, got, err)
		}
	}
}

// TestEntries: lines of text are no entries, and a digest that does not count is not
// shown as if it did.
func TestEntries(t *testing.T) {
	l, err := checksums.Parse([]byte("Release 1.2\n\n" + a256 + "  f\n" + aMD5 + "  g\nSIZE (f) = 12\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []checksums.Entry{{Name: "f", Digest: "sha256:" + a256}, {Name: "g", Weak: "MD5"}}
	if got := l.Entries(10); !slices.Equal(got, want) || l.Names() != 2 {
		t.Errorf("%d entries: %+v", l.Names(), got)
	}
	if got := l.Entries(1); !slices.Equal(got, want[:1]) {
		t.Errorf("of one: %+v", got)
	}
}

func TestMalformed(t *testing.T) {
	for name, list := range map[string]string{
		"armor":              "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + a256 + "  f\n",
		"armor behind":       a256 + "  f\n-----BEGIN PGP SIGNATURE-----\n",
		"digest of odd size": a256 + "0  f\n",
		"digest of no size":  a256 + "00  f\n",
		"short SHA-256":      "SHA256 (f) = " + aSHA + "\n",
		"long SHA-1":         "SHA1 (f) = " + a256 + "\n",
		"tab":                a256 + "\tf\n",
		"digest behind":      "f: " + a256 + "\n",
		"digest alone":       a256 + "\n",
		"no name":            a256 + "  \n",
		"byte order mark":    "\ufeff" + a256 + "  f\n",
		"blank in front":     " " + a256 + "  f\n",
		"carriage return":    a256 + "  f\r" + b256 + "  g\n",
		"two at the end":     a256 + "  f\r\r\n",
		"NUL":                a256 + "  f\x00\n",
		"DEL":                a256 + "  f\x7f\n",
		"escape":             `\` + a256 + `  f\t` + "\n",
		"escape at the end":  `\` + a256 + `  f\` + "\n",
		"long line":          strings.Repeat("x", limits.ChecksumLine+1),
		"large":              strings.Repeat("\n", limits.ChecksumList+1),
	} {
		l, err := checksums.Parse([]byte(list))
		if !errors.Is(err, checksums.ErrMalformed) || l != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRealTools reads what the tools of this machine write.
func TestRealTools(t *testing.T) {
	folder := t.TempDir()
	data := []byte("hello\n")
	for _, name := range []string{"f", `back\slash`, "a b (1)", "line\nend"} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sum := sha256.Sum256(data)
	want := hex.EncodeToString(sum[:])
	for _, args := range [][]string{
		{"sha256sum", "f", `back\slash`, "a b (1)", "line\nend"}, {"sha256sum", "-b", "f", `back\slash`, "line\nend"},
		{"sha256sum", "--tag", "f", `back\slash`, "a b (1)", "line\nend"},
		{"openssl", "dgst", "-sha256", "f", "a b (1)"}, {"openssl", "dgst", "-sha256", "-r", "f", "a b (1)"},
	} {
		path, err := exec.LookPath(args[0])
		if err != nil {
			t.Logf("%s is not installed", args[0])
			continue
		}
		c := exec.Command(path, args[1:]...)
		c.Dir = folder
		out, err := c.Output()
		if err != nil {
			t.Fatal(args, err)
		}
		for _, name := range args[1:] {
			if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
				continue
			}
			if got, err := of(t, string(out), name); err != nil || got != "sha256:"+want {
				t.Errorf("%q, %q: %q, %v\n%s", args, name, got, err, out)
			}
		}
	}
}

func TestHashes(t *testing.T) {
	l, err := checksums.Parse([]byte(a512 + "  f\n"))
	if err != nil || l.Names() != 1 {
		t.Fatal(err)
	}
	d, err := l.Of("f")
	if err != nil || len(d) != 1 || d[0].Line != 1 || len(d[0].Sum) != 64 || d[0].Hashes[0] != crypto.SHA512 || d[0].Hashes[1] != crypto.BLAKE2b_512 {
		t.Errorf("%+v, %v", d, err)
	}
}

// FuzzParse: a name that has a digest has it in some line of the list.
func FuzzParse(f *testing.F) {
	f.Add(a256+"  f\r\nSHA512(f)= "+a512+"\n", "f")
	f.Add(`\`+a256+` *a\\b`+"\n", `a\b`)
	f.Fuzz(func(t *testing.T, list, name string) {
		l, err := checksums.Parse([]byte(list))
		if err != nil {
			return
		}
		digests, err := l.Of(name)
		for _, d := range digests {
			if !strings.Contains(strings.ToLower(list), hex.EncodeToString(d.Sum)) || len(d.Hashes) == 0 {
				t.Errorf("%q of %q: %v", name, list, d)
			}
		}
		if (err == nil) != (len(digests) > 0) {
			t.Errorf("%v with %d digests", err, len(digests))
		}
	})
}

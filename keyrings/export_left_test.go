package keyrings_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// What an earlier export left in a folder is found when it is exported no more.
func TestLeftovers(t *testing.T) {
	for _, layout := range []keyrings.Layout{keyrings.LayoutKeysPGP, keyrings.LayoutVOA} {
		dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
		o := keyrings.ExportOptions{Layout: layout, VOA: keyrings.VOA{OS: "a", Purpose: "b", Context: "c"}}
		files, err := open(t, dir).Export(o)
		if err != nil {
			t.Fatal(err)
		}
		place := t.TempDir()
		wantLeft(t, dir, place, o, false, false) // nothing is there yet
		if err := keyrings.WriteFiles(place, files); err != nil {
			t.Fatal(err)
		}
		wantLeft(t, dir, place, o, false, false)
		other := pgptest.Ed25519Key("keyrings other", day0)
		p, err := open(t, dir).Import(material(pgptest.Good(other).Bytes(), "x"), options(other))
		apply(t, p, err)
		p, err = open(t, dir).Update(material(revokedCopy(jane).Bytes(), "x"), nil, today)
		apply(t, p, err)
		p, err = open(t, dir).Retire(john.HexFingerprint(), "left", today)
		apply(t, p, err)
		wantLeft(t, dir, place, o, true, true)
		if err := os.WriteFile(filepath.Join(dir, jane.HexFingerprint()+".asc"), []byte(cert(jane)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := leftovers(t, dir, place, o); err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%s: the revocation is lost, and %v", layout, err)
		}
	}
}

func leftovers(t *testing.T, dir, place string, o keyrings.ExportOptions) ([]keyrings.File, []string, error) {
	t.Helper()
	k := open(t, dir)
	files, err := k.Export(o)
	if err != nil {
		return nil, nil, err
	}
	return k.Leftovers(place, o, files)
}

func wantLeft(t *testing.T, dir, place string, o keyrings.ExportOptions, revoked, retired bool) {
	t.Helper()
	files, names, err := leftovers(t, dir, place, o)
	if err != nil || (len(files) == 1) != revoked || (len(names) == 1) != retired {
		t.Fatalf("%s: %v, %v, %v", o.Layout, files, names, err)
	}
	if retired && !strings.Contains(strings.ToUpper(names[0]), john.HexFingerprint()) {
		t.Errorf("%s: %v", o.Layout, names)
	}
	for _, f := range files {
		c := read(t, f.Data)
		if c.Fingerprint() != jane.HexFingerprint() || keyrings.SigningKeys(c, today)[0].Usable() {
			t.Errorf("%s: %s comes without its revocation", o.Layout, f.Name)
		}
	}
}

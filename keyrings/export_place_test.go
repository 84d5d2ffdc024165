package keyrings_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/keyrings"
)

// An export replaces nothing but certificates, and nothing of the keyring itself.
func TestExportPlace(t *testing.T) {
	dir := imported(t, []byte(cert(jane)), jane)
	fpr := jane.HexFingerprint()
	out := tree(t, map[string]string{"policy.toml": "x = 1\n", "empty": "", "old.asc": cert(john), "pgp/" + fpr + ".asc": "notes\n"})
	link := filepath.Join(out, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(out, "deep")
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "sub"), 0o700), os.Symlink(filepath.Join(dir, "sub"), deep)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		place  string
		layout keyrings.Layout
		ok     bool
	}{
		{filepath.Join(dir, keyrings.RecordFile), keyrings.LayoutKeyring, false},
		{filepath.Join(dir, fpr+".asc"), keyrings.LayoutKeyring, false},
		{filepath.Join(dir, "new.asc"), keyrings.LayoutKeyring, false},
		{filepath.Join(dir, "sub", "new.asc"), keyrings.LayoutKeyring, false},
		{filepath.Join(link, "new.asc"), keyrings.LayoutKeyring, false},
		{filepath.Join(deep, "new.asc"), keyrings.LayoutKeyring, false},
		{dir, keyrings.LayoutKeysPGP, false},
		{link, keyrings.LayoutKeysPGP, false},
		{filepath.Join(dir, "continuity", "x"), keyrings.LayoutKeysPGP, true}, // while there is no evidence
		{filepath.Join(dir, "pgp"), keyrings.LayoutKeysPGP, true},
		{filepath.Join(out, "policy.toml"), keyrings.LayoutKeyring, false},
		{filepath.Join(out, "pgp"), keyrings.LayoutKeysPGP, false},
		{filepath.Join(out, "empty"), keyrings.LayoutKeyring, true},
		{filepath.Join(out, "old.asc"), keyrings.LayoutKeyring, true},
		{filepath.Join(out, "new", "new.asc"), keyrings.LayoutKeyring, true},
	} {
		k := open(t, dir)
		files, err := k.Export(keyrings.ExportOptions{Layout: tt.layout})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.CheckPlace(tt.place, files); (err == nil) != tt.ok || err != nil && !errors.Is(err, keyrings.ErrPlace) {
			t.Errorf("%s to %s: %v", tt.layout, tt.place, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "continuity"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	files, err := k.Export(keyrings.ExportOptions{Layout: keyrings.LayoutKeysPGP})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.CheckPlace(filepath.Join(dir, "continuity", "x"), files); !errors.Is(err, keyrings.ErrPlace) {
		t.Errorf("among the evidence: %v", err)
	}
}

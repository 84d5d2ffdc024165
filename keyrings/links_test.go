package keyrings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upsig/upsig/keyrings"
)

// Links to folders are not followed, so that none leads back; the folder that was
// named may be one, and files may.
func TestLinksInFolders(t *testing.T) {
	dir := tree(t, map[string]string{"real/jane.asc": cert(jane), "d/john.asc": cert(john)})
	in := func(name string) string { return filepath.Join(dir, name) }
	for link, target := range map[string]string{
		"d/loop.asc": in("d"), "d/up.gpg": in("."), "d/real.asc": in("real"), "d/link.asc": in("real/jane.asc"), "named.asc": in("d"), "self.asc": in("self.asc"),
	} {
		if err := os.Symlink(target, in(link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"d", "d/", "named.asc"} {
		all, err := keyrings.ReadMaterial(dir+"/"+name, today)
		if err != nil || len(all) != 2 || !strings.HasSuffix(all[0].Source.Location, "/john.asc") || !strings.HasSuffix(all[1].Source.Location, "/link.asc") {
			t.Errorf("%s: %d files, %v", name, len(all), err)
		}
	}
	if all, err := keyrings.ReadMaterial(in("self.asc"), today); err == nil {
		t.Errorf("read %v", all)
	}
}

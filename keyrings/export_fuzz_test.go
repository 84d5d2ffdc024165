package keyrings

import (
	"path/filepath"
	"strings"
	"testing"
)

// FuzzVOA: certificates come to lie four folders below the hierarchy's place, in
// folders of the names that were given, or nowhere.
func FuzzVOA(f *testing.F) {
	for _, v := range []VOA{
		{"arch", "source", "default"}, {"debian:12:server", "package", "a.b-c_d"}, {"..", "x", "x"}, {"a", "...", "x"}, {"a", "x", "../.."}, {"/a", "x", ""}, {"a:::::", "x", "x"}, {"a\n", "x", "x"}, {"A", "x", "x"}, {".:.", "x", "x"},
	} {
		f.Add(v.OS, v.Purpose, v.Context)
	}
	f.Fuzz(func(t *testing.T, system, purpose, context string) {
		folder, err := VOA{system, purpose, context}.folder()
		if err != nil {
			return
		}
		if want := system + "/" + purpose + "/" + context + "/openpgp"; filepath.ToSlash(folder) != want || !filepath.IsLocal(folder) || strings.Count(want, "/") != 3 || strings.ContainsAny(want, "\n\x00 *\\") {
			t.Fatalf("%q, %q and %q: %q", system, purpose, context, folder)
		}
	})
}

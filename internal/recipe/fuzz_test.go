package recipe_test

import (
	"testing"

	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/policy"
)

// FuzzParse: what is read as a fingerprint is a whole one, and no file makes the
// reader fail.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"VERIFY_SIG_OPENPGP_KEY_PATH=/usr/share/openpgp-keys/hello.asc\nVERIFY_SIG_METHOD=sigstore\n",
		"pkgname=hello\nvalidpgpkeys=('0123456789ABCDEF0123456789ABCDEF01234567' # Jane\n \"$other\")\n",
		"version=4\nopts=pgpmode=auto,decompress https://example.org/hello-(.*)\\.tar\\.gz\n",
		"a='", "a=(", "a=\\\n", "a=\"\\\"$(x)\"", "validpgpkeys=(", "opts=\"a,\\\n b\"",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range []string{"a-1.0.ebuild", "PKGBUILD", "debian/watch"} {
			r, ok := recipe.Parse(path, []byte(text))
			if !ok {
				t.Fatalf("%s is not known", path)
			}
			for _, fpr := range r.Fingerprints {
				if got, err := policy.ParseFingerprint(fpr); err != nil || got != fpr {
					t.Fatalf("%q: %v", fpr, err)
				}
			}
		}
	})
}

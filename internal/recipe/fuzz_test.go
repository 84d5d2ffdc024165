package recipe_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/policy"
)

// FuzzParse: what is read as a fingerprint is a whole one, what is read as a name
// is that of a file with one version at most, and no file of any kind makes the
// reader fail.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"VERIFY_SIG_OPENPGP_KEY_PATH=/usr/share/openpgp-keys/hello.asc\nVERIFY_SIG_METHOD=sigstore\n",
		"pkgname=hello\nvalidpgpkeys=('0123456789ABCDEF0123456789ABCDEF01234567' # Jane\n \"$other\")\n",
		"version=4\nopts=pgpmode=auto,decompress https://example.org/hello-(.*)\\.tar\\.gz\n",
		"version=5\n\nSource: https://example.org\nMatching-Pattern: hello-(.*)\\.tar\\.gz\nPgp-Mode: gittag\n",
		"SRC_URI=\"https://x/${P}.tar.gz -> a-${PV}.tgz verify-sig? ( https://x/${P}.tar.gz.sig -> a-${PV}.tgz.sig )\"\nPYPI_VERIFY_REPO=https://github.com/o/r\n",
		"PYPI_VERIFY_REPO=https://github.com/o/r\nPYPI_PN='a b'\n", "PYPI_VERIFY_REPO=https://github.com/o/r\nPYPI_PN=\n",
		"pkgname=a\npkgver=1\nsource=(\"b.tgz::https://x/$pkgname-$pkgver.tgz\"{,.sig} git+https://x/y)\n", "source=(a-{version}{version}.tgz{,.sig})",
		"%global tag v%{version}\nName: hello\nVersion: 1.2\nSource0: https://x/%{tag}.tgz#/%{name}-%{version}.tgz\nSource1: %{name}-%{version}.tgz.asc\nSource2: gpgkey.gpg\n%{gpgverify} --keyring='%{SOURCE2}' --signature='%{SOURCE1}' --data=-\n",
		"Name: %a\n%define a %{b}\n%define b %a\nSource: a.keyring\nSource: %{?x}/a.tgz.sig\n%upsigverify -d 0 -s 1 -k 2\n",
		"a='", "a=(", "a=\\\n", "a=\"\\\"$(x)\"", "validpgpkeys=(", "opts=\"a,\\\n b\"",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range []string{"a-1.0.ebuild", "a\x98\"-1.ebuild", "PKGBUILD", "a.spec", "debian/watch"} {
			r, ok := recipe.Parse(path, []byte(text))
			if !ok {
				t.Fatalf("%s is not known", path)
			}
			if strings.ContainsAny(r.Package, "/\\\"'$ \n") || !utf8.ValidString(r.Package) {
				t.Fatalf("%s: package %q", path, r.Package)
			}
			for _, a := range r.Artifacts {
				for _, name := range []string{a.Name, a.Upstream, a.Evidence} {
					if strings.ContainsAny(name, "/\\\"'$ \n\x00") || strings.Count(name, "{version}") > 1 || a.Name == "" {
						t.Fatalf("%s: %+v", path, a)
					}
				}
			}
			for _, fpr := range r.Fingerprints {
				if got, err := policy.ParseFingerprint(fpr); err != nil || got != fpr {
					t.Fatalf("%q: %v", fpr, err)
				}
			}
		}
	})
}

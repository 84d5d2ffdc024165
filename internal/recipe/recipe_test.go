package recipe_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/upsig/upsig/internal/recipe"
)

const (
	one = "0123456789ABCDEF0123456789ABCDEF01234567"
	two = "89ABCDEF0123456789ABCDEF0123456789ABCDEF"
)

func TestParse(t *testing.T) {
	for name, test := range map[string]struct {
		path, data string
		want       recipe.Recipe
	}{
		"ebuild": {"dev/hello-1.2.3_rc1-r2.ebuild",
			"EAPI=8\ninherit verify-sig\nVERIFY_SIG_OPENPGP_KEY_PATH=\"${BROOT}/usr/share/openpgp-keys/jane.asc\" # Jane\n",
			recipe.Recipe{Package: "hello", Method: "openpgp", Keyrings: []string{"/usr/share/openpgp-keys/jane.asc"}}},
		"ebuild with Sigstore": {"python-3.14.0.ebuild",
			"VERIFY_SIG_METHOD=sigstore\n\tVERIFY_SIG_CERT_IDENTITY='hugo@python.org'\nVERIFY_SIG_CERT_OIDC_ISSUER=https://github.com/login/oauth\n",
			recipe.Recipe{Package: "python", Method: "sigstore", Identity: "hugo@python.org", Issuer: "https://github.com/login/oauth"}},
		"ebuild of a kernel": {"linux-6.1.ebuild", "VERIFY_SIG_OPENPGP_KEY_PATH=/k.asc\nverify-sig_uncompress_verify_unpack a b\n",
			recipe.Recipe{Package: "linux", Method: "openpgp", Keyrings: []string{"/k.asc"}, Uncompressed: true}},
		"ebuild that computes": {"a-1.ebuild", "VERIFY_SIG_METHOD=$(echo minisig)\nVERIFY_SIG_OPENPGP_KEY_PATH=/usr/share/${PN,,}.asc\nVERIFY_SIG_CERT_IDENTITY=\"a\" rm\n",
			recipe.Recipe{Package: "a", Method: "openpgp", Skipped: []string{"VERIFY_SIG_METHOD", "VERIFY_SIG_OPENPGP_KEY_PATH", "VERIFY_SIG_CERT_IDENTITY"}}},
		"PKGBUILD": {"PKGBUILD", "pkgname=hello\nvalidpgpkeys=('" + one + "' # Jane (old)\n  \"" + two + "\")\nother=(x)\n",
			recipe.Recipe{Package: "hello", Fingerprints: []string{one, two}}},
		"PKGBUILD that computes": {"PKGBUILD", "pkgname=\"he$llo\"\nvalidpgpkeys=($(cat keys) 01234567 '" + two + "')\n",
			recipe.Recipe{Skipped: []string{"pkgname", "validpgpkeys"}}},
		"PKGBUILD without keys": {"x/PKGBUILD", "pkgname=hello\n#validpgpkeys=('" + one + "')\n", recipe.Recipe{Package: "hello"}},
		"watch":                 {"debian/watch", "version=4\nopts=pgpmode=auto,decompress https://example.org/ hello-(.*)\\.tar\\.xz\n", recipe.Recipe{Artifacts: []recipe.Artifact{{Name: "hello-{version}.tar.xz"}}, Keyrings: []string{"upstream/signing-key.asc"}, Uncompressed: true}},
		"plain watch":           {"debian/watch", "version=4\n# opts=decompress\nhttps://example.org/ a-(.*).tar.xz\n", recipe.Recipe{Artifacts: []recipe.Artifact{{Name: "a-{version}.tar.xz"}}, Keyrings: []string{"upstream/signing-key.asc"}}},
	} {
		got, ok := recipe.Parse(test.path, []byte(test.data))
		if d := cmp.Diff(test.want, got); !ok || d != "" {
			t.Errorf("%s (-want +got): %s", name, d)
		}
	}
	if _, ok := recipe.Parse("hello.rpm", nil); ok {
		t.Error("a file of no known kind")
	}
}

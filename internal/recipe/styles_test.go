package recipe_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/upsig/upsig/internal/recipe"
)

// styles are recipes as people write them, and what is read of them: artifacts as
// "name", "name<upstream" or "name+evidence", keys, identities, and what is left out.
var styles = map[string]struct{ path, text, want string }{
	"ebuild, plain": {"hello-1.2.ebuild", `
SRC_URI="
	https://example.org/${P}.tar.xz
	verify-sig? ( https://example.org/${P}.tar.xz.asc )
"
VERIFY_SIG_OPENPGP_KEY_PATH="${BROOT}"/usr/share/openpgp-keys/${PN}.asc
`, "hello: hello-{version}.tar.xz; /usr/share/openpgp-keys/hello.asc"},
	"ebuild, own names": {"hello-1.2_rc1.ebuild", `
MY_PN="Hello"
MY_P=${MY_PN}-${PV}
SRC_URI="https://github.com/o/r/releases/download/v${PV}/${MY_P}.tgz -> ${P}.tar.gz"
SRC_URI+=" verify-sig? ( https://github.com/o/r/releases/download/v${PV}/${MY_P}.tgz.minisig -> ${P}.tar.gz.minisig )"
VERIFY_SIG_METHOD="minisig"
VERIFY_SIG_OPENPGP_KEY_PATH="/usr/share/openpgp-keys/hello.pub"
`, "hello: hello-{version}.tar.gz<Hello-{version}.tgz; minisig /usr/share/openpgp-keys/hello.pub"},
	"ebuild, kernel": {"linux-6.1.ebuild", "SRC_URI=\"https://k.org/${P}.tar.xz verify-sig? ( https://k.org/${P}.tar.sign )\"\n",
		"linux: linux-{version}.tar.xz"},
	"ebuild, signature under another name": {"a-1.ebuild", "SRC_URI=\"https://x.org/${P}.tgz -> ${PN}-src-${PV}.tgz verify-sig? ( https://x.org/${P}.tgz.sig -> sig-${PV}.sig )\"\n",
		"a: a-src-{version}.tgz<a-{version}.tgz+sig-{version}.sig"},
	"ebuild, substitution": {"a-1_rc1.ebuild", `
MY_P=${PN}-${PV/_/-}
SRC_URI="https://x.org/${MY_P}.tar.gz verify-sig? ( https://x.org/$(ver_cut 1-2)/${MY_P}.tar.gz.asc )"
VERIFY_SIG_OPENPGP_KEY_PATH=/usr/share/openpgp-keys/a-$(ver_cut 1).asc
`, "a: left out VERIFY_SIG_OPENPGP_KEY_PATH; note the name of a signature's file is computed: write [[artifact]] by hand"},
	"ebuild, sigstore": {"python-3.14.0.ebuild", `
VERIFY_SIG_METHOD=sigstore
VERIFY_SIG_CERT_IDENTITY=hugo@python.org \
	# a comment
VERIFY_SIG_CERT_OIDC_ISSUER='https://github.com/login/oauth'
SRC_URI="https://python.org/Python-${PV}.tar.xz
	verify-sig? ( https://python.org/Python-${PV}.tar.xz.sigstore )"
`, "python: Python-{version}.tar.xz; sigstore hugo@python.org by https://github.com/login/oauth"},
	"ebuild, workflow of the version": {"a-1.ebuild", "VERIFY_SIG_METHOD=sigstore\nVERIFY_SIG_CERT_IDENTITY=\"https://github.com/o/r/.github/workflows/r.yml@refs/tags/v${PV}\"\nVERIFY_SIG_CERT_OIDC_ISSUER=https://token.actions.githubusercontent.com\n",
		"a: sigstore https://github.com/o/r/.github/workflows/r.yml@refs/tags/v{version} by https://token.actions.githubusercontent.com"},
	"ebuild, two branches": {"a-1.ebuild", "if [[ ${PV} == 9999 ]]; then\n\tVERIFY_SIG_OPENPGP_KEY_PATH=/a.asc\nelse\n\tVERIFY_SIG_OPENPGP_KEY_PATH=/b.asc\nfi\n",
		"a: left out VERIFY_SIG_OPENPGP_KEY_PATH"},
	"ebuild, PyPI": {"attrs-1.ebuild", "PYPI_VERIFY_REPO=https://github.com/python-attrs/attrs\nPYPI_PN=My.Attrs\n",
		"attrs: my_attrs-{version}.tar.gz; from https://github.com/python-attrs/attrs; note pypi.eclass takes any workflow and any tag: pin workflow and ref"},
	"ebuild, circle": {"a-1.ebuild", "A=$B\nB=$A\nVERIFY_SIG_OPENPGP_KEY_PATH=/$A$A$A\n", "a: left out VERIFY_SIG_OPENPGP_KEY_PATH"},

	"PKGBUILD, braces": {"PKGBUILD", "pkgname=hello\npkgver=1.2\nsource=(\"https://x.org/$pkgname-$pkgver.tar.gz\"{,.sig}\n  fix.patch # local\n)\nvalidpgpkeys=(" + one + ")\n",
		"hello: hello-{version}.tar.gz; " + one},
	"PKGBUILD, split": {"PKGBUILD", "pkgbase=hello\npkgname=(hello hello-docs)\nsource=(https://x.org/${pkgbase}-${pkgver}.tar.xz{,.asc})\nvalidpgpkeys=(\n'" + one + "'\n\"" + strings.ToLower(two) + "\" # other (new)\n)\n",
		"hello: hello-{version}.tar.xz; " + one + " " + two},
	"PKGBUILD, parts without a base": {"PKGBUILD", "pkgname=('hello' 'hello-docs')\nsource=($pkgname-$pkgver.tgz)\n", "hello:"},
	"ebuild, renames a version that is spelled out": {"hello-1.1.ebuild", "SRC_URI=\"https://x.org/v1.1.tar.gz -> ${P}.tar.gz https://x.org/v1.1.tar.gz.asc -> ${P}.tar.gz.asc\"\n",
		"hello: hello-{version}.tar.gz<v{version}.tar.gz"},
	"PKGBUILD, renames": {"PKGBUILD", "pkgname=hello\nsource=(\"$pkgname-$pkgver.tgz::https://x.org/v$pkgver.tgz\" \"$pkgname-$pkgver.tgz.asc::https://x.org/v$pkgver.tgz.asc\")\n",
		"hello: hello-{version}.tgz<v{version}.tgz"},
	"PKGBUILD, underscores": {"PKGBUILD", "pkgname=hello\n_pkgver=${pkgver//_/-}\nsource=(https://x.org/hello-$_pkgver.tgz{,.asc})\n",
		"hello: note the name of a signature's file is computed: write [[artifact]] by hand"},
	"PKGBUILD, git and architectures": {"PKGBUILD", "pkgname=hello\nsource=(git+https://x.org/hello.git?signed#tag=v$pkgver)\nsource_x86_64=(https://x.org/hello-$pkgver.bin{,.asc})\n",
		"hello: hello-{version}.bin; note a source from version control is no file: makepkg checks its tag or commit"},
	"PKGBUILD, list": {"PKGBUILD", "pkgname=hello\nsource=(https://x.org/hello-$pkgver.tgz https://x.org/SHA256SUMS{,.asc})\n",
		"hello: note a signed checksum list covers files: name it with via in [[artifact]]"},
	"PKGBUILD, not closed": {"PKGBUILD", "pkgname=hello\nvalidpgpkeys=(" + one + "\nsource=('x", "hello: " + one + "; left out validpgpkeys source"},

	"spec, Fedora": {"hello.spec", `
%global forgeurl https://example.org/hello
Name:           hello
Version:        1.2.0
Source0:        %{forgeurl}/%{name}-%{version}.tar.xz
Source1:        %{forgeurl}/%{name}-%{version}.tar.xz.asc
# Jane's
Source2:        https://example.org/gpgkey-` + one + `.gpg
Patch0:         fix.patch

%prep
%{gpgverify} --keyring='%{SOURCE2}' --signature='%{SOURCE1}' \
    --data='%{SOURCE0}'
`, "hello: hello-{version}.tar.xz; gpgkey-" + one + ".gpg"},
	"spec, uncompressed": {"hello.spec", "Name: hello\nVersion: 1.2.0\nSource0: https://x.org/hello-1.2.0.tar.xz\nSource1: https://x.org/hello-1.2.0.tar.sign\nSource2: jane.gpg\nxzcat %{SOURCE0} | %{gpgverify} --keyring=%{S:2} --signature=%{S:1} --data=-\n",
		"hello: hello-{version}.tar.xz; jane.gpg; uncompressed"},
	"spec, openSUSE": {"hello.spec", "name: hello\nversion: 1.2\nSource: https://x.org/%name-%version.tgz\nSource1: https://x.org/%name-%version.tgz.sig\nSource2: %{name}.keyring\nSource3: hello.1.asc\n",
		"hello: hello-{version}.tgz; hello.keyring hello.1.asc"},
	"spec, renamed": {"hello.spec", "Name: hello\nVersion: 1.2\nSource: https://x.org/v%{version}.tgz#/%{name}-%{version}.tgz\nSource: https://x.org/v%{version}.tgz.minisig#/%{name}-%{version}.tgz.minisig\n",
		"hello: hello-{version}.tgz<v{version}.tgz"},
	"spec, upsigverify": {"hello.spec", "Name: hello\nVersion: 1.2\nSource0: https://x.org/hello-%{version}.tgz\nSource1: signature-%{version}.sig\nSource3: jane.asc\n%upsigverify -d 0 -s 1 -k 3\n",
		"hello: hello-{version}.tgz+signature-{version}.sig; jane.asc"},
	"spec, computed": {"hello.spec", "%global tag %(echo x)\n%global base(x) y\nName: hello\nVersion: 1.2\nSource0: https://x.org/hello-%{tag}.tgz\nSource1: https://x.org/hello-%{tag}.tgz.asc\nSource2: %{base}.gpg\n%gpgverify -k 2 -s 1 -d 0\n",
		"hello: left out Source2; note the name of a file that is verified is computed: write [[artifact]] by hand, the name of a signature's file is computed: write [[artifact]] by hand"},
	"spec, two branches": {"hello.spec", "%if 1\nName: hello\n%else\nName: other\n%endif\n%if 1\nSource0: a.tgz\n%else\nSource0: b.tgz\n%endif\nSource1: a.tgz.asc\n",
		"left out Name; note a signature's file belongs to no source that is spelled out"},
	"spec, conditional macro": {"hello.spec", "Name: hello%{?suffix}\nVersion: 1.2\nSource0: a%%b.tgz\nSource1: %{lua:x/y}/hello-%{version}.tgz{,.asc}\n", "left out Name"},
	"spec, unknown macro": {"hello.spec", "Name: hello\nSource0: hello%{suffix}.tgz\nSource1: hello%{suffix}.tgz.asc\n",
		"hello: note the name of a signature's file is computed: write [[artifact]] by hand"},
	"spec, circle": {"hello.spec", "%define a %{b}%{b}\n%define b %{a}%{a}\nName: %{a}\n", "left out Name"},

	"watch, several lines": {"debian/watch", "version=4\nopts=\"pgpmode=auto, \\\n  uversionmangle=s/rc/~rc/, decompress\" \\\n https://x.org/ (?:.*/)?hello-([\\d.]+)\\.tar\\.xz debian uupdate\n",
		"hello-{version}.tar.xz; upstream/signing-key.asc; uncompressed"},
	"watch, two groups":   {"debian/watch", "version=4\nhttps://x.org/ hello-(\\d.*)\\.(?:tgz|zip)\n", "upstream/signing-key.asc; note debian/watch has no plain name for the file: write [[artifact]] by hand"},
	"watch, one address":  {"debian/watch", "version=4\nopts=pgpmode=auto https://x.org/d/hello-(\\d\\S*)\\.tar\\.gz\n", "hello-{version}.tar.gz; upstream/signing-key.asc"},
	"watch, placeholders": {"debian/watch", "version=4\nhttps://x.org/ @PACKAGE@@ANY_VERSION@@ARCHIVE_EXT@\n", "upstream/signing-key.asc; note debian/watch has no plain name for the file: write [[artifact]] by hand"},
	"watch, version 5":    {"debian/watch", "Version: 5\n\nSource: https://x.org/\nMatching-Pattern: hello-(.+)\\.tar\\.gz\nPgp-Mode: none\nDecompress: yes\n", "hello-{version}.tar.gz; upstream/signing-key.asc; uncompressed; note debian/watch checks no signature (pgpmode none): does upstream sign?"},
	"watch, git":          {"debian/watch", "version=4\nopts=mode=git,pgpmode=gittag https://x.org/hello.git refs/tags/v(.*)\n", "upstream/signing-key.asc; note the signature is that of a git tag (pgpmode gittag): it covers no file"},
}

// told writes what a recipe says in one line.
func told(r recipe.Recipe) string {
	var parts []string
	for _, a := range r.Artifacts {
		text := a.Name
		if a.Upstream != "" {
			text += "<" + a.Upstream
		}
		if a.Evidence != "" {
			text += "+" + a.Evidence
		}
		parts = append(parts, text)
	}
	add := func(prefix, text string) {
		if text != "" {
			parts = append(parts, strings.TrimSpace(prefix+" "+text))
		}
	}
	add("", strings.Join(r.Fingerprints, " "))
	method := strings.TrimPrefix(r.Method, "openpgp")
	add(method, strings.Join(r.Keyrings, " "))
	if r.Identity != "" {
		add(method, r.Identity+" by "+r.Issuer)
	}
	add("from", r.Publisher)
	if r.Uncompressed {
		add("", "uncompressed")
	}
	add("left out", strings.Join(r.Skipped, " "))
	add("note", strings.Join(r.Notes, ", "))
	text := strings.Join(parts, "; ")
	if r.Package != "" {
		text = strings.TrimSpace(r.Package + ": " + text)
	}
	return text
}

func TestStyles(t *testing.T) {
	for name, test := range styles {
		got, ok := recipe.Parse(test.path, []byte(test.text))
		if d := cmp.Diff(test.want, told(got)); !ok || d != "" {
			t.Errorf("%s (-want +got): %s", name, d)
		}
	}
}

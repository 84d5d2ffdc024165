package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/policy"
)

// FuzzRecipe drafts from what packaging files say, debian/control beside them: the
// draft is refused, or a policy of the package with the signers that were found
// and no others; and what is told about it is visible.
func FuzzRecipe(f *testing.F) {
	const key = "validpgpkeys=('0123456789ABCDEF0123456789ABCDEF01234567' # Jane\n \"$other\")\n"
	f.Add(uint8(0), "hello-1.0", "VERIFY_SIG_METHOD=sigstore\nVERIFY_SIG_CERT_IDENTITY=https://github.com/o/r/.github/workflows/r.yml@refs/tags/v${PV}\nVERIFY_SIG_CERT_OIDC_ISSUER=https://token.actions.githubusercontent.com\n", "")
	f.Add(uint8(0), "hello-1.0", "PYPI_VERIFY_REPO=https://github.com/o/r\nSRC_URI=\"https://x/a.tgz -> ${P}.tgz https://x/a.tgz.sig -> ${P}.tgz.sig\"\n", "")
	f.Add(uint8(0), "a\x98\"", "PYPI_VERIFY_REPO='gcp:a@b.iam.gserviceaccount.com'\n", "Source: a\n")
	f.Add(uint8(1), "", "pkgname=hello\nsource=(\"$pkgname-$pkgver.tar.gz\"{,.asc})\n"+key, "")
	f.Add(uint8(1), "", key, "Source: hello\n\nPackage: hello\n")
	f.Add(uint8(2), "", "version=4\nopts=pgpmode=auto,decompress https://example.org/hello-(.*)\\.tar\\.gz\n", "Source:  hello-2.0 \t\n")
	f.Add(uint8(2), "", "Version: 5\nMatching-Pattern: x\"\\n[a](.*)\n", "Source: \"\n")
	f.Add(uint8(3), "", "Name: hello\nVersion: 1.2\nSource0: https://x/v1.2.tgz#/%{name}-%{version}.tgz\nSource1: sig\n%gpgverify -k 2 -s 1 -d 0\n", "")
	f.Fuzz(func(t *testing.T, kind uint8, name, text, control string) {
		folder := t.TempDir()
		file := []string{"hello.ebuild", "PKGBUILD", "watch", "hello.spec"}[kind%4]
		if kind%4 == 0 && name != "" && filepath.IsLocal(name) && filepath.Base(name) == name {
			file = name + ".ebuild"
		}
		path := filepath.Join(folder, file)
		if os.WriteFile(path, []byte(text), 0o600) != nil {
			return // no name for a file
		}
		if err := os.WriteFile(filepath.Join(folder, "control"), []byte(control), 0o600); err != nil {
			t.Fatal(err)
		}
		var complaints bytes.Buffer
		flags := &initFlags{from: once{value: path, set: true}}
		d := &draft{places: &draftFolder{folder: folder}}
		err := flags.fromRecipe(streams{err: &complaints}, d)
		checkVisible(t, complaints.String())
		if err != nil || !d.names() {
			return
		}
		drafted, err := d.finished("p.toml")
		if err != nil {
			return
		}
		checkVisible(t, drafted)
		p, err := policy.Load([]byte(drafted), "p.toml")
		if err != nil {
			t.Fatalf("%v\n%s", err, drafted)
		}
		if n := len(p.OpenPGPSigners) + len(p.KeySigners) + len(p.SigstoreSigners); n != len(d.keys)+len(d.identities) || p.Package != d.pkg || len(p.Artifacts) != max(len(d.artifacts), 1) {
			t.Fatalf("%d signers, package %q, %d artifacts:\n%s", n, p.Package, len(p.Artifacts), drafted)
		}
	})
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/sigstoretest"
)

// benchRun runs the command and wants it to accept.
func benchRun(b *testing.B, args ...string) {
	b.Helper()
	var complaints bytes.Buffer
	code := run(b.Context(), args, streams{in: strings.NewReader(""), out: io.Discard, err: &complaints, now: someday})
	if code != exitAccepted {
		b.Fatalf("exit code %d\n%s", code, &complaints)
	}
}

// BenchmarkVerifySmall verifies a small release by a policy that requires both
// kinds of evidence, all but the start of the process.
func BenchmarkVerifySmall(b *testing.B) {
	for b.Loop() {
		benchRun(b, "verify", "--policy", "../../testdata/quickstart/hello.toml", "../../testdata/quickstart/hello-1.2.0.tar.gz")
	}
}

// BenchmarkVerifyLarge is the same for 64 MiB: what hashing costs.
func BenchmarkVerifyLarge(b *testing.B) {
	const size = 64 << 20
	folder := b.TempDir()
	benchRelease(b, folder, "large", size)
	b.SetBytes(size)
	for b.Loop() {
		benchRun(b, "verify", "--policy", filepath.Join(folder, "large.toml"), filepath.Join(folder, "large-1.0.bin"))
	}
}

// BenchmarkBatch verifies 50 releases, each by a policy of its own.
func BenchmarkBatch(b *testing.B) {
	folder := b.TempDir()
	var files []string
	for i := range 50 {
		name := fmt.Sprintf("package%02d", i)
		benchRelease(b, folder, name, 16<<10)
		files = append(files, filepath.Join(folder, name+"-1.0.bin"))
	}
	for _, jobs := range []string{"1", "2", "4"} {
		b.Run(jobs, func(b *testing.B) {
			for b.Loop() {
				benchRun(b, append([]string{"verify", "--quiet", "--policy-dir", folder, "--jobs", jobs}, files...)...)
			}
		})
	}
}

// benchRelease writes a release of that size with both kinds of evidence, and a
// policy for it.
func benchRelease(b *testing.B, folder, name string, size int) {
	b.Helper()
	day := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	file, author := name+"-1.0.bin", pgptest.Ed25519Key(name, day.AddDate(-1, 0, 0))
	data := append([]byte(name), make([]byte, size-len(name))...)
	in, w := sigstoretest.New("bench", day), sigstoretest.GitHubWorkflow{Repository: "example/bench", Workflow: ".github/workflows/release.yml", Ref: "refs/tags/v1.0"}
	for suffix, content := range map[string][]byte{
		"-1.0.bin":               data,
		"-1.0.bin.asc":           author.Sign(data, pgptest.SigOptions{Hash: pgptest.SHA512, Created: day}),
		"-1.0.bin.sigstore.json": in.Sign(sigstoretest.Request{Identity: w, Statement: sigstoretest.Provenance(w, sigstoretest.SHA256(file, data))}).JSON(),
		".pgp":                   pgptest.Good(author).Bytes(),
		".root.json":             in.TrustedRootJSON(),
		".toml": fmt.Appendf(nil, `schema = "upsig/policy/v1"
package = %[1]q
require = "both"
[[artifact]]
name = "%[1]s-{version}.bin"
[[pgp.signer]]
name = "author"
fingerprints = [%[2]q]
keyring = "%[1]s.pgp"
held-by = "author"
[[sigstore.signer]]
kind = "github"
repository = "https://github.com/example/bench"
workflow = ".github/workflows/release.yml"
ref = "refs/tags/v{version}"
root = "%[1]s.root.json"
`, name, author.HexFingerprint()),
	} {
		if err := os.WriteFile(filepath.Join(folder, name+suffix), content, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

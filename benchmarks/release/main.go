// Release writes a signed release of any size, to measure with:
//
//	go run ./benchmarks/release [-signatures N] FOLDER MEBIBYTES
//
// It holds random data, an OpenPGP signature over SHA-512, a Sigstore bundle over
// SHA-256, and what verifying them takes. With -signatures there are many.asc, which
// has so many signatures by as many keys, and many-keys.asc:
//
//	upsig verify --require pgp --keyring many-keys.asc --signature many.asc large-1.0.bin
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/sigstoretest"
)

const name = "large-1.0.bin"

func main() {
	signatures := flag.Int("signatures", 0, "write many.asc with `N` signatures by N keys")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: release [-signatures N] FOLDER MEBIBYTES")
		os.Exit(2)
	}
	size, err := strconv.Atoi(flag.Arg(1))
	if err == nil {
		err = write(flag.Arg(0), random(size<<20), *signatures)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// random is the same data on every run, and does not compress.
func random(size int) []byte {
	data := make([]byte, size)
	source := rand.NewChaCha8([32]byte{})
	if _, err := source.Read(data); err != nil {
		panic(err) // never fails, says its documentation
	}
	return data
}

func write(folder string, data []byte, signatures int) error {
	day := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	key := pgptest.Ed25519Key("benchmark", day.AddDate(-1, 0, 0))
	in := sigstoretest.New("benchmark", day)
	w := sigstoretest.GitHubWorkflow{Repository: "example/large", Workflow: ".github/workflows/release.yml", Ref: "refs/tags/v1.0"}
	sum := sha256.Sum256(data)
	subject := sigstoretest.Subject{Name: name, Digest: map[string]string{"sha256": hex.EncodeToString(sum[:])}}
	files := map[string][]byte{
		name:                    data,
		name + ".asc":           []byte(pgptest.ArmorSignature(key.Sign(data, pgptest.SigOptions{Hash: pgptest.SHA512, Created: day}))),
		name + ".sigstore.json": in.Sign(sigstoretest.Request{Identity: w, Statement: sigstoretest.Provenance(w, subject)}).JSON(),
		"key.asc":               []byte(pgptest.Good(key).Armor()),
		"key.gpg":               pgptest.Good(key).Bytes(),
		"trusted_root.json":     in.TrustedRootJSON(),
		"policy.toml":           []byte(policy(key.HexFingerprint())),
	}
	if signatures > 0 {
		files["many.asc"], files["many-keys.asc"] = many(data, signatures, day)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(folder, file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// many signs with so many keys.
func many(data []byte, n int, day time.Time) (signatures, keys []byte) {
	var packets [][]byte
	for i := range n {
		key := pgptest.Ed25519Key(fmt.Sprint("benchmark ", i), day.AddDate(-1, 0, 0))
		packets = append(packets, key.Sign(data, pgptest.SigOptions{Hash: pgptest.SHA512, Created: day}))
		keys = append(keys, pgptest.Good(key).Armor()...)
	}
	return []byte(pgptest.ArmorSignature(packets...)), keys
}

func policy(fingerprint string) string {
	return fmt.Sprintf(`schema  = "upsig/policy/v1"
package = "large"
require = "both"

[[artifact]]
name = "large-{version}.bin"

[[pgp.signer]]
name         = "author"
fingerprints = [%q]
keyring      = "key.asc"
held-by      = "author"

[[sigstore.signer]]
kind       = "github"
repository = "https://github.com/example/large"
workflow   = ".github/workflows/release.yml"
ref        = "refs/tags/v{version}"
root       = "trusted_root.json"
`, fingerprint)
}

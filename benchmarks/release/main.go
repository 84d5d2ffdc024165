// Release writes signed releases to measure with:
//
//	go run ./benchmarks/release [-signatures N] FOLDER MEBIBYTES
//	go run ./benchmarks/release -keyring MEBIBYTES FOLDER
//	go run ./benchmarks/release -batch N FOLDER KIBIBYTES
//
// The first writes one release: random data, OpenPGP signatures over SHA-512 and
// SHA-256, a Sigstore bundle over SHA-256, and what verifying them takes. With
// -signatures there are many.asc, which has so many signatures by as many keys,
// many-keys.asc, and the same keys in files of their own:
//
//	upsig verify --require pgp --keyring many-keys.asc --signature many.asc large-1.0.bin
//
// The second writes ring.gpg, which holds the key of the first among very many,
// and the third a folder of releases with a policy and a key each. All is the same on
// every run, so that the key of one is the key of another.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/sigstoretest"
)

func main() {
	signatures := flag.Int("signatures", 0, "write many.asc with `N` signatures by N keys")
	keyring := flag.Int("keyring", 0, "write a keyring of so many `MEBIBYTES` alone")
	batch := flag.Int("batch", 0, "write `N` releases")
	flag.Parse()
	if err := run(*signatures, *keyring, *batch, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(signatures, keyring, batch int, args []string) error {
	if keyring > 0 && len(args) == 1 {
		return folder(args[0]).write(map[string][]byte{"ring.gpg": largeRing(keyring << 20)})
	}
	if len(args) != 2 {
		return fmt.Errorf("usage: release [-signatures N] FOLDER MEBIBYTES | -keyring MEBIBYTES FOLDER | -batch N FOLDER KIBIBYTES")
	}
	size, err := strconv.Atoi(args[1])
	switch {
	case err != nil:
		return err
	case batch > 0:
		return folder(args[0]).writeBatch(batch, size<<10)
	}
	return folder(args[0]).writeOne(size<<20, signatures)
}

// day is when everything was signed, by keys a year older.
func day() time.Time { return time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC) }

// key is the same key for the same name.
func key(name string) *pgptest.Key { return pgptest.Ed25519Key(name, day().AddDate(-1, 0, 0)) }

func instance() *sigstoretest.Instance { return sigstoretest.New("benchmark", day()) }

// folder is where files are written.
type folder string

func (f folder) write(files map[string][]byte) error {
	if err := os.MkdirAll(string(f), 0o755); err != nil {
		return err
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(string(f), file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Digest hashes a file with Go's own SHA-256 or SHA-512 and does nothing else: the
// floor for a verifier that is written in Go.
//
//	go run ./benchmarks/digest sha256|sha512 FILE
package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "digest:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	hashes := map[string]func() hash.Hash{"sha256": sha256.New, "sha512": sha512.New}
	if len(args) != 2 || hashes[args[0]] == nil {
		return fmt.Errorf("usage: digest sha256|sha512 FILE")
	}
	f, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer f.Close()
	h := hashes[args[0]]()
	// Only Read, so that nothing is chosen for us.
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{f}, make([]byte, 1<<20)); err != nil {
		return err
	}
	fmt.Printf("%x\n", h.Sum(nil))
	return nil
}

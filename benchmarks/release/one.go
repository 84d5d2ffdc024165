package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/sigstoretest"
)

const name = "large-1.0.bin"

// random is the same data on every run, and does not compress.
func random(size int) []byte {
	data := make([]byte, size)
	source := rand.NewChaCha8([32]byte{})
	if _, err := source.Read(data); err != nil {
		panic(err) // never fails, says its documentation
	}
	return data
}

func (f folder) writeOne(size, signatures int) error {
	data := random(size)
	author, in := key("benchmark"), instance()
	files := map[string][]byte{
		name:                    data,
		name + ".asc":           sign(author, data, pgptest.SHA512),
		"sha256.asc":            sign(author, data, pgptest.SHA256),
		name + ".sigstore.json": attest(in, name, data),
		"key.asc":               []byte(pgptest.Good(author).Armor()),
		"key.gpg":               pgptest.Good(author).Bytes(),
		"trusted_root.json":     in.TrustedRootJSON(),
		"policy.toml":           []byte(policy("large", author.HexFingerprint(), "key.asc")),
	}
	if signatures > 0 {
		many(files, data, signatures)
	}
	return f.write(files)
}

func sign(k *pgptest.Key, data []byte, h pgptest.Hash) []byte {
	return []byte(pgptest.ArmorSignature(k.Sign(data, pgptest.SigOptions{Hash: h, Created: day()})))
}

func attest(in *sigstoretest.Instance, name string, data []byte) []byte {
	w := sigstoretest.GitHubWorkflow{Repository: "example/large", Workflow: ".github/workflows/release.yml", Ref: "refs/tags/v1.0"}
	return in.Sign(sigstoretest.Request{Identity: w, Statement: sigstoretest.Provenance(w, sigstoretest.SHA256(name, data))}).JSON()
}

// many signs with so many keys.
func many(files map[string][]byte, data []byte, n int) {
	packets, keys, ring := make([][]byte, n), make([][]byte, n), []byte(nil)
	var group sync.WaitGroup
	turns := make(chan struct{}, runtime.NumCPU())
	for i := range n {
		turns <- struct{}{}
		group.Go(func() {
			k := key(fmt.Sprint("benchmark ", i))
			packets[i] = k.Sign(data, pgptest.SigOptions{Hash: pgptest.SHA512, Created: day()})
			keys[i] = []byte(pgptest.Good(k).Armor())
			<-turns
		})
	}
	group.Wait()
	for i, k := range keys {
		files[fmt.Sprintf("many-key-%02d.asc", i)] = k
		ring = append(ring, pgptest.Good(key(fmt.Sprint("benchmark ", i))).Bytes()...)
	}
	files["many.asc"] = []byte(pgptest.ArmorSignature(packets...))
	files["many-keys.asc"], files["many-keys.gpg"] = bytes.Join(keys, nil), ring
}

// largeRing is like that of a distribution's developers: a thousand certificates
// that certified one another, the author's among them.
func largeRing(size int) []byte {
	const certificates, certification = 1000, 119
	var ring bytes.Buffer
	stranger := key("stranger")
	for i := range certificates {
		k := key(fmt.Sprint("developer ", i))
		ring.Write(pgptest.Good(k).FloodCertifications(stranger, size/certificates/certification).Bytes())
		if i == certificates/2 {
			ring.Write(pgptest.Good(key("benchmark")).Bytes())
		}
	}
	return ring.Bytes()
}

func policy(pkg, fingerprint, keyring string) string {
	return fmt.Sprintf(`schema  = "upsig/policy/v1"
package = %[1]q
require = "both"

[[artifact]]
name = "%[1]s-{version}.bin"

[[pgp.signer]]
name         = "author"
fingerprints = [%[2]q]
keyring      = %[3]q
held-by      = "author"

[[sigstore.signer]]
kind       = "github"
repository = "https://github.com/example/large"
workflow   = ".github/workflows/release.yml"
ref        = "refs/tags/v{version}"
root       = "trusted_root.json"
`, pkg, fingerprint, keyring)
}

package main

import (
	"fmt"

	"github.com/upsig/upsig/internal/pgptest"
)

// writeBatch writes so many packages, each with an author, a policy and a
// release of its own. The trusted root is the same for all, as it is outside.
func (f folder) writeBatch(n, size int) error {
	in := instance()
	files := map[string][]byte{"trusted_root.json": in.TrustedRootJSON()}
	for i := range n {
		pkg := fmt.Sprintf("package%04d", i)
		artifact, author := pkg+"-1.0.bin", key(pkg)
		data := random(size)
		copy(data, pkg)
		files[artifact] = data
		files[artifact+".asc"] = sign(author, data, pgptest.SHA512)
		files[artifact+".sigstore.json"] = attest(in, artifact, data)
		files[pkg+".asc"] = []byte(pgptest.Good(author).Armor())
		files[pkg+".gpg"] = pgptest.Good(author).Bytes()
		files[pkg+".toml"] = []byte(policy(pkg, author.HexFingerprint(), pkg+".asc"))
	}
	return f.write(files)
}

// Package sigstoretest is a small Sigstore instance that writes real files: a
// trusted_root.json and bundles that verify under it, for tests and for the
// generator of the repository's fixtures. No product code may import it.
//
//	in := sigstoretest.New("quickstart", now)
//	b := in.Sign(sigstoretest.Request{
//		Identity: sigstoretest.GitHubWorkflow{Repository: "example/example"},
//		Artifact: artifact,
//	})
//	os.WriteFile("artifact.sigstore.json", b.JSON(), 0o644)
//	os.WriteFile("trusted_root.json", in.TrustedRootJSON(), 0o644)
//
// Everything is deterministic, RFC 3161 timestamps included: keys are derived
// from the instance's name, ECDSA signatures follow RFC 6979, and no clock is
// read. Two runs give the same bytes, so fixtures can be made anew and compared.
// (Go promises no such thing across its releases; a new Go may give new bytes.)
//
// Hostile files are edits of good ones ([Bundle.Edit]), requests for something
// odd ([Request]), or the work of an [Instance.Impostor].
//
// # Trust model
//
// None: the private keys follow from public labels. A trusted root made here
// must never serve outside of tests.
package sigstoretest

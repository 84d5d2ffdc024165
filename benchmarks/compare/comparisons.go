package main

import (
	"fmt"
	"runtime"
)

const (
	artifact       = "large-1.0.bin"
	signature      = artifact + ".asc"
	manySignatures = 20

	identity = "https://github.com/example/large/.github/workflows/release.yml@refs/tags/v1.0"
	issuer   = "https://token.actions.githubusercontent.com"
)

// Names of ways that goals speak of.
const (
	gpgvThenCosign = "gpgv, then cosign"
	opensslSHA512  = "openssl dgst -sha512"
	goSHA512       = "Go's SHA-512 alone"
)

// comparisons lists what is compared. The first way of each is what the others
// are ratios of.
func (o options) comparisons(l *lab) []comparison {
	large := max(3, o.rounds/6)
	size := fmt.Sprintf("%d MiB", o.large)
	if o.large%1024 == 0 {
		size = fmt.Sprintf("%d GiB", o.large/1024)
	}
	return []comparison{
		{
			title: "Start: an empty file, OpenPGP", about: "One Ed25519 signature, one certificate.", folder: "small", rounds: o.rounds,
			ways: l.openpgp(signature, "sopv", "upsig", "gpgv", "sqv", "gosop"),
			goals: []goal{
				{"small file, OpenPGP: `sopv` against gpgv", "sopv", "gpgv", 1},
				{"small file, OpenPGP: `sopv` against sqv", "sopv", "sqv", 1},
			},
		},
		{
			title: "Start: an empty file, Sigstore", about: "One bundle with SLSA provenance, one trusted root.", folder: "small", rounds: o.rounds,
			ways: []*way{l.upsigSigstore(), cosign(artifact, artifact+".sigstore.json", "cosign")},
		},
		{
			title: "Start: an empty file, both", about: "`upsig` by a policy that requires both.", folder: "small", rounds: o.rounds,
			ways:  l.both(),
			goals: []goal{{"small file, both kinds: `upsig` against gpgv, then cosign", "upsig", gpgvThenCosign, 0.5}},
		},
		{
			title: size + ", OpenPGP, SHA-256", about: "The time of all is that of hashing.", folder: "large", rounds: large,
			ways: append(l.openpgp("sha256.asc", "sopv", "upsig", "gpgv", "sqv", "gosop"),
				one("openssl dgst -sha256", "openssl", "dgst", "-sha256", artifact), one("Go's SHA-256 alone", l.digest, "sha256", artifact)),
		},
		{
			title: size + ", OpenPGP, SHA-512", about: "The same with the hash that most signatures are over.", folder: "large", rounds: large,
			ways: append(l.openpgp(signature, "sopv", "upsig", "gpgv", "sqv", "gosop"), l.floors()...),
		},
		{
			title: size + ", Sigstore", about: "A bundle over SHA-256; `upsig` computes SHA-512 as well, for its report.", folder: "large", rounds: large,
			ways: []*way{l.upsigSigstore(), cosign(artifact, artifact+".sigstore.json", "cosign")},
		},
		{
			title: size + ", both", about: "The signature is over SHA-512, the attestation over SHA-256.", folder: "large", rounds: large,
			ways: append(l.both(), l.floors()...),
			goals: []goal{
				{size + ", both kinds: `upsig` against openssl dgst -sha512", "upsig", opensslSHA512, 1.1},
				{size + ", both kinds: `upsig` against Go's slower digest alone", "upsig", goSHA512, 1},
				{size + ", both kinds: `upsig` against gpgv, then cosign", "upsig", gpgvThenCosign, 0.6},
				{size + ", both kinds: memory of `upsig`", "upsig", "", 32},
			},
		},
		{
			title: fmt.Sprintf("%s, %d signatures", size, manySignatures), about: "By as many keys, over SHA-512. What hashes once for each signature runs once.",
			folder: "large", rounds: large, ways: l.many(),
			goals: []goal{{fmt.Sprintf("%s: %d signatures against one", size, manySignatures), manyWay, oneWay, 1.1}},
		},
		{
			title: "A keyring of 30 MB", about: "A thousand certificates with many certifications each, an empty file, one signature. `upsig` is told whose counts.",
			folder: "ring", rounds: max(3, o.rounds/3), ways: l.ring(),
			goals: []goal{{"keyring of 30 MB: `upsig` against sqv", "upsig", "sqv", 1}, {"keyring of 30 MB: `sopv` against sqv", "sopv", "sqv", 1}},
		},
		{
			title:  fmt.Sprintf("%d releases of 16 KiB", o.batch),
			about:  "Each of a package of its own, with a policy that requires both, its author's key, a signature and a bundle.",
			folder: "batch", rounds: max(3, o.rounds/6), ways: o.batchWays(l),
			goals: []goal{
				{"many releases: one process against one for each", oneCPU, manyRuns, 0.5},
				// A tenth is left for what cannot be shared out: start and output.
				{fmt.Sprintf("many releases: %d CPUs against one, beside unrelated work", runtime.NumCPU()), allJobs, oneCPU, 1.1},
			},
			scaling: scaling{oneCPU, together, apart},
		},
	}
}

// one is a way of one command.
func one(name string, words ...string) *way { return &way{name: name, commands: [][]string{words}} }

// openpgp verifies one signature by one key, with those programs.
func (l *lab) openpgp(signature string, programs ...string) []*way {
	all := map[string]*way{
		"sopv":  {commands: [][]string{{l.sopv, "verify", signature, "key.asc"}}, stdin: artifact},
		"upsig": one("", l.upsig, "verify", "--quiet", "--keyring", "key.asc", "--signature", signature, artifact),
		"gpgv":  one("", "gpgv", "--keyring", "./key.gpg", signature, artifact),
		"sqv":   one("", "sqv", "--keyring", "key.asc", signature, artifact),
		"gosop": {commands: [][]string{{"gosop", "verify", signature, "key.asc"}}, stdin: artifact},
	}
	var ways []*way
	for _, p := range programs {
		w := all[p]
		w.name = p
		ways = append(ways, w)
	}
	return ways
}

// upsigSigstore says on the command line what cosign is told there.
func (l *lab) upsigSigstore() *way {
	return one("upsig", l.upsig, "verify", "--quiet", "--trusted-root", "trusted_root.json", "--certificate-identity", identity,
		"--certificate-oidc-issuer", issuer, "--bundle", artifact+".sigstore.json", artifact)
}

// cosign with a trusted root in a file asks nobody.
func cosign(artifact, bundle, name string) *way {
	return one(name, "cosign", "verify-blob-attestation", "--bundle", bundle, "--trusted-root", "trusted_root.json",
		"--certificate-identity", identity, "--certificate-oidc-issuer", issuer, "--type", "slsaprovenance1", artifact)
}

func (l *lab) both() []*way {
	two := append(l.openpgp(signature, "gpgv")[0].commands, cosign(artifact, artifact+".sigstore.json", "").commands...)
	return []*way{one("upsig", l.upsig, "verify", "--quiet", "--policy", "policy.toml", artifact), {name: gpgvThenCosign, commands: two}}
}

// floors hash and do nothing else.
func (l *lab) floors() []*way {
	return []*way{one(opensslSHA512, "openssl", "dgst", "-sha512", artifact), one(goSHA512, l.digest, "sha512", artifact)}
}

package main

import (
	"fmt"
	"runtime"
	"strings"
)

// author is the fingerprint of the key that the release program always makes.
const author = "2290008B10343299DE1B8FA86101417DB2439F79"

// Names of ways that goals speak of.
const (
	manyWay = "upsig, 20 signatures"
	oneWay  = "upsig, one signature"

	oneCPU   = "upsig, on one CPU"
	allJobs  = "upsig, a job per CPU"
	manyRuns = "upsig, once for each"
	apart    = "unrelated work, one after the other"
	together = "unrelated work, at the same time"
)

// many verifies many signatures of one file. The keys are in one keyring, but for
// gosop, which wants a file for each.
func (l *lab) many() []*way {
	gosop := []string{"gosop", "verify", "many.asc"}
	for i := range manySignatures {
		gosop = append(gosop, fmt.Sprintf("many-key-%02d.asc", i))
	}
	return []*way{
		one(manyWay, l.upsig, "verify", "--quiet", "--require", "pgp", "--keyring", "many-keys.asc", "--signature", "many.asc", artifact),
		one(oneWay, l.upsig, "verify", "--quiet", "--require", "pgp", "--keyring", "key.asc", "--signature", signature, artifact),
		{name: "sopv, 20 signatures", commands: [][]string{{l.sopv, "verify", "many.asc", "many-keys.asc"}}, stdin: artifact},
		one("gpgv, 20 signatures", "gpgv", "--keyring", "./many-keys.gpg", "many.asc", artifact),
		{name: "sqv, 20 signatures", commands: [][]string{{"sqv", "--keyring", "many-keys.asc", "many.asc", artifact}}, slow: true},
		{name: "gosop, 20 signatures", commands: [][]string{gosop}, stdin: artifact, slow: true},
	}
}

// ring verifies one signature with a keyring that holds very many certificates.
func (l *lab) ring() []*way {
	return []*way{
		one("upsig", l.upsig, "verify", "--quiet", "--keyring", "ring.gpg", "--fingerprint", author, "--signature", signature, artifact),
		{name: "sopv", commands: [][]string{{l.sopv, "verify", signature, "ring.gpg"}}, stdin: artifact},
		one("gpgv", "gpgv", "--keyring", "./ring.gpg", signature, artifact),
		one("sqv", "sqv", "--keyring", "ring.gpg", signature, artifact),
		{name: "gosop", commands: [][]string{{"gosop", "verify", signature, "ring.gpg"}}, stdin: artifact},
	}
}

// batchWays verify many releases, in one process or in one for each.
func (o options) batchWays(l *lab) []*way {
	batch := func(jobs int) []string {
		return []string{l.upsig, "verify", "--quiet", "--policy-dir", ".", "--jobs", fmt.Sprint(jobs)}
	}
	first, all := append([]string{"env", "GOMAXPROCS=1"}, batch(1)...), batch(runtime.NumCPU())
	each, peers := &way{name: manyRuns}, &way{name: gpgvThenCosign + ", once for each", slow: true}
	for i := range o.batch {
		pkg := fmt.Sprintf("package%04d", i)
		file := pkg + "-1.0.bin"
		first, all = append(first, file), append(all, file)
		each.commands = append(each.commands, []string{l.upsig, "verify", "--quiet", "--policy", pkg + ".toml", file})
		peers.commands = append(peers.commands, []string{"gpgv", "--keyring", "./" + pkg + ".gpg", file + ".asc", file})
		peers.commands = append(peers.commands, cosign(file, file+".sigstore.json", "").commands...)
	}
	// As many digests as CPUs; none waits for another.
	digests := func(end string) []string {
		line := strings.Repeat(`"$0" sha512 "$1"`+end+"\n", runtime.NumCPU()) + "wait"
		return []string{"sh", "-c", line, l.digest, l.upsig}
	}
	return []*way{one(oneCPU, first...), one(allJobs, all...), each, peers, one(apart, digests("")...), one(together, digests(" &")...)}
}

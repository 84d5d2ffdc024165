// Peers runs the same OpenPGP releases through upsig, gpgv, sqv and gosop and
// prints what each says, as a Markdown table:
//
//	go run ./benchmarks/peers [FOLDER]
//
// FOLDER holds one folder per release (tarball, tarball.asc, signing-key.asc);
// without it only the repository's own vectors are run. Peers that are not
// installed are left out.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// release is one signed file with the certificates that may have signed it.
type release struct {
	name                          string
	artifact, signature, keyrings string
	at                            time.Time
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	work, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var all []release
	if len(args) > 0 {
		if all, err = realReleases(args[0], work); err != nil {
			return err
		}
	}
	own, err := vectors(work)
	if err != nil {
		return err
	}
	peers := installed()
	fmt.Printf("| release | upsig | %s |\n|---|---|%s\n", strings.Join(names(peers), " | "), strings.Repeat("---|", len(peers)))
	for _, r := range slices.Concat(all, own) {
		cells := []string{r.name, upsig(ctx, r)}
		for _, p := range peers {
			cells = append(cells, p.verdict(ctx, r, work))
		}
		fmt.Printf("| %s |\n", strings.Join(cells, " | "))
	}
	return nil
}

// upsig judges by the library, with every certificate in the keyring named.
func upsig(ctx context.Context, r release) string {
	data, err := os.ReadFile(r.keyrings)
	if err != nil {
		return err.Error()
	}
	certs, problems := pgp.ReadCertificates(data, r.keyrings)
	var flags policy.Flags
	if len(certs) == 0 {
		flags.Fingerprints = []string{strings.Repeat("0", 40)} // somebody whose certificate is not here
	}
	for _, c := range certs {
		flags.Unpinned = append(flags.Unpinned, c.Fingerprint())
	}
	p, err := policy.AdHoc(flags)
	if err != nil {
		return err.Error()
	}
	a, err := policy.OpenArtifact(r.artifact)
	if err != nil {
		return err.Error()
	}
	defer a.Close()
	evidence, err := policy.ReadEvidence(r.signature)
	if err != nil {
		return err.Error()
	}
	report, err := policy.Verify(ctx, p, policy.Request{Artifact: a, Evidence: []policy.File{evidence}, Now: r.at}, pgp.New(certs, problems))
	if err != nil {
		return err.Error()
	}
	return words(report)
}

func words(r *policy.Report) string {
	if r.Verdict.Accepted {
		return "good"
	}
	parts := []string{string(r.Verdict.Reason)}
	for _, e := range r.Evidence {
		for _, w := range e.Weaknesses {
			if !slices.Contains(parts, string(w.Weakness)) {
				parts = append(parts, string(w.Weakness))
			}
		}
	}
	return "rejects: " + strings.Join(parts, ", ")
}

// peer is another verifier.
type peer struct {
	name string
	args func(r release, binaryRing string) []string
	// stdin: the artifact goes to standard input.
	stdin bool
}

func installed() []peer {
	all := []peer{
		{name: "gpgv", args: func(r release, ring string) []string { return []string{"--keyring", ring, r.signature, r.artifact} }},
		{name: "sqv", args: func(r release, _ string) []string { return []string{"--keyring", r.keyrings, r.signature, r.artifact} }},
		{name: "gosop", args: func(r release, _ string) []string { return []string{"verify", r.signature, r.keyrings} }, stdin: true},
	}
	return slices.DeleteFunc(all, func(p peer) bool { _, err := exec.LookPath(p.name); return err != nil })
}

func names(peers []peer) []string {
	var all []string
	for _, p := range peers {
		all = append(all, p.name)
	}
	return all
}

// verdict runs the peer on the release: its exit code is its verdict.
func (p peer) verdict(ctx context.Context, r release, work string) string {
	ring, err := binaryRing(r, work)
	if err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.name, p.args(r, ring)...)
	if p.stdin {
		f, err := os.Open(r.artifact)
		if err != nil {
			return err.Error()
		}
		defer f.Close()
		cmd.Stdin = f
	}
	if err := cmd.Run(); err != nil {
		return "rejects"
	}
	return "good"
}

// binaryRing writes the certificates without armor, as gpgv wants them.
func binaryRing(r release, work string) (string, error) {
	data, err := os.ReadFile(r.keyrings)
	if err != nil {
		return "", err
	}
	certs, _ := pgp.ReadCertificates(data, r.keyrings)
	var ring []byte
	for _, c := range certs {
		ring = append(ring, c.Bytes()...)
	}
	file := filepath.Join(work, "ring.gpg")
	return file, os.WriteFile(file, ring, 0o600)
}

func realReleases(folder, work string) ([]release, error) {
	signatures, err := filepath.Glob(filepath.Join(folder, "*", "*.asc"))
	if err != nil {
		return nil, err
	}
	var all []release
	for _, s := range signatures {
		if filepath.Base(s) == "signing-key.asc" {
			continue
		}
		key := filepath.Join(filepath.Dir(s), "signing-key.asc")
		if _, err := os.Stat(key); err != nil {
			key = filepath.Join(work, "empty.asc")
			if err := os.WriteFile(key, nil, 0o600); err != nil {
				return nil, err
			}
		}
		all = append(all, release{name: filepath.Base(filepath.Dir(s)), artifact: strings.TrimSuffix(s, ".asc"), signature: s, keyrings: key, at: time.Now()})
	}
	return all, nil
}

// vectorRing is the keyring in every OpenPGP vector.
const vectorRing = "keys/jane.pgp"

// vectors lays out the repository's vectors that need no more than a signature
// and certificates.
func vectors(work string) ([]release, error) {
	all, err := testvec.Load(os.DirFS("."), "testdata/vectors")
	if err != nil {
		return nil, err
	}
	var releases []release
	for _, v := range all {
		evidence := v.EvidenceNames()
		// Exceptions are upsig's own: the vector without them says the same to peers.
		policyOnly := strings.HasSuffix(v.Name, "-accepted") || strings.HasSuffix(v.Name, "-exception-expired")
		if policyOnly || !strings.HasPrefix(v.Name, "pgp-") || len(evidence) != 1 || v.Files[vectorRing] == nil || v.Files[v.Artifact] == nil {
			continue
		}
		folder := filepath.Join(work, v.Name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
		if err := v.WriteTo(folder); err != nil {
			return nil, err
		}
		releases = append(releases, release{
			name: v.Name, artifact: filepath.Join(folder, v.Artifact), signature: filepath.Join(folder, evidence[0]),
			keyrings: filepath.Join(folder, filepath.FromSlash(vectorRing)), at: v.At,
		})
	}
	return releases, nil
}

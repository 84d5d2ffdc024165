package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// contest is several ways to do the same.
type contest struct {
	name    string
	entries []entry
}

// entry is one way: commands that run one after the other.
type entry struct {
	name     string
	commands [][]string
	// stdin names a file for standard input; empty for none.
	stdin string
}

// sample is one run: wall time, and the largest resident set of its processes.
type sample struct {
	wall time.Duration
	peak int64 // kibibytes
}

const artifact = "large-1.0.bin"

// contests lists what is compared. The first entry of each is what the ratios
// are of.
func contests(size, programs string) []contest {
	upsig, sopv := filepath.Join(programs, "upsig"), filepath.Join(programs, "sopv")
	signature, bundle := artifact+".asc", artifact+".sigstore.json"
	identity := "https://github.com/example/large/.github/workflows/release.yml@refs/tags/v1.0"
	issuer := "https://token.actions.githubusercontent.com"
	one := func(words ...string) [][]string { return [][]string{words} }
	gpgv := []string{"gpgv", "--keyring", "./key.gpg", signature, artifact}
	cosign := []string{"cosign", "verify-blob-attestation", "--bundle", bundle, "--trusted-root", "trusted_root.json",
		"--certificate-identity", identity, "--certificate-oidc-issuer", issuer, "--type", "slsaprovenance1", artifact}
	digest := entry{name: "openssl dgst -sha512", commands: one("openssl", "dgst", "-sha512", artifact)}
	return []contest{
		{size + " file, OpenPGP", []entry{
			{name: "sopv", commands: one(sopv, "verify", signature, "key.asc"), stdin: artifact},
			{name: "upsig", commands: one(upsig, "verify", "--quiet", "--keyring", "key.asc", "--signature", signature, artifact)},
			{name: "gpgv", commands: [][]string{gpgv}},
			{name: "sqv", commands: one("sqv", "--keyring", "key.asc", signature, artifact)},
			{name: "gosop", commands: one("gosop", "verify", signature, "key.asc"), stdin: artifact},
			digest,
		}},
		{size + " file, Sigstore", []entry{
			{name: "upsig", commands: one(upsig, "verify", "--quiet", "--trusted-root", "trusted_root.json", "--certificate-identity", identity,
				"--certificate-oidc-issuer", issuer, "--bundle", bundle, artifact)},
			{name: "cosign", commands: [][]string{cosign}},
			digest,
		}},
		{size + " file, both", []entry{
			{name: "upsig", commands: one(upsig, "verify", "--quiet", "--policy", "policy.toml", artifact)},
			{name: "gpgv then cosign", commands: [][]string{gpgv, cosign}},
			digest,
		}},
	}
}

func (c contest) run(ctx context.Context, folder string, rounds int) error {
	c.entries = slices.DeleteFunc(c.entries, func(e entry) bool {
		return slices.ContainsFunc(e.commands, func(words []string) bool { _, err := exec.LookPath(words[0]); return err != nil })
	})
	samples := make([][]sample, len(c.entries))
	// One round more, whose results are dropped, warms the caches.
	for round := range rounds + 1 {
		for i, e := range c.entries {
			s, err := e.once(ctx, folder)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", c.name, e.name, err)
			}
			if round > 0 {
				samples[i] = append(samples[i], s)
			}
		}
	}
	c.print(samples)
	return nil
}

func (e entry) once(ctx context.Context, folder string) (sample, error) {
	var total sample
	for _, words := range e.commands {
		cmd := exec.CommandContext(ctx, words[0], words[1:]...)
		cmd.Dir = folder
		// Cosign refuses large files unless told otherwise.
		cmd.Env = append(os.Environ(), "COSIGN_MAX_ATTACHMENT_SIZE=4GB")
		var talk strings.Builder
		cmd.Stderr = &talk
		if e.stdin != "" {
			f, err := os.Open(filepath.Join(folder, e.stdin))
			if err != nil {
				return total, err
			}
			defer f.Close()
			cmd.Stdin = f
		}
		start := time.Now()
		if err := cmd.Run(); err != nil {
			return total, fmt.Errorf("%w: %s", err, talk.String())
		}
		total.wall += time.Since(start)
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			total.peak = max(total.peak, int64(usage.Maxrss))
		}
	}
	return total, nil
}

func (c contest) print(samples [][]sample) {
	fmt.Printf("\n| %s | median | of the first | peak memory |\n|---|---|---|---|\n", c.name)
	var first time.Duration
	for i, e := range c.entries {
		wall, peak := median(samples[i])
		if i == 0 {
			first = wall
		}
		fmt.Printf("| %s | %.1f ms | %.2f | %.0f MB |\n", e.name, float64(wall.Microseconds())/1000, float64(wall)/float64(first), float64(peak)/1024)
	}
}

func median(all []sample) (time.Duration, int64) {
	slices.SortFunc(all, func(a, b sample) int { return int(a.wall - b.wall) })
	peak := int64(0)
	for _, s := range all {
		peak = max(peak, s.peak)
	}
	return all[len(all)/2].wall, peak
}

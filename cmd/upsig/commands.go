package main

import "strings"

// tree is every command there is.
func tree() *command {
	return &command{
		name:  "upsig",
		short: "Who vouches for this release, the author or only the CI that built it?",
		long: `
upsig verifies OpenPGP signatures and Sigstore attestations of released files,
offline and in one read, by a policy that each package declares.

Exit codes: 0 accepted, 1 rejected, 2 usage or policy error, 3 could not be evaluated.`,
		bind: rootCommand,
		subs: []*command{
			{
				name: "verify", args: "ARTIFACT|DIGEST [EVIDENCE...] | --all FILE... | --policy-dir DIR FILE...",
				short: "Verify a released file by a policy, or by what the flags name",
				long: `
The policy comes from --policy, or from the flags that name keys and identities.
Without --signature, --bundle or EVIDENCE, evidence is looked for beside ARTIFACT.
ARTIFACT may be - for standard input. DIGEST is sha256:HEX (or sha384, sha512):
Sigstore evidence needs no file then.
With --all every FILE is an artifact, or evidence of another FILE; each gets a verdict,
and the worst counts (3, 2, 1, 0). With --policy-dir each is judged by the policy in or
below DIR that knows its name.`,
				examples: []string{
					"upsig verify --policy hello.toml hello-1.2.0.tar.gz",
					"upsig verify --keyring jane.asc hello-1.2.0.tar.gz",
					"upsig verify --keyring jane.asc --via SHA256SUMS hello-1.2.0.tar.gz",
					"upsig verify --all --policy hello.toml hello-1.2.0.tar.gz hello-docs-1.2.0.tar.gz",
					"upsig verify --policy-dir policies --format json *.tar.*",
					"upsig verify --repository https://github.com/example/hello --workflow .github/workflows/release.yml \\",
					"    --ref refs/tags/v1.2.0 hello-1.2.0.tar.gz",
				},
				bind: verifyCommand, operands: onFiles(),
			},
			{
				name: "inspect", args: "FILE...",
				short: "Say what a signature, attestation, checksum list, key or policy contains",
				long: `
Nothing is trusted and nothing is verified: what inspect prints is what the file claims,
and what verifying it needs.`,
				examples: []string{"upsig inspect hello-1.2.0.tar.gz.asc"},
				bind:     inspectCommand, operands: onFiles(),
			},
			{
				name:  "policy",
				short: "Write, check and show policies",
				subs: []*command{
					{
						name: "init", args: "[--from FILE] [ARTIFACT]",
						short: "Write a policy from what lies beside an artifact, for review",
						long: `
Everything in the policy is taken from the evidence itself and proves nothing yet.
The comments say what to confirm through another channel before it is used. Where
nothing else names anybody, a signed checksum list beside the artifact is drafted (via).
With --from an ebuild (VERIFY_SIG_* variables), a PKGBUILD (validpgpkeys), an RPM spec
file (sources, %gpgverify) or debian/watch (with upstream/signing-key.asc) says who signs.
Only values that are spelled out are read; nothing is evaluated.

Paths in the policy are relative to the folder of --output, or to the working folder.

Exit codes: 0 a policy was drafted, 1 nobody was found whom one could name, 2 usage
error, or --output exists, 3 what was found makes no policy.`,
						examples: []string{
							"upsig policy init --output hello.toml hello-1.2.0.tar.gz",
							"upsig policy init --from PKGBUILD",
						},
						bind: policyInitCommand, operands: onFiles(),
					},
					{
						name: "check", args: "FILE...",
						short:    "Check policies and name every problem with its place",
						examples: []string{"upsig policy check hello.toml"},
						bind:     policyCheckCommand, operands: onFiles(),
					},
					{
						name: "show", args: "FILE",
						short:    "Print a policy as it is enforced",
						examples: []string{"upsig policy show --version 1.2.0 hello.toml"},
						bind:     policyShowCommand, operands: onFiles(),
					},
					policySchemaNode(),
				},
			},
			keyCommand(),
			trustCommand(),
			{
				name: "completion", args: strings.Join(shells(), "|"),
				short:    "Print a shell's completion script",
				examples: []string{"upsig completion bash > /usr/share/bash-completion/completions/upsig"},
				bind:     completionCommand, operands: shells(),
			},
			sopNode(),
		},
	}
}

package rawkeys_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

func TestInspect(t *testing.T) {
	jane := newPair("12345678", 1)
	const id = "3837363534333231"
	public := authorized(t, jane.private.Public())
	ssh := newBlob(t, jane.private, "git", "sha256", data)
	key, _ := policy.ParseSSHKey(public)
	secret := func(n int) string {
		return "untrusted comment: secret\n" + base64.StdEncoding.EncodeToString(append([]byte("Ed"), make([]byte, n-2)...)) + "\n"
	}
	for name, test := range map[string]struct {
		data, form, key string
		reason          policy.Reason
	}{
		"prehashed":          {jane.minisig("ED", data, "c"), "minisign signature, prehashed", id, ""},
		"legacy":             {jane.minisig("Ed", data, "c"), "minisign signature, legacy", id, ""},
		"signify":            {jane.signify(data), "signify signature", id, ""},
		"embedded":           {jane.signify(data) + data, "signify signature with the text that it signs", id, ""},
		"public key":         {"untrusted comment: jane\n" + jane.public() + "\n", "minisign or signify public key", id, ""},
		"its line":           {jane.public(), "minisign or signify public key", id, ""},
		"a strange key":      {"untrusted comment: jane\n" + jane.line("Ex", make([]byte, 32)), "minisign or signify public key", id, policy.ReasonUnsupportedEvidence},
		"signify's secret":   {secret(104), "minisign or signify secret key", "", policy.ReasonSecretKey},
		"minisign's secret":  {secret(158), "minisign or signify secret key", "", policy.ReasonSecretKey},
		"broken":             {"untrusted comment: x\n!!!\n", "minisign or signify signature", "", policy.ReasonMalformedEvidence},
		"SSH":                {ssh.armor(), "SSH signature", key.ID(), ""},
		"SSH over SHA-1":     {ssh.with(func(b *sshBlob) { b.Hash = "sha1" }), "SSH signature", "", policy.ReasonUnsupportedEvidence},
		"SSH, strange key":   {ssh.with(func(b *sshBlob) { b.PublicKey = b.PublicKey[:9] }), "SSH signature", "", policy.ReasonUnsupportedEvidence},
		"SSH, cut off":       {ssh.armor()[:90], "SSH signature", "", policy.ReasonMalformedEvidence},
		"SSH key":            {public, "SSH public key", key.ID(), ""},
		"SSH key, commented": {strings.TrimSpace(public) + " jane doe\n", "SSH public key", key.ID(), ""},
		"SSH secret key":     {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "secret key", "", policy.ReasonSecretKey},
		"PEM secret key":     {"-----BEGIN PRIVATE KEY-----\nAAAA\n", "secret key", "", policy.ReasonSecretKey},
		"cosign secret key":  {"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n", "secret key", "", policy.ReasonSecretKey},
	} {
		in, ok := rawkeys.Inspect([]byte(test.data))
		if !ok || in.Form != test.form || in.Reason != test.reason || test.key != "" && in.Key != test.key {
			t.Errorf("%s: %t, %+v", name, ok, in)
		}
		if (in.Reason == "") != (len(in.Needs) > 0) && test.reason != policy.ReasonUnsupportedEvidence {
			t.Errorf("%s: needs %q", name, in.Needs)
		}
	}
	for _, text := range []string{"", "hello\n", "RWQ=", strings.Repeat("a1", 32) + "  f\n", "-----BEGIN PGP SIGNATURE-----\n", "ssh-ed25519 AAAA\n"} {
		if in, ok := rawkeys.Inspect([]byte(text)); ok {
			t.Errorf("%q is %+v", text, in)
		}
	}
}

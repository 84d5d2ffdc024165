package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
)

// keyFiles gives scripts a folder testkeys with certificates of all kinds, and
// the fingerprints in $JANE, $JOHN, $SUB and $NEXT.
func keyFiles(env *testscript.Env) error {
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	jane, john := pgptest.Ed25519Key("script jane", day), pgptest.Ed25519Key("script john", day)
	sub, next := pgptest.Ed25519Key("script sub", day), pgptest.Ed25519Key("script next", day.AddDate(5, 0, 0))
	v6 := pgptest.Ed25519V6Key("script v6", day)
	for name, k := range map[string]*pgptest.Key{"JANE": jane, "JOHN": john, "SUB": sub, "NEXT": next, "V6": v6} {
		env.Setenv(name, k.HexFingerprint())
	}
	const id = "Jane Doe <jane@example.org>"
	plain := func() *pgptest.Cert { return pgptest.NewCert(jane).UserID(id, pgptest.SigOptions{}) }
	soon := time.Until(day.AddDate(0, 0, 30)) + 2*time.Since(day)
	nextCert := func() *pgptest.Cert { return pgptest.NewCert(next).UserID(id, pgptest.SigOptions{}) }
	statement := []byte("I, Jane, sign with\n  " + inGroups(next.HexFingerprint()) + "\nfrom now on.\n")
	late := pgptest.SigOptions{Created: day.AddDate(5, 1, 0)}
	release := []byte("hello 1.0\n")
	files := map[string]string{
		"jane.asc":    plain().Armor(),
		"rich.asc":    plain().Certified(john, pgptest.SigOptions{}).UserAttribute([]byte("\x05\x01photo"), pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{Sig: pgptest.SigOptions{Flags: pgptest.FlagEncrypt}}).Armor(),
		"john.asc":    pgptest.NewCert(john).UserID("John", pgptest.SigOptions{}).Armor(),
		"both.asc":    plain().Armor() + pgptest.NewCert(john).UserID("John", pgptest.SigOptions{}).Armor(),
		"jane.gpg":    string(plain().Bytes()),
		"secret":      string(plain().WithHead(jane.SecretPacket()).Bytes()),
		"cut.asc":     plain().Armor()[:300],
		"sub.asc":     plain().Subkey(sub, pgptest.Binding{Sig: late}).Armor(),
		"subdead.asc": plain().Subkey(sub, pgptest.Binding{}).RevokeSubkey(sub, pgptest.ReasonCompromised, late).Armor(),
		"sublive.asc": plain().Subkey(sub, pgptest.Binding{}).Armor(),
		"dead.asc":    plain().RevokePrimary(pgptest.ReasonCompromised, late).Armor(),
		"soft.asc":    plain().RevokePrimary(pgptest.ReasonSuperseded, late).Armor(),
		"open.asc":    pgptest.NewCert(john).UserID(strings.Repeat("[", 40), pgptest.SigOptions{}).Armor(),
		"soon.asc":    pgptest.NewCert(jane).UserID(id, pgptest.SigOptions{KeyExpires: soon}).Armor(),
		"evil.asc":    pgptest.NewCert(jane).UserID("\x1b[2JJane\n\u202e", pgptest.SigOptions{}).Armor(),
		"gap.asc":     pgptest.NewCert(jane).UserID(id, late).Armor(),
		"weak.asc":    pgptest.NewCert(pgptest.RSAKey(1024, day)).UserID(id, pgptest.SigOptions{Hash: pgptest.SHA1}).Armor(),
		"dsa.asc":     pgptest.Good(pgptest.DSAKey(1024, day)).Armor(),
		"v6.asc":      pgptest.NewCert(v6).DirectKey(pgptest.SigOptions{}).Armor(),
		"back.asc":    plain().Subkey(sub, pgptest.Binding{BackIn: pgptest.Absent}).Armor(),
		"flood.asc":   plain().FloodCertifications(john, 3000).Armor(),
		"rev.asc":     loneRevocation(jane, jane),
		"badrev.asc":  loneRevocation(jane, john),
		"names.pgp":   string(manyNames(jane)),
		"forge.pgp":   string(plain().FloodForgedSelf(3000).Bytes()),

		"answers":              inGroups(jane.HexFingerprint()) + "\non her card\ny\n",
		"wrong-answers":        inGroups(john.HexFingerprint()) + "\non her card\ny\n",
		"hello-1.0.tar.gz":     string(release),
		"hello-1.0.tar.gz.asc": pgptest.ArmorSignature(jane.Sign(release, pgptest.SigOptions{Created: day.AddDate(1, 0, 0)})),

		"hello.toml":    policyNaming(jane.HexFingerprint()),
		"named.toml":    strings.Replace(policyNaming(jane.HexFingerprint()), "held-by", "keyring = \"jane.asc\"\nheld-by", 1),
		"several.toml":  policyNaming(jane.HexFingerprint(), john.HexFingerprint()),
		"next.asc":      nextCert().Armor(),
		"certified.asc": nextCert().Certified(jane, late).Armor(),
		"forged.asc":    nextCert().Certified(jane, pgptest.SigOptions{By: john, Created: late.Created}).Armor(),
		"move.txt":      string(statement),
		"move.txt.sig":  string(jane.Sign(statement, late)),
		"move.asc":      jane.ClearSign(string(statement), late).String(),
		"silent.asc":    silentStatement(jane.ClearSign("I have a new key.\n", late), next.HexFingerprint()),
		"john.sig":      string(john.Sign(statement, late)),
		"next.asc.sig":  string(jane.Sign([]byte(nextCert().Armor()), late)),
	}
	dir := filepath.Join(env.WorkDir, "testkeys")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// manyNames is a copy with as many user IDs as one may have, all made up by others.
func manyNames(k *pgptest.Key) []byte {
	c := pgptest.NewCert(k)
	for i := range limits.CertificateUserIDs {
		c.UserID(fmt.Sprint("fake ", i))
	}
	return c.Bytes()
}

// loneRevocation is a revocation as gpg --gen-revoke makes it, of a key by a key.
func loneRevocation(by, of *pgptest.Key) string {
	body := of.PublicBody()
	message := append([]byte{0x99, byte(len(body) >> 8), byte(len(body))}, body...)
	return pgptest.Armor("PGP PUBLIC KEY BLOCK", by.Sign(message, pgptest.SigOptions{Type: pgptest.TypeKeyRevocation}))
}

// silentStatement names the new key only where no signature covers it.
func silentStatement(m *pgptest.Cleartext, fpr string) string {
	m.Signature.Headers = []string{"Comment: " + fpr}
	return m.String()
}

// inGroups writes a fingerprint in groups, as people do.
func inGroups(fpr string) string {
	out := ""
	for i := 0; i < len(fpr); i += 4 {
		out += fpr[i:i+4] + " "
	}
	return out
}

// policyNaming is a policy with comments that must survive being edited.
func policyNaming(fingerprints ...string) string {
	return `schema = "upsig/policy/v1"
package = "app/hello"
require = "pgp"

[[artifact]]
name = "hello-{version}.tar.gz"

# about Jane
[[pgp.signer]]
name = "Jane"
fingerprints = [ "` + strings.Join(fingerprints, `", "`) + `" ] # hers
held-by = "author"

# about the end
[[pgp.accept]]
weakness = "sha1-binding"
signer = "Jane"
reason = "she refreshes it in March"
until = 2030-01-01
`
}

// fingerprint sets $FPR to the first key in gpg's machine-readable listing.
func fingerprint(ts *testscript.TestScript, _ bool, args []string) {
	for _, line := range strings.Split(ts.ReadFile(args[0]), "\n") {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			ts.Setenv("FPR", fields[9])
			return
		}
	}
	ts.Fatalf("%s has no fingerprint", args[0])
}

package keyrings_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

const year = 365 * 24 * time.Hour

// told are the kinds of findings, each once, as "severity code".
func told(all []keyrings.Finding) []string {
	var out []string
	for _, f := range all {
		out = append(out, fmt.Sprintf("%s %s", f.Severity, f.Code))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type lintCase struct {
	name string
	data []byte
	o    keyrings.LintOptions
	// want are all findings, as told gives them.
	want []string
}

// run lints the file of each case, and returns the codes that were seen.
func run(t *testing.T, cases []lintCase) []string {
	t.Helper()
	var seen []string
	for _, tt := range cases {
		if tt.o.Now.IsZero() {
			tt.o.Now = today
		}
		found := keyrings.LintFile(keyrings.NewMaterial(tt.data, "x.asc", today), tt.o)
		got := told(found)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q: %v", tt.name, got, tt.want, found)
		}
		for _, g := range got {
			seen = append(seen, strings.Fields(g)[1])
		}
	}
	return seen
}

// life is a certificate with that user ID's self-signatures.
func life(selfs ...pgptest.SigOptions) *pgptest.Cert {
	return pgptest.NewCert(jane).UserID("Jane", selfs...)
}

func with(edit func(*pgptest.SigOptions)) pgptest.SigOptions {
	var o pgptest.SigOptions
	edit(&o)
	return o
}

// lifeCases are about how long new releases can be signed. Each finding stands
// beside what is almost the same and none.
func lifeCases() []lintCase {
	ends := func(after time.Duration) pgptest.SigOptions { return pgptest.SigOptions{KeyExpires: after} }
	left := func(days int) pgptest.SigOptions { return ends(today.AddDate(0, 0, days).Sub(day0)) }
	encrypt := pgptest.Binding{Sig: pgptest.SigOptions{Flags: pgptest.FlagEncrypt}}
	certify := pgptest.SigOptions{Flags: pgptest.FlagCertify}
	later := pgptest.SigOptions{Created: today.AddDate(1, 0, 0)}
	return []lintCase{
		{"without end", life(with(func(*pgptest.SigOptions) {})).Bytes(), keyrings.LintOptions{}, nil},
		{"expired", life(ends(year)).Bytes(), keyrings.LintOptions{}, []string{"error expired"}},
		{"on its last day", life(left(1)).Bytes(), keyrings.LintOptions{}, []string{"warning expiring"}},
		{"expired, but for a subkey that its end takes along", life(ends(year)).Subkey(sub, pgptest.Binding{}).Bytes(), keyrings.LintOptions{}, []string{"error expired"}},
		{"only a subkey expired", life(certify).Subkey(sub, pgptest.Binding{Sig: ends(year)}).Bytes(), keyrings.LintOptions{}, []string{"error expired"}},
		{"a subkey expired beside the primary key", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{Sig: ends(year)}).Bytes(), keyrings.LintOptions{}, nil},
		{"in 59 days", life(left(59)).Bytes(), keyrings.LintOptions{}, []string{"warning expiring"}},
		{"in 61 days", life(left(61)).Bytes(), keyrings.LintOptions{}, nil},
		{"in 61 days of 90", life(left(61)).Bytes(), keyrings.LintOptions{Expiring: 90}, []string{"warning expiring"}},
		{"revoked", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"error revoked"}},
		{"revoked in the future", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonCompromised, later).Bytes(), keyrings.LintOptions{}, []string{"error revoked"}},
		{"revoked by somebody else", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{By: john}).Bytes(), keyrings.LintOptions{}, nil},
		{"retired", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning retired"}},
		{"superseded", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonSuperseded, pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning retired"}},
		{"retired and revoked", life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"error revoked"}},
		{"for certifying alone", life(certify).Bytes(), keyrings.LintOptions{}, []string{"error no-signing-key"}},
		{"for certifying, with an encryption subkey", life(certify).Subkey(sub, encrypt).Bytes(), keyrings.LintOptions{}, []string{"error no-signing-key"}},
		{"for certifying, with a signing subkey", life(certify).Subkey(sub, pgptest.Binding{}).Bytes(), keyrings.LintOptions{}, nil},
		{"all signing subkeys revoked", life(certify).Subkey(sub, pgptest.Binding{}).RevokeSubkey(sub, pgptest.ReasonAbsent, pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"error no-signing-key"}},
		{"without flags", life(pgptest.SigOptions{FlagsIn: pgptest.Absent}).Bytes(), keyrings.LintOptions{}, []string{"error no-key-flags"}},
		{"with flags that are not signed", life(pgptest.SigOptions{FlagsIn: pgptest.InUnhashed}).Bytes(), keyrings.LintOptions{}, []string{"error no-key-flags"}},
		{"a subkey without flags that signs", life(certify).Subkey(sub, pgptest.Binding{ForceBack: true, Sig: pgptest.SigOptions{FlagsIn: pgptest.Absent}}).Bytes(), keyrings.LintOptions{}, []string{"error no-key-flags"}},
		{"a subkey without flags that never agreed", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{BackIn: pgptest.Absent, Sig: pgptest.SigOptions{FlagsIn: pgptest.Absent}}).Bytes(), keyrings.LintOptions{}, nil},
		{"no back-signature", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{BackIn: pgptest.Absent}).Bytes(), keyrings.LintOptions{}, []string{"error no-back-signature"}},
		{"back-signature by somebody else", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{Back: pgptest.SigOptions{By: john}}).Bytes(), keyrings.LintOptions{}, []string{"error no-back-signature"}},
		{"an encryption subkey needs none", life(pgptest.SigOptions{}).Subkey(sub, encrypt).Bytes(), keyrings.LintOptions{}, nil},
		{"age gap", life(pgptest.SigOptions{Created: day0.AddDate(0, 0, 31)}).Bytes(), keyrings.LintOptions{}, []string{"warning age-gap"}},
		{"no age gap", life(pgptest.SigOptions{Created: day0.AddDate(0, 0, 30)}).Bytes(), keyrings.LintOptions{}, nil},
		{"age gap closed by an old copy", life(pgptest.SigOptions{}, pgptest.SigOptions{Created: day0.AddDate(2, 0, 0)}).Bytes(), keyrings.LintOptions{}, nil},
		{"age gap, which a forgery does not close", life(pgptest.SigOptions{By: john}, pgptest.SigOptions{Created: day0.AddDate(2, 0, 0)}).Bytes(), keyrings.LintOptions{}, []string{"warning age-gap"}},
		{"age gap of a subkey", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{Sig: pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}}).Bytes(), keyrings.LintOptions{}, []string{"warning age-gap"}},
	}
}

// strengthCases are about algorithms and hashes.
func strengthCases() []lintCase {
	hash := func(h pgptest.Hash) pgptest.SigOptions { return pgptest.SigOptions{Hash: h} }
	v6 := pgptest.NewCert(pgptest.Ed25519V6Key("keyrings v6", day0)).DirectKey(pgptest.SigOptions{}).UserID("Jane", pgptest.SigOptions{})
	return []lintCase{
		{"SHA-512", life(hash(pgptest.SHA512)).Bytes(), keyrings.LintOptions{}, nil},
		{"SHA-1 alone", life(hash(pgptest.SHA1)).Bytes(), keyrings.LintOptions{}, []string{"error sha1-binding"}},
		{"SHA-1 beside", life(hash(pgptest.SHA1), hash(pgptest.SHA256)).Bytes(), keyrings.LintOptions{}, []string{"warning sha1-beside"}},
		{"SHA-1 alone on the primary key, beside a subkey", life(hash(pgptest.SHA1)).Subkey(sub, pgptest.Binding{}).Bytes(), keyrings.LintOptions{}, []string{"error sha1-binding"}},
		{"SHA-1 alone on a subkey", life(pgptest.SigOptions{}).Subkey(sub, pgptest.Binding{Sig: hash(pgptest.SHA1)}).Bytes(), keyrings.LintOptions{}, []string{"error sha1-binding"}},
		{"SHA-1 on one user ID of two", life(hash(pgptest.SHA1)).UserID("Jane", pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning sha1-beside"}},
		{"MD5 alone", life(hash(pgptest.MD5)).Bytes(), keyrings.LintOptions{}, []string{"error md5-binding", "error no-signing-key"}},
		{"MD5 beside", life(hash(pgptest.MD5), pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning md5-binding"}},
		{"RIPEMD-160 beside", life(hash(pgptest.RIPEMD160), pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning md5-binding"}},
		{"RSA of 1024 bits", pgptest.Good(pgptest.RSAKey(1024, day0)).Bytes(), keyrings.LintOptions{}, []string{"error short-key"}},
		{"RSA of 2048 bits", pgptest.Good(pgptest.RSAKey(2048, day0)).Bytes(), keyrings.LintOptions{}, nil},
		{"DSA", pgptest.Good(pgptest.DSAKey(1024, day0)).Bytes(), keyrings.LintOptions{}, []string{"error dsa"}},
		{"version 6", v6.Bytes(), keyrings.LintOptions{}, []string{"warning unreadable-elsewhere"}},
	}
}

// fileCases are about the file and its extent.
// revokedBy is a certificate that another key revoked, which it let do so.
func revokedBy(k *pgptest.Key) *pgptest.Cert {
	let := pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(k)}}
	return pgptest.Good(jane).DirectKey(let).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{By: k, Claims: k})
}

func fileCases() []lintCase {
	fpr := jane.HexFingerprint()
	both := []byte(cert(jane) + cert(john))
	binary := slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes())
	return []lintCase{
		{"one block", []byte(cert(jane)), keyrings.LintOptions{Wanted: []string{fpr}}, nil},
		{"two blocks", both, keyrings.LintOptions{}, []string{"warning several-blocks"}},
		{"two certificates, both meant", binary, keyrings.LintOptions{Wanted: []string{john.HexFingerprint(), strings.ToLower(fpr)}}, nil},
		{"an extra certificate", binary, keyrings.LintOptions{Wanted: []string{fpr}}, []string{"warning extra-certificate"}},
		{"no user ID", pgptest.NewCert(jane).DirectKey(pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning no-user-id"}},
		{"a photo is no user ID", pgptest.NewCert(jane).DirectKey(pgptest.SigOptions{}).UserAttribute([]byte("\x05\x01photo"), pgptest.SigOptions{}).Bytes(), keyrings.LintOptions{}, []string{"warning no-user-id"}},
		{"well connected", pgptest.Good(jane).FloodCertifications(john, 1000).Bytes(), keyrings.LintOptions{}, nil},
		{"revoked by a designated revoker", revokedBy(john).Bytes(), keyrings.LintOptions{}, []string{"warning unchecked-revocation"}},
		{"revoked over an unknown hash", pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{Hash: pgptest.UnknownHash}).Bytes(),
			keyrings.LintOptions{}, []string{"warning unchecked-revocation"}},
		{"flooded", pgptest.Good(jane).FloodCertifications(john, 2001).Bytes(), keyrings.LintOptions{}, []string{"warning flooded"}},
		{"flooded by forgeries", pgptest.Good(jane).FloodForgedSelf(limits.SelfSignatures/4 + 1).Bytes(), keyrings.LintOptions{}, []string{"warning flooded"}},
		{"flooded beyond the limit", pgptest.Good(jane).FloodForgedSelf(limits.SelfSignatures + 1).Bytes(), keyrings.LintOptions{}, []string{"error flooded"}},
		{"a secret key", pgptest.Good(jane).WithHead(jane.SecretPacket()).Bytes(), keyrings.LintOptions{}, []string{"error secret-key"}},
		{"a secret key behind", slices.Concat(pgptest.Good(john).Bytes(), pgptest.Good(jane).WithHead(jane.SecretPacket()).Bytes()), keyrings.LintOptions{}, []string{"error secret-key"}},
		{"cut off", []byte(cert(jane)[:300]), keyrings.LintOptions{}, []string{"error broken"}},
		{"no certificate", []byte("hello\n"), keyrings.LintOptions{}, []string{"error broken"}},
		{"empty", nil, keyrings.LintOptions{}, []string{"error broken"}},
	}
}

// Every finding about certificates and files is told, and not told where what it
// is about is almost there.
func TestLintFile(t *testing.T) {
	seen := slices.Concat(run(t, lifeCases()), run(t, strengthCases()), run(t, fileCases()))
	elsewhere := []keyrings.Code{ // of keyrings: TestDisagreements, TestLintKeyring, TestCollidingKeyIDs
		keyrings.CodeKeyIDCollision, keyrings.CodeWrongName, keyrings.CodeNotCanonical, keyrings.CodeNoRecord, keyrings.CodeNoFile,
		keyrings.CodeRecordDisagrees, keyrings.CodeEvidenceDisagrees, keyrings.CodeStale,
	}
	for _, c := range keyrings.Codes() {
		if slices.Contains(seen, string(c)) == slices.Contains(elsewhere, c) {
			t.Errorf("%s: every code has a case, here or elsewhere", c)
		}
		if c.Explain() == "" || c.Todo() == "" {
			t.Errorf("%s does not say what it means or what to do", c)
		}
	}
}

// A keyring's own findings: stale copies, and what its records already say.
func TestLintKeyring(t *testing.T) {
	retired := life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}).Bytes()
	revoked := life(pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Bytes()
	for _, tt := range []struct {
		name string
		data []byte
		days int
		want []string
	}{
		{"a year", life(pgptest.SigOptions{}).Bytes(), 365, nil},
		{"a year and a day", life(pgptest.SigOptions{}).Bytes(), 366, []string{"warning stale"}},
		{"expired", life(pgptest.SigOptions{KeyExpires: year}).Bytes(), 0, []string{"error expired"}},
		{"known to be retired", retired, 366, []string{"warning stale"}},
		{"known to be revoked", revoked, 4000, nil},
	} {
		now := today.Truncate(24*time.Hour).AddDate(0, 0, tt.days)
		if got := told(open(t, imported(t, tt.data, jane)).Lint(keyrings.LintOptions{Now: now})); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Evidence of a rotation that is gone or changed is an error.
func TestLintEvidence(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Rotate(t.Context(), keyrings.RotateOptions{
		Old: jane.HexFingerprint(), New: heir.HexFingerprint(), Material: material(heirCert().Bytes(), "x"), Now: today,
		Statement: &keyrings.SignedFile{Data: []byte(jane.ClearSign(heir.HexFingerprint(), moved).String())},
	})
	apply(t, p, err)
	lint := func() []string { return told(open(t, dir).Lint(keyrings.LintOptions{Now: today})) }
	if got := lint(); len(got) != 0 {
		t.Errorf("as written: %q", got)
	}
	file := filepath.Join(dir, "continuity", heir.HexFingerprint(), "statement")
	for _, tt := range []struct {
		name   string
		change func() error
	}{
		{"changed", func() error { return os.WriteFile(file, []byte("x"), 0o600) }},
		{"gone", func() error { return os.Remove(file) }},
	} {
		if err := tt.change(); err != nil {
			t.Fatal(err)
		}
		if got := lint(); !slices.Equal(got, []string{"error evidence-disagrees"}) {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// Of a kind of key that is not known, another copy is no better.
func TestLintUnknownKeys(t *testing.T) {
	day := today.AddDate(-1, 0, 0)
	mixed := pgptest.Binding{Sig: pgptest.SigOptions{Version: 4}, Back: pgptest.SigOptions{Version: 6}}
	for name, tt := range map[string]struct {
		cert *pgptest.Cert
		todo string
	}{
		"unknown primary key": {pgptest.Good(pgptest.UnknownKey(day)), "newer upsig"},
		"large exponent":      {pgptest.Good(pgptest.RSAKey(2048, day).WithExponent(1<<24 + 1)), "newer upsig"},
		"unknown subkey":      {pgptest.Good(pgptest.RSAKey(2048, day)).Subkey(pgptest.UnknownKey(day), pgptest.Binding{}), "newer upsig"},
		"small order":         {pgptest.Good(pgptest.Ed25519Key("small", day).SmallOrder()), "modern key"},
		"another version":     {pgptest.Good(pgptest.RSAKey(2048, day)).Subkey(pgptest.Ed25519V6Key("sub", day), mixed), "primary key's version"},
		"exponent 1":          {pgptest.Good(pgptest.RSAKey(2048, day).WithExponent(1)), "modern key"},
	} {
		found := keyrings.LintFile(keyrings.NewMaterial(tt.cert.Bytes(), "x.asc", today), keyrings.LintOptions{Now: today})
		found = slices.DeleteFunc(found, func(f keyrings.Finding) bool { return f.Code == keyrings.CodeUnreadableElse })
		if len(found) != 1 || found[0].Code != keyrings.CodeBroken || !strings.Contains(found[0].Todo, tt.todo) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

package keyrings_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

func readAll(t *testing.T, data []byte, taps []policy.Tap) policy.Digests {
	t.Helper()
	d, err := artifact.Read(t.Context(), bytes.NewReader(data), taps)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDefaultPath(t *testing.T) {
	want := keyrings.Path{"p", filepath.Join("p", "keys"), filepath.Join("p", "keys", "pgp"), "/usr/share/openpgp-keys"}
	if got := keyrings.Default("p"); !slices.Equal(got, want) {
		t.Errorf("Default(p) = %q", got)
	}
	if got := keyrings.Default(""); !slices.Equal(got, want[3:]) {
		t.Errorf("Default of no policy = %q: the working folder must not be in it", got)
	}
}

// Every place of the search path is looked at, and copies are merged.
func TestFindInPolicyFolder(t *testing.T) {
	fpr := jane.HexFingerprint()
	dir := tree(t, map[string]string{
		"any.asc":                               cert(jane),
		"keys/friends.asc":                      cert(john) + "text between\n" + cert(jane),
		"keys/pgp/" + fpr + ".asc":              cert(jane),
		"keys/pgp/deeper/any.asc":               cert(jane),
		"keys/readme.txt":                       cert(jane),
		"hello.tar.gz.asc":                      pgptest.ArmorSignature(jane.Sign(nil, pgptest.SigOptions{})),
		"keys/.hidden.asc":                      "-----BEGIN PGP PUBLIC KEY BLOCK-----\nbroken",
		"elsewhere/" + fpr + ".asc":             cert(jane),
		"keys/" + strings.ToLower(fpr) + ".asc": cert(jane),
	})
	r := find(t, []string{fpr, nobody, strings.ToLower(fpr)}, nil, keyrings.Default(dir)[:3])
	wantSources(t, dir, r, jane, "any.asc", "keys/"+strings.ToLower(fpr)+".asc", "keys/friends.asc", "keys/pgp/"+fpr+".asc")
	wantProblems(t, r)
	if len(r.Certificates) != 1 {
		t.Errorf("%d certificates", len(r.Certificates))
	}
	want := []keyrings.Missing{{Fingerprint: nobody, Looked: keyrings.Default(dir)[:3]}}
	if !reflect.DeepEqual(r.Missing, want) {
		t.Errorf("missing = %v, want %v", r.Missing, want)
	}
}

func TestFindInOrderOfRequest(t *testing.T) {
	dir := tree(t, map[string]string{"a.asc": cert(john) + cert(jane)})
	for _, order := range [][]*pgptest.Key{{jane, john}, {john, jane}} {
		r := find(t, []string{order[0].HexFingerprint(), order[1].HexFingerprint()}, []string{filepath.Join(dir, "a.asc")}, nil)
		if len(r.Certificates) != 2 || r.Certificates[0].Fingerprint() != order[0].HexFingerprint() {
			t.Errorf("certificates %v", r.Certificates)
		}
	}
}

// The working folder is searched under no name.
func TestFindNeverSearchesWorkingFolder(t *testing.T) {
	dir := tree(t, map[string]string{"a.asc": cert(jane), "keys/a.asc": cert(jane)})
	t.Chdir(dir)
	for _, path := range []keyrings.Path{nil, {""}, keyrings.Default("")} {
		if r := find(t, []string{jane.HexFingerprint()}, nil, path); len(r.Certificates) != 0 {
			t.Errorf("%q: found in %v", path, r.Certificates[0].Sources())
		} else if slices.Contains(r.Missing[0].Looked, "") {
			t.Errorf("%q: looked in a folder without name", path)
		}
	}
	if r := find(t, []string{jane.HexFingerprint()}, nil, keyrings.Default(".")[:3]); len(r.Certificates) != 1 {
		t.Error("not found in the policy's folder, which is the working folder")
	}
}

func TestRevocationInAnyCopyCounts(t *testing.T) {
	revoked := pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Armor()
	fpr := jane.HexFingerprint()
	for name, files := range map[string]map[string]string{
		"another file":   {"keys/pgp/" + fpr + ".asc": cert(jane), "keys/z.asc": revoked},
		"earlier folder": {"a.asc": revoked, "keys/pgp/" + fpr + ".asc": cert(jane)},
		"same file":      {"a.asc": cert(jane) + revoked},
		"standing alone": {"keys/pgp/" + fpr + ".asc": cert(jane), "keys/revocation.asc": standalone(pgptest.ReasonCompromised)},
		"alone, first":   {"a.asc": standalone(pgptest.ReasonCompromised), "keys/z.asc": cert(jane)},
		"alone, binary":  {"a.asc": cert(jane), "keys/r.asc": string(standaloneBytes(pgptest.ReasonCompromised))},
	} {
		dir := tree(t, files)
		r := find(t, []string{fpr}, nil, keyrings.Default(dir)[:3])
		wantProblems(t, r)
		if got := refusals(t, r.Certificates); !slices.Contains(got, policy.ReasonKeyRevoked) {
			t.Errorf("%s: refusals %v", name, got)
		}
	}
	dir := tree(t, map[string]string{"a.asc": cert(jane)})
	if got := refusals(t, find(t, []string{fpr}, nil, keyrings.Path{dir}).Certificates); len(got) != 0 {
		t.Errorf("not revoked: refusals %v", got)
	}
}

// standalone is what gpg --gen-revoke writes.
func standalone(r pgptest.Reason) string {
	return pgptest.Armor("PGP PUBLIC KEY BLOCK", standaloneBytes(r))
}

func standaloneBytes(r pgptest.Reason) []byte {
	bare := len(pgptest.NewCert(jane).Bytes())
	return pgptest.NewCert(jane).RevokePrimary(r, pgptest.SigOptions{}).Bytes()[bare:]
}

func TestStandaloneRevocationOfAStrangerIsReported(t *testing.T) {
	dir := tree(t, map[string]string{"john.asc": cert(john), "r.asc": standalone(pgptest.ReasonCompromised)})
	r := find(t, []string{john.HexFingerprint()}, nil, keyrings.Path{dir})
	wantProblems(t, r, policy.ReasonNoCertificate)
	wantSources(t, dir, r, john, "john.asc")
}

func TestMisnamedFileIsReported(t *testing.T) {
	fpr := jane.HexFingerprint()
	dir := tree(t, map[string]string{fpr + ".asc": cert(john), john.HexFingerprint() + ".asc": cert(jane)})
	r := find(t, []string{fpr}, nil, keyrings.Path{dir})
	wantSources(t, dir, r, jane, john.HexFingerprint()+".asc")
	wantProblems(t, r, policy.ReasonNoCertificate)
	if p := r.Problems[0]; p.Fingerprint != fpr || filepath.Base(p.Source) != fpr+".asc" || !strings.Contains(p.Detail, john.HexFingerprint()) {
		t.Errorf("problem %+v", p)
	}
}

func TestBrokenNeighboursDoNotMatter(t *testing.T) {
	broken := cert(john)
	broken = broken[:len(broken)/2]
	secret := pgptest.Armor("PGP PRIVATE KEY BLOCK", john.SecretPacket())
	dir := tree(t, map[string]string{
		"a.asc": broken, "b.asc": "", "c.asc": "<html>", "d.asc": secret, "jane.asc": broken + "\n" + cert(jane),
	})
	r := find(t, []string{jane.HexFingerprint()}, nil, keyrings.Path{dir})
	wantSources(t, dir, r, jane, "jane.asc")
	// That a file is cut off is said, for it may have held more; that John's
	// certificate cannot be used, and that a file is no keyring, concerns nobody.
	wantProblems(t, r, policy.ReasonMalformedEvidence, policy.ReasonMalformedEvidence)

	r = find(t, []string{john.HexFingerprint()}, nil, keyrings.Path{dir})
	if !slices.ContainsFunc(r.Problems, func(p pgp.Problem) bool { return p.Reason == policy.ReasonSecretKey }) {
		t.Errorf("the wanted certificate's problem is not told: %v", r.Problems)
	}
}

func TestUnreadable(t *testing.T) {
	dir := tree(t, map[string]string{"good.asc": cert(jane)})
	fifo, big := filepath.Join(dir, "fifo.asc"), filepath.Join(dir, "big.asc")
	dangling := filepath.Join(dir, jane.HexFingerprint()+".asc")
	if err := errors.Join(syscall.Mkfifo(fifo, 0o600), os.Symlink("nowhere", dangling), os.WriteFile(big, nil, 0o600)); err != nil {
		t.Skip(err)
	}
	if err := os.Truncate(big, limits.CertificateFile+1); err != nil {
		t.Fatal(err)
	}
	fprs := []string{jane.HexFingerprint()}

	r := find(t, fprs, nil, keyrings.Path{dir, filepath.Join(dir, "missing"), filepath.Join(dir, "good.asc")})
	wantSources(t, dir, r, jane, "good.asc")
	wantProblems(t, r, policy.ReasonUnusableKey, policy.ReasonTooLarge, policy.ReasonUnusableKey, policy.ReasonUnusableKey)

	for path, want := range map[string]error{
		fifo: keyrings.ErrNotRegular, os.DevNull: keyrings.ErrNotRegular, big: keyrings.ErrTooLarge,
		dangling: fs.ErrNotExist, filepath.Join(dir, "missing"): fs.ErrNotExist,
	} {
		r, err := keyrings.Find(fprs, []string{filepath.Join(dir, "good.asc"), path}, nil)
		if !errors.Is(err, want) || !strings.Contains(err.Error(), path) || !reflect.DeepEqual(r, keyrings.Result{}) {
			t.Errorf("Find in %s: %v", path, err)
		}
		if _, err := keyrings.ReadFile(path); !errors.Is(err, want) {
			t.Errorf("ReadFile(%s): %v", path, err)
		}
	}
	if _, err := keyrings.ReadFile(dir); err == nil {
		t.Error("an explicit folder with unreadable files is read")
	}
}

func TestReadFile(t *testing.T) {
	dir := tree(t, map[string]string{
		"ring/b.asc": cert(jane), "ring/a.gpg": string(pgptest.Good(john).Bytes()), "ring/c.pgp": cert(jane),
		"ring/d.txt": cert(jane), "ring/sub.asc/e.asc": cert(jane), "ring/x.sig.asc": pgptest.ArmorSignature(nil),
		"empty/a.asc": "nothing", "one.key": cert(john) + cert(jane),
	})
	r, err := keyrings.ReadFile(filepath.Join(dir, "ring"))
	if err != nil {
		t.Fatal(err)
	}
	wantSources(t, dir, r, john, "ring/a.gpg")
	wantSources(t, dir, r, jane, "ring/b.asc", "ring/c.pgp")
	wantProblems(t, r)
	if len(r.Certificates) != 2 || r.Certificates[0].Fingerprint() != john.HexFingerprint() || r.Missing != nil {
		t.Errorf("result %+v", r)
	}
	if r, err = keyrings.ReadFile(filepath.Join(dir, "one.key")); err != nil || len(r.Certificates) != 2 {
		t.Errorf("several in one file: %+v, %v", r, err)
	}
	for _, empty := range []string{"empty", "empty/a.asc"} {
		r, err := keyrings.ReadFile(filepath.Join(dir, empty))
		if err != nil || len(r.Certificates) != 0 {
			t.Errorf("%s: %+v, %v", empty, r, err)
		}
		wantProblems(t, r, policy.ReasonEmptyEvidence)
	}
}

// What is both explicit and in the search path is read once.
func TestNoFileIsReadTwice(t *testing.T) {
	dir := tree(t, map[string]string{"a.asc": cert(jane)[:200]})
	r := find(t, []string{nobody}, []string{dir + "/a.asc", dir + "/./a.asc", dir}, keyrings.Path{dir})
	wantProblems(t, r, policy.ReasonMalformedEvidence)
}

func TestZeroResultHasNothing(t *testing.T) {
	if r := find(t, nil, nil, nil); !reflect.DeepEqual(r, keyrings.Result{}) {
		t.Errorf("result %+v", r)
	}
	dir := tree(t, map[string]string{"a.asc": cert(jane)})
	if r := find(t, nil, []string{filepath.Join(dir, "a.asc")}, keyrings.Path{dir}); len(r.Certificates) != 0 {
		t.Error("a certificate that nobody asked for")
	}
}

// TestFindRevokers: whom a certificate lets revoke it is found in the files that
// were read, for nothing else.
func TestFindRevokers(t *testing.T) {
	revoker := pgptest.Good(john).Bytes()
	cert := pgptest.NewCert(jane).DirectKey(pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(john)}}).
		UserID("Jane", pgptest.SigOptions{}).Bytes()
	for name, files := range map[string]map[string][]byte{
		"one file":  {"ring.pgp": slices.Concat(revoker, cert)},
		"two files": {"a.pgp": revoker, "b.pgp": cert},
	} {
		dir := t.TempDir()
		var paths []string
		for file, data := range files {
			paths = append(paths, filepath.Join(dir, file))
			if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r, err := keyrings.Find([]string{jane.HexFingerprint()}, paths, nil)
		if err != nil || len(r.Certificates) != 1 || len(r.Revokers) != 1 || r.Revokers[0].Fingerprint() != john.HexFingerprint() {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		r, err = keyrings.Find([]string{jane.HexFingerprint(), john.HexFingerprint()}, paths, nil)
		if err != nil || len(r.Certificates) != 2 || len(r.Revokers) != 0 {
			t.Errorf("%s, both asked for: %+v, %v", name, r, err)
		}
	}
}

// Who asks for a subkey is told whose it says to be, and gets no certificate.
func TestFindSubkey(t *testing.T) {
	dir := tree(t, map[string]string{"jane.asc": pgptest.Good(jane).Subkey(john).Armor()})
	r := find(t, []string{john.HexFingerprint()}, []string{filepath.Join(dir, "jane.asc")}, nil)
	if len(r.Certificates) != 0 || len(r.Missing) != 1 || r.Missing[0].SubkeyOf != jane.HexFingerprint() {
		t.Errorf("certificates %v, missing %+v", r.Certificates, r.Missing)
	}
}

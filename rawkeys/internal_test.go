package rawkeys

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"math/big"
	"os"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
)

func hashed(public ed25519.PublicKey, sig, message []byte) []byte {
	sum := sha512.Sum512(slices.Concat(sig[:32], public, message))
	return sum[:]
}

// verifyHashed must agree with the standard library on everything, also on what
// is made to tell verifiers apart.
func TestVerifyHashedIsEd25519(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))
	public := private.Public().(ed25519.PublicKey)
	for n := range 40 {
		message := bytes.Repeat([]byte{byte(n)}, n)
		sig := ed25519.Sign(private, message)
		if !verifyHashed(public, sig, hashed(public, sig, message)) {
			t.Errorf("message of %d bytes: refused", n)
		}
		for i := range sig {
			bad := bytes.Clone(sig)
			bad[i] ^= 0x40
			if got := verifyHashed(public, bad, hashed(public, bad, message)); got || ed25519.Verify(public, message, bad) {
				t.Errorf("byte %d changed: %t", i, got)
			}
		}
	}
}

// A signature whose S is not reduced has another encoding (RFC 8032 section 5.1.7).
func TestVerifyHashedRefusesMalleability(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))
	public := private.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(private, nil)
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	little := bytes.Clone(sig[32:])
	slices.Reverse(little)
	s := new(big.Int).Add(new(big.Int).SetBytes(little), order).FillBytes(make([]byte, 32))
	slices.Reverse(s)
	bad := append(bytes.Clone(sig[:32]), s...)
	if verifyHashed(public, bad, hashed(public, bad, nil)) {
		t.Error("an unreduced S passes")
	}
	if verifyHashed(public[:31], sig, hashed(public, sig, nil)) || verifyHashed(public, sig[:63], hashed(public, sig, nil)) || verifyHashed(public, sig, nil) {
		t.Error("something short passes")
	}
}

// addVectors seeds with the evidence of the vectors that is of this kind.
func addVectors(f *testing.F, is func([]byte) bool) {
	f.Helper()
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		f.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range vectors {
		for _, data := range v.Files {
			if is(data) && len(data) < 16<<10 && !seen[string(data)] {
				seen[string(data)] = true
				f.Add(data)
			}
		}
	}
	if len(seen) < 5 {
		f.Fatalf("only %d seeds", len(seen))
	}
}

func FuzzParse(f *testing.F) {
	addVectors(f, recognises)
	f.Add([]byte("untrusted comment: x\nRWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\ntrusted comment: y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, fault := parse(data)
		if (s == nil) == (fault == nil) {
			t.Errorf("%v, %v", s, fault)
		}
		if s != nil && bytes.ContainsAny([]byte(s.trusted), "\x00\r\n\x1b\x7f") {
			t.Errorf("trusted comment %q", s.trusted)
		}
	})
}

func FuzzParseSSH(f *testing.F) {
	addVectors(f, func(data []byte) bool { return bytes.HasPrefix(data, []byte(sshBegin)) })
	f.Add([]byte(sshBegin + "\nU1NIU0lHAAAAAQ==\n" + sshEnd + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, fault := safely(parseSSH, data)
		if (s == nil) == (fault == nil) {
			t.Errorf("%v, %v", s, fault)
		}
		if s != nil && (s.namespace == "" || !printable(s.namespace) || s.hash == 0) {
			t.Errorf("%+v", s)
		}
	})
}

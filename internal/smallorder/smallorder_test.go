package smallorder

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp/ed448"
)

// A signature of a neutral R and a zero S holds under such a key for one message in
// eight or more, whoever made it.
func TestConstantSignatures(t *testing.T) {
	sig25519, sig448 := make([]byte, ed25519.SignatureSize), make([]byte, ed448.SignatureSize)
	sig25519[0], sig448[0] = 1, 1
	anyHolds := func(holds func(message []byte) bool) bool {
		for i := range 100 {
			if holds(fmt.Append(nil, i)) {
				return true
			}
		}
		return false
	}
	for _, p := range points25519() {
		for _, bit := range []byte{0, sign} {
			key := slices.Clone(p)
			key[31] |= bit
			if !Ed25519(key) || !anyHolds(func(m []byte) bool { return ed25519.Verify(key, m, sig25519) }) {
				t.Errorf("Ed25519 %x", key)
			}
		}
	}
	// go-crypto takes reduced encodings alone, and one sign where x is zero.
	for _, p := range points448()[:3] {
		if !Ed448(p) || !anyHolds(func(m []byte) bool { return ed448.Verify(&ed448.PublicKey{Point: p}, m, sig448) }) {
			t.Errorf("Ed448 %x", p)
		}
	}
}

// The list of Ed448's is what its prime says.
func TestModulus448(t *testing.T) {
	prime := new(big.Int).Lsh(big.NewInt(1), 448)
	prime.Sub(prime, new(big.Int).Lsh(big.NewInt(1), 224)).Sub(prime, big.NewInt(1))
	for i, want := range []int64{0, 1, -1, 0, 1} {
		y := slices.Clone(points448()[i])
		slices.Reverse(y)
		if n := new(big.Int).SetBytes(y); new(big.Int).Sub(n, big.NewInt(want)).Mod(new(big.Int).Sub(n, big.NewInt(want)), prime).Sign() != 0 {
			t.Errorf("%d is %x", i, n)
		}
	}
}

// Keys that somebody made are none, nor is what has another length.
func TestOtherKeys(t *testing.T) {
	for i := range 20 {
		seed := slices.Repeat([]byte{byte(i)}, ed25519.SeedSize)
		if key := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey); Ed25519(key) || Ed25519(key[:31]) {
			t.Errorf("%x", key)
		}
	}
	private, err := ed448.GenerateKey(rand.Reader)
	if err != nil || Ed448(private.Point) {
		t.Errorf("%v, %v", private, err)
	}
	for _, size := range []int{0, 31, 33, 56, 58} {
		if b := make([]byte, size); Ed25519(b) || Ed448(b) {
			t.Errorf("%d bytes", size)
		}
	}
}

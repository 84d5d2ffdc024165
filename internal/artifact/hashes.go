package artifact

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/crypto/blake2b"
)

// ErrRefusedHash says that a tap names a hash that is never computed: MD5 and
// RIPEMD-160 can be collided at will, and others are no evidence's.
var ErrRefusedHash = errors.New("hash is not supported")

// newHash makes a running hash. The table is our own rather than
// [crypto.Hash.New], so that no import elsewhere can change what is computed or
// add a broken hash.
func newHash(h crypto.Hash) (hash.Hash, error) {
	switch h {
	case crypto.SHA1:
		return sha1.New(), nil
	case crypto.SHA224:
		return sha256.New224(), nil
	case crypto.SHA256:
		return sha256.New(), nil
	case crypto.SHA384:
		return sha512.New384(), nil
	case crypto.SHA512:
		return sha512.New(), nil
	case crypto.SHA512_224:
		return sha512.New512_224(), nil
	case crypto.SHA512_256:
		return sha512.New512_256(), nil
	case crypto.SHA3_224:
		return sha3.New224(), nil
	case crypto.SHA3_256:
		return sha3.New256(), nil
	case crypto.SHA3_384:
		return sha3.New384(), nil
	case crypto.SHA3_512:
		return sha3.New512(), nil
	case crypto.BLAKE2b_512:
		return newBlake2b()
	}
	return nil, fmt.Errorf("hash with %v: %w", h, ErrRefusedHash)
}

// blake2bHash is minisign's and b2sum's hash, with the clone that the package
// behind it lacks.
type blake2bHash struct{ hash.Hash }

func newBlake2b() (hash.Hash, error) {
	h, err := blake2b.New512(nil)
	return blake2bHash{h}, err
}

// Clone implements [hash.Cloner].
func (b blake2bHash) Clone() (hash.Cloner, error) {
	state, err := b.Hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("clone BLAKE2b state: %w", err)
	}
	fresh, err := blake2b.New512(nil)
	if err != nil {
		return nil, err
	}
	if err := fresh.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		return nil, fmt.Errorf("clone BLAKE2b state: %w", err)
	}
	return blake2bHash{fresh}, nil
}

// clone copies a running hash, which stays as it was.
func clone(h hash.Hash) (hash.Hash, error) {
	c, ok := h.(hash.Cloner)
	if !ok {
		return nil, fmt.Errorf("clone hash state: %w", errors.ErrUnsupported)
	}
	return c.Clone()
}

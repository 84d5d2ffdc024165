package sigstoretest

import (
	"encoding/binary"
	"math/bits"
)

// auditPath is a Merkle audit path (RFC 6962 section 2.1.1) in a log of which only
// the one leaf is known: every sibling stands for a subtree whose content nobody
// asks for, so its hash can be any 32 bytes.
type auditPath struct {
	index, size int64
	siblings    [][]byte
	root        []byte
}

// newPath places a leaf somewhere in a log of some million entries. The place
// follows from the content, so that it is the same on every run.
func newPath(body []byte) auditPath {
	leaf := sum([]byte{0}, body)
	index := int64(binary.BigEndian.Uint32(leaf) >> 10)
	size := index + 1 + int64(leaf[4])
	p := auditPath{index: index, size: size, root: leaf}
	inner := bits.Len64(uint64(index ^ (size - 1)))
	border := bits.OnesCount64(uint64(index) >> inner)
	for i := range inner + border {
		sibling := sum([]byte("sibling"), leaf, []byte{byte(i)})
		p.siblings = append(p.siblings, sibling)
		if i < inner && index>>i&1 == 0 {
			p.root = sum([]byte{1}, p.root, sibling)
		} else {
			p.root = sum([]byte{1}, sibling, p.root)
		}
	}
	return p
}

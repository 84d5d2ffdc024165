package pgp

import (
	"sync"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// budget is the effort that one run may still spend on trying keys. The zero value
// is none.
type budget struct {
	mutex sync.Mutex
	left  int
}

// take spends effort, if that much is left.
func (b *budget) take(effort int) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if effort > b.left {
		return false
	}
	b.left -= effort
	return true
}

// prober tries the candidates of one signature.
type prober struct {
	*item
	digest []byte
	shell  *packet.Signature
	// fits is true when the digest begins as the signature says.
	fits   bool
	budget *budget
	held   map[string]bool
	tried  bool
}

// holds reports whether the signature holds under the candidate's key; told is false
// when that could not be found out for want of budget.
//
// Where the digest does not begin as the signature says, no key makes it
// acceptable. Those that it claims to be by are tried nevertheless, to tell a
// tampered beginning from a bad signature, while there is budget.
func (p *prober) holds(c candidate) (ok, told bool) {
	if ok, known := p.held[c.key.fpr]; known {
		return ok, true
	}
	switch {
	case !p.fits && !c.claimed, !c.key.canHave(p.sig):
		return false, true
	case !p.budget.take(p.cost(c)):
		return false, !p.fits
	}
	p.tried = true
	ok = c.key.holds(p.shell, p.digest)
	p.held[c.key.fpr] = ok
	return ok, true
}

// canHave reports whether the key can be used, and makes such signatures. Trying any
// other costs nothing: it must not take the first try from one that can.
func (k *key) canHave(s *signature) bool {
	_, f := k.public()
	return f == nil && sameAlgorithm(k.algo, s.algo)
}

// cost is what trying the candidate takes from the budget. The first key of each
// signature takes nothing: others' signatures must not take away a genuine one, nor
// rescue a bad one by a signer whom the policy names. Only keys that are slow and
// that nobody named take what they need beyond the usual.
func (p *prober) cost(c candidate) int {
	switch effort := c.key.effort(); {
	case p.tried || !p.fits:
		return effort
	case c.named:
		return 0
	default:
		return effort - 1
	}
}

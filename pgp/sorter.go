package pgp

import (
	"slices"

	"github.com/upsig/upsig/internal/limits"
)

// signature files one signature under the part that it is about.
func (s *sorter) signature(body []byte) {
	kind, own := peek(body, s.cert.Fingerprint())
	if !own && !s.misnamed(kind, body) {
		home, standing := s.foreign(kind, body)
		s.put(home, PartSignature{Body: body, Type: int(kind), Standing: standing})
		return
	}
	sig, f := parseSignature(body)
	if f != nil {
		out := PartSignature{Body: body, Type: int(kind), Revokes: revokes(kind)}
		if (sig.version == 5 || out.Revokes) && s.named(body) {
			out.Standing = StandingUnknown
		}
		s.put(s.current, out)
		return
	}
	out := PartSignature{Body: body, Type: int(sig.kind), Created: sig.created}
	if revokes(sig.kind) {
		r := sig.revocation()
		out.Revokes, out.Soft, out.Reason = true, r.soft, r.reason
	}
	home, standing := s.home(sig)
	out.Standing = standing
	s.put(home, out)
}

// misnamed reports whether a revocation is the primary key's own although it names
// another key: anybody can write an issuer beside a signature.
func (s *sorter) misnamed(kind byte, body []byte) bool {
	if !revokes(kind) {
		return false
	}
	if own, tried := s.strange[string(body)]; tried {
		return own
	}
	sig, f := parseSignature(body)
	if f != nil || (len(s.strange)+1)*s.cert.primary.effort() > limits.StrangeRevocations {
		return false
	}
	_, standing := s.home(sig)
	s.strange[string(body)] = standing == StandingOwn
	return standing == StandingOwn
}

func (s *sorter) put(h *heap, sig PartSignature) {
	if h != nil {
		h.add(sig)
	}
}

func revokes(kind byte) bool {
	return kind == typeKeyRevocation || kind == typeSubkeyRevocation || kind == typeCertRevocation
}

// foreign tells a designated revoker's revocation from what strangers left, and
// what it is about. Where that cannot be told it goes to the primary key, which is
// always kept, and not to a subkey that may be left out.
func (s *sorter) foreign(kind byte, body []byte) (*heap, Standing) {
	if kind != typeKeyRevocation && kind != typeSubkeyRevocation || len(s.revokers) == 0 {
		return s.current, StandingForeign
	}
	sig, f := parseSignature(body)
	if f != nil || !slices.ContainsFunc(s.revokers, sig.issuers().matches) {
		return s.current, StandingForeign
	}
	for _, n := range s.nodes {
		if n.revokedBy(kind) && s.others.hash(sig, n) && sig.prefixMatches(sig.digestOn(n, s.cert.primary)) {
			return s.homes[n], StandingRevoker
		}
	}
	return s.all[0], StandingRevoker
}

// named reports whether the signature says to be by the primary key, and does
// not merely leave it open.
func (s *sorter) named(body []byte) bool {
	if len(body) < 6 {
		return false
	}
	width := 2
	if body[0] == 6 {
		width = 4
	}
	hashed, rest, ok := area(body[4:], width)
	if !ok {
		return false
	}
	unhashed, _, _ := area(rest, width)
	a, _ := namesIssuer(hashed, s.cert.Fingerprint())
	b, _ := namesIssuer(unhashed, s.cert.Fingerprint())
	return a || b
}

// home finds the part under which the signature holds, where it stands first. What
// stands on a part that is not understood is about that one, unless it revokes: as
// for [layer.addSignature].
func (s *sorter) home(sig *signature) (*heap, Standing) {
	if s.holds(s.current, sig) {
		return s.current, StandingOwn
	}
	tried := true
	if revokes(sig.kind) || s.current != nil && s.current.node != nil {
		k, at := s.own, (*node)(nil)
		if sig.strange(s.cert.primary) {
			k = s.others
		}
		if s.current != nil {
			at = s.current.node
		}
		var n *node
		if n, tried = k.find(sig, at, s.nodes); n != nil {
			return s.homes[n], StandingOwn
		}
	}
	switch {
	case tried && s.checkable(sig):
		return s.current, StandingForged
	case sig.kind == typeKeyRevocation || sig.kind == typeDirectKey:
		return s.all[0], StandingUnknown
	}
	return s.current, StandingUnknown
}

// checkable reports whether a signature that does not hold is a forgery, and not
// beyond what this package can check. What nobody signed for, nobody forged: a
// signature that leaves its issuer open must hold.
func (s *sorter) checkable(sig *signature) bool {
	if sig.version != 3 && !s.named(sig.body) {
		return true
	}
	if hashByID(sig.hash) == 0 {
		return false
	}
	if _, f := s.cert.primary.public(); f != nil || !supportedAlgorithm(sig.algo) {
		return false
	}
	if s.current != nil && s.current.node == nil {
		return false // on a part that is not understood
	}
	return fits(&node{key: s.cert.primary}, sig.kind) || fits(&node{user: []byte{}}, sig.kind) ||
		fits(&node{key: &key{subkey: true}}, sig.kind)
}

// fits reports whether a signature of that type can be about the part.
func fits(n *node, kind byte) bool {
	return n.boundBy(kind) || n.revokedBy(kind) || kind == typeCertRevocation && n.user == nil && !n.key.subkey
}

// holds checks the signature as one by the primary key on that part.
func (s *sorter) holds(h *heap, sig *signature) bool {
	primary := s.cert.primary
	if h == nil || h.node == nil || !fits(h.node, sig.kind) || !sig.mayBeBy(primary) {
		return false
	}
	digest := sig.digestOn(h.node, primary)
	if !revokes(sig.kind) && !sig.prefixMatches(digest) {
		return false
	}
	shell, f := sig.shell()
	return f == nil && primary.holds(shell, digest)
}

// encryptionOnly reports whether a subkey is of no use to a verifier.
func (h *heap) encryptionOnly() bool {
	if h.Kind != PartSubkey || h.node == nil {
		return false
	}
	bound := false
	for _, s := range h.Signatures {
		if s.Type != typeSubkeyBinding || s.Standing < StandingUnknown {
			continue
		}
		sig, f := parseSignature(s.Body)
		if f != nil {
			return false
		}
		flags, says := sig.keyFlags()
		if !says || flags&(flagCertify|flagSign|flagAuthenticate) != 0 {
			return encryptionAlgorithm(h.node.key.algo)
		}
		bound = true
	}
	return bound || encryptionAlgorithm(h.node.key.algo)
}

// encryptionAlgorithm reports whether keys of the algorithm cannot sign.
func encryptionAlgorithm(algo byte) bool {
	switch algo {
	case algoRSAEncrypt, algoElGamal, algoECDH, algoX25519, algoX448, algoMLKEM768, algoMLKEM1024:
		return true
	}
	return false
}

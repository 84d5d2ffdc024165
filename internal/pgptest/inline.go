package pgptest

import (
	"bytes"
	"compress/flate"
)

// Literal is the body of a literal data packet (RFC 9580 section 5.9): format
// 'b', 't' or 'u', a file name that no signature covers, and the data.
func Literal(format byte, name string, data []byte) []byte {
	return join([]byte{format, byte(len(name))}, []byte(name), u32(0), data)
}

// LiteralPacket frames a binary literal.
func LiteralPacket(data []byte) []byte { return Packet(TagLiteral, Literal('b', "", data)) }

// OnePass is the packet that announces the signature (RFC 9580 section 5.4). On
// the last one before the literal, last is true.
func OnePass(s *Sig, k *Key, last bool) []byte {
	flag := byte(0)
	if last {
		flag = 1
	}
	if s.Version == 6 {
		return Packet(TagOnePass, join([]byte{6, byte(s.Type), byte(s.Hash), s.Algo, byte(len(s.Salt))}, s.Salt, k.Fingerprint(), []byte{flag}))
	}
	id := k.KeyID()
	return Packet(TagOnePass, join([]byte{3, byte(s.Type), byte(s.Hash), s.Algo}, u32(uint32(id>>32)), u32(uint32(id)), []byte{flag}))
}

// Inline is an inline-signed message taken apart.
type Inline struct {
	OnePass []byte // one or more packets
	Literal []byte
	Sigs    []byte // one or more packets
	// Before and After are further packets around the message.
	Before, After []byte
}

// Inline signs data as a message that carries it.
func (k *Key) Inline(data []byte, o SigOptions) *Inline {
	s := k.Signature(data, o)
	return &Inline{OnePass: OnePass(s, k, true), Literal: LiteralPacket(data), Sigs: s.Packet()}
}

// Bytes serialises the message.
func (m *Inline) Bytes() []byte { return join(m.Before, m.OnePass, m.Literal, m.Sigs, m.After) }

// Armor is the message as an armor block.
func (m *Inline) Armor() string { return Armor("PGP MESSAGE", m.Bytes()) }

// Prefixed is the old form without one-pass packets: signatures, then literal.
func (m *Inline) Prefixed() []byte { return join(m.Before, m.Sigs, m.Literal, m.After) }

// Compressed wraps packets into a compressed data packet (ZIP).
func Compressed(packets []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	must(err)
	_, err = w.Write(packets)
	must(err)
	must(w.Close())
	return Packet(TagCompressed, join([]byte{1}, out.Bytes()))
}

// CompressedNest wraps packets depth times.
func CompressedNest(packets []byte, depth int) []byte {
	for range depth {
		packets = Compressed(packets)
	}
	return packets
}

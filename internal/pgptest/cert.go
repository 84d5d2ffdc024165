package pgptest

import "slices"

// Cert collects the packets of a certificate (transferable public key, RFC 9580
// section 10.1) in their proper order.
type Cert struct {
	primary    *Key
	head       []byte // the primary key packet
	onPrimary  [][]byte
	components []*component
	tail       [][]byte
}

// component is a user ID, user attribute or subkey with its signatures.
type component struct {
	id     string
	sub    *Key
	packet []byte
	sigs   [][]byte
}

// NewCert starts the certificate of the key. It has neither user ID nor
// self-signature yet.
func NewCert(primary *Key) *Cert {
	return &Cert{primary: primary, head: primary.PublicPacket()}
}

// Good is the certificate that most tests start from: one user ID, no subkey.
func Good(primary *Key) *Cert {
	return NewCert(primary).UserID("Jane Doe <jane@example.org>", SigOptions{})
}

// UserID adds a user ID with one self-signature for each of the options; without
// any it stays unsigned.
func (c *Cert) UserID(id string, selfs ...SigOptions) *Cert {
	comp := &component{id: id, packet: UserIDPacket(id)}
	c.components = append(c.components, comp)
	for _, o := range selfs {
		comp.sigs = append(comp.sigs, c.selfSignature(id, o).Packet())
	}
	return c
}

func (c *Cert) selfSignature(id string, o SigOptions) *Sig {
	o = c.primary.certDefaults(o, TypePositive, FlagsCertifyOrSign)
	return c.primary.signatureOver(join(c.primary.hashedFor(o), hashedUserID(id, o)), o)
}

// UserAttribute adds a user attribute with a self-signature.
func (c *Cert) UserAttribute(body []byte, o SigOptions) *Cert {
	comp := &component{packet: Packet(TagUserAttribute, body)}
	c.components = append(c.components, comp)
	o = c.primary.certDefaults(o, TypePositive, FlagsCertifyOrSign)
	message := join(c.primary.hashedFor(o), []byte{0xd1}, u32(uint32(len(body))), body)
	comp.sigs = append(comp.sigs, c.primary.signatureOver(message, o).Packet())
	return c
}

// DirectKey adds a self-signature on the primary key itself, which v6
// certificates keep flags and expiry in.
func (c *Cert) DirectKey(o SigOptions) *Cert {
	o = c.primary.certDefaults(o, TypeDirectKey, FlagsCertifyOrSign)
	c.onPrimary = append(c.onPrimary, c.primary.signatureOver(c.primary.hashedFor(o), o).Packet())
	return c
}

// RevokePrimary revokes the primary key.
func (c *Cert) RevokePrimary(r Reason, o SigOptions) *Cert {
	o = c.primary.revocationDefaults(o, TypeKeyRevocation, r)
	c.onPrimary = append(c.onPrimary, c.primary.signatureOver(c.primary.hashedFor(o), o).Packet())
	return c
}

// RevokeUserID revokes a user ID that was added before.
func (c *Cert) RevokeUserID(id string, r Reason, o SigOptions) *Cert {
	comp := c.find(func(x *component) bool { return x.sub == nil && x.id == id })
	o = c.primary.revocationDefaults(o, TypeUserIDRevoked, r)
	comp.sigs = append(comp.sigs, c.primary.signatureOver(join(c.primary.hashedFor(o), hashedUserID(id, o)), o).Packet())
	return c
}

// RevokeSubkey revokes a subkey that was added before.
func (c *Cert) RevokeSubkey(sub *Key, r Reason, o SigOptions) *Cert {
	comp := c.find(func(x *component) bool { return x.sub != nil && x.sub.KeyID() == sub.KeyID() })
	o = c.primary.revocationDefaults(o, TypeSubkeyRevoked, r)
	comp.sigs = append(comp.sigs, c.primary.signatureOver(join(c.primary.hashedFor(o), sub.hashedFor(o)), o).Packet())
	return c
}

// Binding says how a subkey is bound. The zero value is a good signing subkey.
type Binding struct {
	Sig SigOptions
	// Back is the subkey's own signature over the binding; without FlagSign in
	// Sig.Flags there is none, unless ForceBack is set.
	Back      SigOptions
	ForceBack bool
	// BackIn moves the back-signature to the unhashed part, where GnuPG keeps
	// it too, or leaves it out.
	BackIn Area
	// BackOver makes the back-signature out for another primary key.
	BackOver *Key
	// BackTwice repeats the back-signature.
	BackTwice bool
}

// Subkey adds a subkey with one binding for each; without any it stays unbound.
func (c *Cert) Subkey(sub *Key, bindings ...Binding) *Cert {
	comp := &component{sub: sub, packet: sub.SubkeyPacket()}
	c.components = append(c.components, comp)
	for _, b := range bindings {
		comp.sigs = append(comp.sigs, c.bind(sub, b).Packet())
	}
	return c
}

func (c *Cert) bind(sub *Key, b Binding) *Sig {
	o := sub.certDefaults(b.Sig, TypeSubkeyBinding, FlagSign)
	if o.Flags&FlagSign != 0 || b.ForceBack {
		back := Embedded(c.backSignature(sub, b))
		n := 1
		if b.BackTwice {
			n = 2
		}
		switch b.BackIn {
		case InHashed:
			o.Hashed = slices.Concat(o.Hashed, slices.Repeat([]Subpacket{back}, n))
		case InUnhashed:
			o.Unhashed = slices.Concat(o.Unhashed, slices.Repeat([]Subpacket{back}, n))
		}
	}
	return c.primary.signatureOver(join(c.primary.hashedFor(o), sub.hashedFor(o)), o)
}

// BackSignature is the subkey's signature over the binding by itself, as a subpacket.
func (c *Cert) BackSignature(sub *Key, b Binding) Subpacket { return Embedded(c.backSignature(sub, b)) }

func (c *Cert) backSignature(sub *Key, b Binding) *Sig {
	o := b.Back
	o.Type = orType(o.Type, TypeBack)
	if o.Created.IsZero() {
		o.Created = sub.Created
		if !b.Sig.Created.IsZero() {
			o.Created = b.Sig.Created
		}
	}
	over := orKey(b.BackOver, c.primary)
	return sub.signatureOver(join(over.hashedFor(o), sub.hashedFor(o)), o)
}

// Certified adds a certification by another key to the user ID added last.
func (c *Cert) Certified(by *Key, o SigOptions) *Cert {
	comp := c.last()
	o.Type = orType(o.Type, TypeGeneric)
	if o.Created.IsZero() {
		o.Created = c.primary.Created
	}
	comp.sigs = append(comp.sigs, by.signatureOver(join(c.primary.hashedFor(o), hashedUserID(comp.id, o)), o).Packet())
	return c
}

// AfterPrimary puts packets directly behind the primary key packet.
func (c *Cert) AfterPrimary(packets ...[]byte) *Cert {
	c.onPrimary = append(c.onPrimary, packets...)
	return c
}

// Here puts packets behind what was added last.
func (c *Cert) Here(packets ...[]byte) *Cert {
	if len(c.components) == 0 {
		return c.AfterPrimary(packets...)
	}
	comp := c.last()
	comp.sigs = append(comp.sigs, packets...)
	return c
}

// AtEnd puts packets behind everything.
func (c *Cert) AtEnd(packets ...[]byte) *Cert {
	c.tail = append(c.tail, packets...)
	return c
}

// WithHead replaces the primary key packet (a secret key, another framing).
func (c *Cert) WithHead(packet []byte) *Cert { c.head = packet; return c }

// Bytes serialises the certificate.
func (c *Cert) Bytes() []byte {
	out := join(c.head, join(c.onPrimary...))
	for _, comp := range c.components {
		out = append(out, comp.packet...)
		for _, sig := range comp.sigs {
			out = append(out, sig...)
		}
	}
	return append(out, join(c.tail...)...)
}

// Armor is the certificate as an armor block.
func (c *Cert) Armor() string { return Armor("PGP PUBLIC KEY BLOCK", c.Bytes()) }

func (c *Cert) find(match func(*component) bool) *component {
	i := slices.IndexFunc(c.components, match)
	if i < 0 {
		panic("pgptest: no such component")
	}
	return c.components[i]
}

func (k *Key) certDefaults(o SigOptions, t SigType, f Flags) SigOptions {
	o.Type = orType(o.Type, t)
	if o.Created.IsZero() {
		o.Created = k.Created
	}
	if o.Flags == 0 {
		o.Flags = f
	}
	return o
}

func (k *Key) revocationDefaults(o SigOptions, t SigType, r Reason) SigOptions {
	o.Type = orType(o.Type, t)
	if o.Created.IsZero() {
		o.Created = k.Created
	}
	if r != ReasonAbsent {
		o.Hashed = append([]Subpacket{RevocationReason(r, "test")}, o.Hashed...)
	}
	return o
}

func orType(t, otherwise SigType) SigType {
	if t != 0 {
		return t
	}
	return otherwise
}

// hashedUserID is the user ID as signatures over it hash it; those of version 3
// leave out its length (RFC 9580 section 5.2.4).
func hashedUserID(id string, o SigOptions) []byte {
	if o.Version == 3 {
		return []byte(id)
	}
	return join([]byte{0xb4}, u32(uint32(len(id))), []byte(id))
}

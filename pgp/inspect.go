package pgp

import (
	"slices"
	"time"

	"github.com/upsig/upsig/policy"
)

// Inspect takes a file of detached signatures, a signed message or a file of
// certificates, which may be revocations that stand alone, apart. It
// trusts nothing, needs no key and no artifact, and never fails: what cannot be
// read is a Problem.
func Inspect(data []byte, source string) (d *Dump) {
	d = &Dump{Source: source}
	defer func() {
		if recover() != nil {
			d.Problems = append(d.Problems, Problem{
				Source: source, Reason: policy.ReasonMalformedEvidence, Detail: "the file could not be taken apart",
			})
		}
	}()
	switch {
	case recognises(data) && isMessage(data):
		d.message(data)
	case recognises(data):
		d.signatures(data)
	default:
		d.certificates(data)
	}
	return d
}

func (d *Dump) problem(f *fault) {
	d.Problems = append(d.Problems, Problem{Source: d.Source, Reason: f.reason, Detail: f.detail})
}

func (d *Dump) message(data []byte) {
	m, f := readMessage(data)
	if f == nil {
		f = m.countSignatures()
	}
	if f != nil {
		d.problem(f)
		return
	}
	d.Message, d.Content = "inline-signed message", len(m.Content)
	if m.Cleartext {
		d.Message = "cleartext signed message"
	}
	d.add(m.signatures)
	for i, s := range d.Signatures {
		if m.Cleartext { // as in JudgeMessage
			d.Signatures[i].Weaknesses = slices.DeleteFunc(s.Weaknesses, func(w policy.Weakness) bool { return w == policy.WeaknessTextMode })
		}
	}
}

func (d *Dump) signatures(data []byte) {
	sigs, f := readSignatures(data)
	if f != nil {
		d.problem(f)
		return
	}
	d.add(sigs)
}

func (d *Dump) add(sigs []parsedSignature) {
	for i, s := range sigs {
		out := dumpSignature(s.signature, i+1)
		f := s.fault
		if f == nil {
			f = s.unusable()
		}
		if f != nil {
			out.Problem, out.Detail = f.reason, f.detail
		}
		d.Signatures = append(d.Signatures, out)
	}
}

func (d *Dump) certificates(data []byte) {
	certs, problems := ReadCertificates(data, d.Source)
	for _, p := range problems {
		if p.stray == "" {
			d.Problems = append(d.Problems, p)
		} else if s, f := parseStray([]byte(p.stray)); f == nil {
			d.Signatures = append(d.Signatures, dumpSignature(s, len(d.Signatures)+1))
		}
	}
	for _, c := range certs {
		d.Certificates = append(d.Certificates, c.Inspect())
	}
}

// Inspect takes the certificate apart.
func (c *Certificate) Inspect() CertificateDump {
	d := CertificateDump{Fingerprint: c.Fingerprint(), Version: c.Version(), Source: c.Source()}
	l, f := c.parts()
	if f != nil {
		d.Problem, d.Detail = f.reason, f.detail
		return d
	}
	d.Others = l.others + l.untried
	for _, o := range l.families() {
		d.Others += o.settle().strange
		if o.fault != nil {
			d.Problem, d.Detail = o.fault.reason, o.fault.detail
			return d
		}
	}
	d.Unchecked = l.uncheckedAlone()
	for _, n := range append([]*node{l.primary}, l.subkeys...) {
		d.Keys = append(d.Keys, dumpKey(l, n))
	}
	for _, u := range l.users {
		d.UserIDs = append(d.UserIDs, UserIDDump{
			ID: string(u.user), Attribute: u.attribute, Signatures: l.dumpSelf(u),
		})
	}
	return d
}

func dumpKey(l *layout, n *node) KeyDump {
	k := n.key
	d := KeyDump{
		Fingerprint: k.fpr, KeyID: keyIDOf(k.fpr), Subkey: k.subkey, Version: k.version,
		Created: k.created, Algorithm: k.algorithm(), Signatures: l.dumpSelf(n),
	}
	_, f := k.public()
	if f == nil {
		f = k.under(l.primary.key)
	}
	if f != nil {
		d.Problem, d.Detail = f.reason, f.detail
	}
	if w, weak := k.weakness(); weak {
		d.Weaknesses = append(d.Weaknesses, w)
	}
	d.standing(l, n)
	return d
}

// standing fills in what the key's newest self-signatures say.
func (d *KeyDump) standing(l *layout, n *node) {
	m := l.latest(n)
	s := supportOf(n.verify().bindings, n.key.created, m)
	if n == l.primary {
		s = l.primarySupport(m)
	}
	d.Expires = s.expiry
	if s.flags != nil {
		flags, _ := s.flags.keyFlags()
		d.Flags = flagNames(flags)
	} else if s.base != nil {
		d.Weaknesses = append(d.Weaknesses, policy.WeaknessNoKeyFlags)
	}
	if s.weak || s.weakFlags() {
		d.Weaknesses = append(d.Weaknesses, policy.WeaknessSHA1Binding)
	}
	if n != l.primary {
		d.BackSignature = describeBack(l.primary.key, n, m)
	}
}

// latest is the moment of the newest valid self-signature: dumps know no clock.
func (l *layout) latest(n *node) moment {
	nodes := []*node{n}
	if n == l.primary {
		nodes = append(nodes, l.users...)
	}
	t := n.key.created
	for _, o := range nodes {
		for _, b := range o.verify().bindings {
			if b.created.After(t) {
				t = b.created
			}
		}
	}
	return moment{at: t, now: t}
}

func describeBack(primary *key, sub *node, m moment) string {
	why := "missing"
	backs, _ := sub.backs(primary)
	for _, s := range backs {
		if why = s.flaw(sub.key, m); why == "" {
			return "valid"
		}
	}
	return why
}

// dumpSelf dumps the signatures on a component that may be the primary key's: those
// that stand behind it, and those about it that stand elsewhere.
func (l *layout) dumpSelf(n *node) []SignatureDump {
	primary := l.primary.key
	var all []SignatureDump
	for _, s := range n.sigs {
		f := l.about(s.kind)
		if f != nil && f.settle().moved[s] || revokes(s.kind) && slices.Contains(f.failed, s) && s.strange(primary) {
			continue // shown where it belongs, or by another key: counted in Others
		}
		all = append(all, dumpOwn(n, s, primary, len(all)+1))
	}
	for _, s := range n.family.settle().arrived[n] {
		all = append(all, dumpOwn(n, s, primary, len(all)+1))
	}
	return all
}

func dumpOwn(n *node, s *signature, primary *key, index int) SignatureDump {
	d := dumpSignature(s, index)
	if j := slices.Index(d.Weaknesses, policy.WeaknessSHA1Signature); j >= 0 {
		d.Weaknesses[j] = policy.WeaknessSHA1Binding
	}
	var v verified
	v.take(n, s, primary)
	d.Valid = len(v.bindings)+len(v.revocations) > 0
	f := v.barred
	if f == nil && !d.Valid {
		_, f = primary.public()
	}
	if f != nil {
		d.Problem, d.Detail = f.reason, f.detail
	}
	if life := s.keyLifetime(); life > 0 && n.boundBy(s.kind) {
		d.KeyExpires = n.created(primary).Add(life)
	}
	return d
}

func (n *node) created(primary *key) time.Time {
	if n.key != nil {
		return n.key.created
	}
	return primary.created
}

func dumpSignature(s *signature, index int) SignatureDump {
	d := SignatureDump{
		Index: index, Form: s.form(), Version: s.version, Type: int(s.kind), TypeName: typeName(s.kind),
		Algorithm: algorithmName(s.algo), Hash: hashName(s.hash), Created: s.created,
	}
	if s.trailer == nil {
		return d // not even its header could be read
	}
	d.Expires, _ = s.expires()
	d.Issuers = s.issuers().names()
	if revokes(s.kind) {
		r := s.revocation()
		d.Revocation, d.Soft = r.reason, r.soft
	}
	if flags, ok := s.keyFlags(); ok {
		d.Flags = flagNames(flags)
	}
	j := &judgement{}
	j.form(s, &key{version: s.version})
	for _, w := range j.weaknesses {
		d.Weaknesses = append(d.Weaknesses, w.Weakness)
	}
	d.Subpackets = slices.Concat(dumpSubpackets(s.hashed, true), dumpSubpackets(s.unhashed, false))
	return d
}

func dumpSubpackets(subs []subpacket, hashed bool) []SubpacketDump {
	var all []SubpacketDump
	for _, p := range subs {
		all = append(all, SubpacketDump{
			Type: p.kind, Name: subpacketName(p.kind), Critical: p.critical, Hashed: hashed, Body: slices.Clone(p.body),
		})
	}
	return all
}

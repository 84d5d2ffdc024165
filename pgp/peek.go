package pgp

// peek returns the type of a certificate's signature and whether it may be by
// the primary key, without parsing what others certified: a flooded certificate
// has hundreds of thousands of those (CVE-2019-13050). A signature that names no
// issuer may be.
func peek(body []byte, fpr string) (kind byte, own bool) {
	kind = typeOf(body)
	if len(body) < 19 {
		return kind, false
	}
	if body[0] == 3 {
		return kind, upperHex(body[7:15]) == keyIDOf(fpr)
	}
	width := 2
	if body[0] == 6 {
		width = 4
	}
	hashed, rest, ok := area(body[4:], width)
	if !ok {
		return kind, false
	}
	unhashed, _, _ := area(rest, width)
	a, named := namesIssuer(hashed, fpr)
	b, also := namesIssuer(unhashed, fpr)
	return kind, a || b || !named && !also
}

// typeOf returns the type of a signature packet; 0, that of binary signatures,
// when the packet is too short to have one.
func typeOf(body []byte) byte {
	at := 1
	if len(body) > 0 && body[0] == 3 {
		at = 2
	}
	if at >= len(body) {
		return typeBinary
	}
	return body[at]
}

// namesIssuer reports whether a subpacket area names the key as issuer, and
// whether it names any.
func namesIssuer(area []byte, fpr string) (match, any bool) {
	for len(area) > 0 {
		p, rest, ok := nextSubpacket(area)
		if !ok {
			return match, any
		}
		area = rest
		switch {
		case p.kind == subIssuer && len(p.body) == 8:
			any, match = true, match || equalHex(p.body, keyIDOf(fpr))
		case p.kind == subIssuerFPR && fingerprintSize(p.body):
			any, match = true, match || equalHex(p.body[1:], fpr)
		}
	}
	return match, any
}

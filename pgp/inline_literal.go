package pgp

import "errors"

// minFirstPartial is the least first chunk of a packet with partial lengths (RFC
// 9580 section 4.2.1.4).
const minFirstPartial = 512

var errShortPartial = errors.New("the first partial length is below 512")

// nextInline frames the next packet of a message. A literal may come in chunks of
// partial length, as programs write it that sign a stream: the whole file is at
// hand and bounded, so that its end is known. Indeterminate lengths stay refused.
func nextInline(data []byte) (p rawPacket, rest []byte, err error) {
	if len(data) > 0 && data[0]&0x80 != 0 {
		tag, _, _, err := packetHeader(data)
		if tag == tagLiteral && err == errPartial {
			return partialLiteral(data)
		}
		if err != nil {
			return rawPacket{tag: tag}, data, err
		}
	}
	return nextPacket(data)
}

// partialLiteral puts the chunks of a literal together. The last one has an
// ordinary length.
func partialLiteral(data []byte) (p rawPacket, rest []byte, err error) {
	p.tag = tagLiteral
	rest = data[1:]
	for first := true; ; first = false {
		if len(rest) == 0 {
			return p, data, errTruncated
		}
		partial := rest[0] >= 224 && rest[0] < 255
		size, header := uint64(1)<<(rest[0]&0x1f), 1
		if !partial {
			short, n, ok := shortLength(rest)
			if !ok {
				return p, data, errTruncated
			}
			size, header = uint64(short), n
		}
		switch {
		case first && size < minFirstPartial:
			return p, data, errShortPartial
		case size > uint64(len(rest)-header):
			return p, data, errTruncated
		}
		p.body = append(p.body, rest[header:header+int(size)]...)
		if rest = rest[header+int(size):]; !partial {
			return p, rest, nil
		}
	}
}

package sigstore

import "github.com/upsig/upsig/internal/limits"

// deepBER reports whether BER (X.690 section 8) nests too deep. It goes no further
// than the first thing that is malformed: nor does a parser.
func deepBER(data []byte) bool {
	var ends []int // of the objects that are open; -1 until a mark ends them
	for at := 0; at < len(data); {
		for len(ends) > 0 && ends[len(ends)-1] == at {
			ends = ends[:len(ends)-1]
		}
		open := data[at]&0x20 != 0
		mark := data[at] == 0
		content, size, ok := berHeader(data, at)
		switch {
		case !ok:
			return false
		case mark && size == 0 && len(ends) > 0 && ends[len(ends)-1] < 0:
			ends = ends[:len(ends)-1]
		case !open && size < 0:
			return false
		case !open:
			content += size
		case size < 0:
			ends = append(ends, -1)
		default:
			ends = append(ends, content+size)
		}
		if len(ends) > limits.TokenDepth {
			return true
		}
		at = content
	}
	return false
}

// berHeader returns where an object's content begins, and its size; -1 for an
// indefinite one.
func berHeader(data []byte, at int) (content, size int, ok bool) {
	long := data[at]&0x1f == 0x1f
	at++
	for long && at < len(data) && data[at] >= 0x80 {
		at++
	}
	if long {
		at++
	}
	if at >= len(data) {
		return 0, 0, false
	}
	width := int(data[at] & 0x7f)
	at++
	switch {
	case data[at-1] < 0x80:
		size = width
	case width == 0:
		return at, -1, true
	case width > 4 || width > len(data)-at:
		return 0, 0, false
	default:
		for _, b := range data[at : at+width] {
			size = size<<8 | int(b)
		}
		at += width
	}
	return at, size, size >= 0 && size <= len(data)-at
}

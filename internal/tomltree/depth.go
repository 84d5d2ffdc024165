package tomltree

import (
	"bytes"
	"fmt"

	"github.com/upsig/upsig/internal/limits"
)

// tooDeep finds what nests too deep, before go-toml sees the document: its parser
// recurses for every bracket that opens a value, and its decoder for every part of
// a dotted key. It returns the offset, and what is wrong; -1 if nothing is.
//
// Brackets and dots in strings and comments nest nothing, so that these are passed
// over just as go-toml does. Up to the first error of syntax, where go-toml stops,
// both see the same.
func tooDeep(data []byte) (offset int, what string) {
	depth, dots := 0, 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"', '\'', '#':
			i += opaque(data[i:]) - 1
		case '[', '{':
			dots = 0
			if depth++; depth > limits.TOMLDepth {
				return i, fmt.Sprintf("brackets nest deeper than %d", limits.TOMLDepth)
			}
		case ']', '}':
			depth, dots = max(0, depth-1), 0
		case '=', ',', '\n':
			dots = 0
		case '.': // numbers and times have one
			if dots++; dots >= limits.TOMLDepth {
				return i, fmt.Sprintf("a key with more than %d parts", limits.TOMLDepth)
			}
		}
	}
	return -1, ""
}

// opaque is the length of the comment or string that data begins with. Of one that
// go-toml refuses, any length will do.
func opaque(data []byte) int {
	quote := data[0]
	if bytes.HasPrefix(data, []byte(`"""`)) || bytes.HasPrefix(data, []byte("'''")) {
		return severalLines(data)
	}
	for i := 1; i < len(data); i++ {
		switch {
		case data[i] == '\n':
			return i
		case quote == '#':
		case data[i] == quote:
			return i + 1
		case data[i] == '\\' && quote == '"':
			i++
		}
	}
	return len(data)
}

// severalLines is the length of a string of several lines. In the place of a key,
// where there is no such string, go-toml stops at the third mark.
func severalLines(data []byte) int {
	mark, quote := data[:3], data[0]
	for i := len(mark); i < len(data); i++ {
		switch {
		case bytes.HasPrefix(data[i:], mark):
			// One or two more belong to the text.
			end := i + len(mark)
			for range 2 {
				if end < len(data) && data[end] == quote {
					end++
				}
			}
			return end
		case data[i] == '\\' && quote == '"':
			i++
		}
	}
	return len(data)
}

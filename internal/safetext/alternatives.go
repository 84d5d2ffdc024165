package safetext

import "strings"

// Alternatives lists the values of an enumeration of ours as messages do, after "must be
// one of". It escapes nothing.
func Alternatives[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

package main

import (
	"bytes"
	"io"
	"os"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

// resultHead is how results begin, as text or as JSON.
var resultHead = lazyre.New(`^(ACCEPTED|REJECTED|NOT EVALUATED|NOT LOADED)\b|^[0-9]+ files?: |^\{\s*"schema":\s*"upsig/`)

// losesNothing reports whether a result may take the place of what is there: nothing,
// an empty file, or the result of an earlier run. Anything else may be what the
// verdict rests on, such as upstream's signature, a certificate or a policy, whichever
// way it is found. What is no regular file is refused where it is written.
func losesNothing(file string) bool {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return true
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, limits.ResultHead))
	return err == nil && (len(head) == 0 || resultHead.Get().Match(bytes.TrimLeft(head, " \n")))
}

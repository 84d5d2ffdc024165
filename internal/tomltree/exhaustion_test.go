package tomltree

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// Files as large as those of records may be, full of keys, of words or of lines that
// deceive, are read in proportion to their size.
func TestLargeFiles(t *testing.T) {
	const size = limits.KeyringRecords / 4
	var keys, words strings.Builder
	for i := 0; keys.Len() < size; i++ {
		fmt.Fprintf(&keys, "%x=1\n", i)
	}
	words.WriteString("a=[")
	for i := 0; words.Len() < size; i++ {
		fmt.Fprintf(&words, "'%x',", i)
	}
	words.WriteString("]")
	if _, problems := Parse([]byte(keys.String()[:1<<14]), limits.KeyringRecords); len(problems) != 1 || problems[0].Line != limits.TOMLKeys+1 {
		t.Errorf("%d problems", len(problems))
	}
	for name, text := range map[string]string{
		"keys": keys.String(), "words": words.String(),
		"inline": "a={" + strings.ReplaceAll(strings.TrimSpace(keys.String()), "\n", ",") + "}",
		"tables": strings.Repeat("[[a.b.c]]\n", size/10),
		"lines":  strings.Repeat("\x01\n", size/2),
	} {
		done := make(chan struct{})
		start := time.Now()
		go func() {
			defer close(done)
			if table, problems := Parse([]byte(text), limits.KeyringRecords); len(problems) == 0 {
				NewReader(table, &problems).Strings("a")
			}
		}()
		select {
		case <-done:
			t.Logf("%s: %v", name, time.Since(start))
		case <-time.After(10 * time.Second):
			t.Errorf("%s: takes more than 10 s", name)
		}
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What only looks at hostile files restricts itself before it opens them: one that
// goes away at that point is not seen any more.
func TestRestrictedBeforeLooking(t *testing.T) {
	for command, writable := range map[string]bool{"inspect": false, "policy init": true} {
		folder := quickstart(t)
		file := filepath.Join(folder, "hello-1.2.0.tar.gz")
		args := append(strings.Fields(command), file)
		var want []string
		if writable {
			args, want = append(args, "--output", filepath.Join(folder, "new.toml")), []string{folder}
		}
		var asked [][]string
		var text bytes.Buffer
		code := run(t.Context(), args, streams{in: strings.NewReader(""), out: &text, err: &text, now: someday, restrict: func(writable ...string) error {
			asked = append(asked, writable)
			return os.Remove(file)
		}})
		if code != exitIO || len(asked) != 1 || !slices.Equal(asked[0], want) {
			t.Errorf("%s: exit code %d, restricted %q\n%s", command, code, asked, text.Bytes())
		}
	}
}

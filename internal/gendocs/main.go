// Gendocs writes the parts of docs that follow from the code.
//
//	go run ./internal/gendocs docs
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/upsig/upsig/policy"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs FOLDER")
		os.Exit(2)
	}
	if err := os.WriteFile(filepath.Join(os.Args[1], "reasons.md"), reasons(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

// reasons lists the closed enumerations that reports use.
func reasons() []byte {
	var b strings.Builder
	b.WriteString("# Reasons, weaknesses, notices, classes\n\n")
	b.WriteString("Made from the code by `go run ./internal/gendocs docs`. Reports use these words, in text and in JSON.\n\n")
	b.WriteString("## Reasons for a rejection\n\n| reason | what it means | what to do |\n|---|---|---|\n")
	for _, r := range policy.Reasons() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r, r.Explain(), r.Next())
	}
	b.WriteString("\n## Weaknesses\n\nA weakness rejects unless the policy accepts it by name, for a named signer, until a date.\n\n| weakness | what it means | what to do |\n|---|---|---|\n")
	for _, w := range policy.Weaknesses() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", w, w.Explain(), w.Next())
	}
	b.WriteString("\n## Notices\n\nA notice is worth saying, and rejects nothing.\n\n| notice | what it means |\n|---|---|\n")
	for _, n := range policy.NoticeCodes() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", n, n.Explain())
	}
	b.WriteString("\n## Classes of assurance, weakest first\n\n| class | proves | does not prove |\n|---|---|---|\n")
	for _, c := range policy.Classes() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c, c.Proves(), c.DoesNotProve())
	}
	return []byte(b.String())
}

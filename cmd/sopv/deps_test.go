package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDependencies keeps the program small: what starts in two milliseconds has
// neither Sigstore nor a flag library nor a network client in it.
func TestDependencies(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not here:", err)
	}
	out, err := exec.Command(goTool, "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) < 10 {
		t.Fatalf("only %d packages", len(packages))
	}
	for _, p := range packages {
		for _, banned := range []string{"sigstore", "spf13", "net/http", "/upsig/keyrings", "/upsig/cmd/upsig"} {
			if strings.Contains(p, banned) {
				t.Errorf("the program has %s in it", p)
			}
		}
	}
}

package policy_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

// documentedPolicies are the whole policies among the indented examples of a page.
func documentedPolicies(t *testing.T, name string) []string {
	t.Helper()
	var all []string
	var block strings.Builder
	for line := range strings.Lines(page(t, name) + "\nend\n") {
		text, indented := strings.CutPrefix(line, "    ")
		if indented || strings.TrimSpace(line) == "" {
			block.WriteString(strings.TrimPrefix(text, "\n"))
			continue
		}
		if strings.HasPrefix(block.String(), "schema ") {
			all = append(all, block.String())
		}
		block.Reset()
	}
	return all
}

// Every policy in the documentation loads, and together they use every key.
func TestDocumentedPoliciesLoad(t *testing.T) {
	examples := documentedPolicies(t, "policy.md")
	for _, text := range examples {
		if _, err := policy.Load([]byte(text), "example.toml"); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	all := strings.Join(examples, "\n")
	for key := range loaderKeys(t) {
		used := regexp.MustCompile(`(?m)^(` + key + ` *=|\[+([a-z]+\.)*` + key + `(\.[a-z]+)*\])`)
		if !used.MatchString(all) {
			t.Errorf("no example uses %s", key)
		}
	}
	if len(examples) < 2 {
		t.Errorf("%d policies", len(examples))
	}
}

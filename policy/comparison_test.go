package policy

import "testing"

// A difference in the case of letters alone is said to be one.
func TestOnlyCase(t *testing.T) {
	for got, want := range map[string]string{
		"O/r": "the repository is O/r, not o/r, where upper and lower case count",
		"o/x": "the repository is o/x, not o/r",
		"o/r": "",
	} {
		c := &comparison{}
		c.equal("o/r", got, ReasonRepositoryMismatch, "the repository")
		if c.bad.detail != want {
			t.Errorf("%s: %q", got, c.bad.detail)
		}
	}
}

package policy

import (
	"fmt"
	"strings"
)

// comparison goes through what a signer pins, in order, and stops at the first
// difference.
type comparison struct {
	bad mismatch
}

func (c *comparison) differs() bool { return c.bad.reason != "" }

// want notes a difference unless ok.
func (c *comparison) want(ok bool, reason Reason, format string, args ...any) {
	if c.differs() {
		return
	}
	if ok {
		c.bad.near++
		return
	}
	c.bad.reason = reason
	c.bad.detail = fmt.Sprintf(format, args...)
}

// must wants got to be exactly want; an empty want matches nothing.
func (c *comparison) must(want, got string, reason Reason, what string) {
	c.want(want != "", reason, "the policy does not state %s", what)
	c.equal(want, got, reason, what)
}

// equal wants got to be exactly want; an empty want pins nothing.
func (c *comparison) equal(want, got string, reason Reason, what string) {
	if want == "" || c.differs() {
		return
	}
	c.want(got == want, reason, "%s is %s, not %s%s", what, orNone(got), want, onlyCase(got, want))
}

// onlyCase says what eyes pass over.
func onlyCase(got, want string) string {
	if got != want && strings.EqualFold(got, want) {
		return ", where upper and lower case count"
	}
	return ""
}

// orNone is what evidence states, for a detail.
func orNone(s string) string {
	if s == "" {
		return "not stated"
	}
	return cut(s)
}

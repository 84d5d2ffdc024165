package pgp

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
)

// SignedUserIDs lists the user IDs that the certificate's own key signed and has not
// revoked, the primary one first: others may be anybody's addition. Still nobody has
// verified them. At most 32 are listed, and of each at most 512 bytes. It is empty for
// a certificate beyond the limits.
func (c *Certificate) SignedUserIDs() []string {
	l, f := c.parts()
	if f != nil {
		return nil
	}
	l.namesOnce.Do(func() { l.namesList = l.signedUserIDs() })
	return slices.Clone(l.namesList)
}

func (l *layout) signedUserIDs() []string {
	var named []*binding
	for _, u := range l.users {
		if b := u.lastBinding(); b != nil && !u.attribute {
			named = append(named, b)
		}
	}
	// The primary one is that which says so, and said it last.
	primary := 0
	for i, b := range named {
		if was := named[primary]; b.primaryUser() > was.primaryUser() || b.primaryUser() == 1 && olderBinding(was, b) < 0 {
			primary = i
		}
	}
	if primary > 0 {
		first := named[primary]
		named = slices.Insert(slices.Delete(named, primary, primary+1), 0, first)
	}
	var ids []string
	for _, b := range named[:min(len(named), limits.NamedUserIDs)] {
		ids = append(ids, shortened(string(b.on.user)))
	}
	return ids
}

// lastBinding is the newest of the component's bindings that no revocation takes
// away; nil without one.
func (n *node) lastBinding() *binding {
	all := n.verify().bindings
	for _, b := range slices.Backward(all) {
		if !b.revoked {
			return b
		}
	}
	return nil
}

// shortened cuts a user ID for reports, between characters.
func shortened(id string) string {
	if len(id) <= limits.NamedUserID {
		return id
	}
	return strings.ToValidUTF8(id[:limits.NamedUserID], "") + "..."
}

package policy

import "testing"

// FuzzGlobs looks for globs that both match a text and are said to have none in
// common, and for an answer that depends on the order.
func FuzzGlobs(f *testing.F) {
	f.Add("1.*", "*.2", "1.2")
	f.Add("*a*a*a*b", "*a*", "aaab")
	f.Add("", "*", "")
	f.Add("refs/tags/v*", "refs/*/v1", "refs/tags/v1")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		if len(a) > 256 || len(b) > 256 {
			return
		}
		meet := globsMeet(a, b)
		if meet != globsMeet(b, a) {
			t.Fatalf("%q and %q: the order matters", a, b)
		}
		if plainGlob(a) && plainGlob(b) && matchGlob(a, text) && matchGlob(b, text) && !meet {
			t.Fatalf("%q matches %q and %q, which are said not to meet", text, a, b)
		}
	})
}

// plainGlob reports whether a glob has none of the characters that loading refuses.
func plainGlob(s string) bool {
	for _, r := range s {
		switch r {
		case '?', '[', ']', '\\', '\ufffd':
			return false
		}
	}
	return true
}

// FuzzKeys looks for a panic in the readers of keys in policies, and for a key whose
// name depends on how it was written.
func FuzzKeys(f *testing.F) {
	f.Add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDuQ4x7Y0AnR8Z7cCOUqn4ynhQ1YPdqB1RXCYCTXsFR jane@example.org")
	f.Add("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAwEAAQ==")
	f.Add("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAAABBA==")
	f.Add("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
	f.Add("untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n")
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseSSHKey(text); err == nil {
			again, err := ParseSSHKey(text + " another comment")
			if k.ID() == "" || err == nil && again.ID() != k.ID() {
				t.Fatalf("%q is %q and %q", text, k.ID(), again.ID())
			}
		}
		if key, err := ParseRawKey(text); err == nil {
			if again, err := ParseRawKey(key); err != nil || again != key {
				t.Fatalf("%q becomes %q, %v", key, again, err)
			}
		}
	})
}

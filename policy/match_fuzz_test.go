package policy

import (
	"strings"
	"testing"
)

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

// FuzzVersions looks for a version that is read in a name and that, put into the
// pattern, does not give the name; and for a version that does not come back.
func FuzzVersions(f *testing.F) {
	f.Add("hello-{version}.tar.gz", "hello-1.2.0.tar.gz")
	f.Add("{version}", "1")
	f.Add("a{version}a", "a1a")
	f.Add("1{version}1", "11")
	f.Add("{version}{version:_}", "1.2")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if version, ok := bindVersion(pattern, text); ok && strings.Count(pattern, placeholder) == 1 && !strings.Contains(pattern, placeholderUnderscore) {
			if name := expand(pattern, version); name != text || !ValidVersion(version) {
				t.Fatalf("%q in %q is read as version %q, which gives %q", pattern, text, version, name)
			}
		}
		if strings.Count(pattern, placeholder) != 1 || strings.Contains(pattern, placeholderUnderscore) || !ValidVersion(text) {
			return
		}
		if version, ok := bindVersion(pattern, expand(pattern, text)); !ok || version != text {
			t.Fatalf("version %q in %q comes back as %q, %v", text, pattern, version, ok)
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

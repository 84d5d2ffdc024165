package policy

import "testing"

// A number is no version where it is a part of a word, as in aarch64.
func TestMentionsNumber(t *testing.T) {
	for subject, want := range map[string]bool{
		"b-64.tgz": true, "b-v64.tgz": true, "b-r64.tgz": true, "64": true, "b@64": true, "V64": true,
		"b-aarch64.tgz": false, "b-x86_64.tgz": false, "b-x86-64.tgz": false, "b64.tgz": false, "b-rev64.tgz": false, "b-1v64": false, "b-x64": false,
	} {
		if got := mentions(subject, "64"); got != want {
			t.Errorf("%s: %v", subject, got)
		}
	}
	for text, want := range map[string]bool{"tcl8.6.13-src": true, "x86_1.2": false, "v1_2": false} {
		if got := mentions(text, map[bool]string{true: "8.6.13", false: "1.2"}[want]); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

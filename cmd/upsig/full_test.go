package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A disk that is full where the results go: no verdict is announced that could not
// be recorded, an older result stays as it was, and nothing half-written is left.
// The disk is a tiny one in a name space of its own, where the system lets the test
// have one.
func TestDiskFull(t *testing.T) {
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("no tiny disk here: %v %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	quick := quickstart(t)
	manyFiles(t, quick, 4)
	if err := os.Symlink(self, filepath.Join(quick, "upsig")); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"--policy hello.toml --output disk/report hello-1.2.0.tar.gz",
		"--policy hello.toml --report disk/report hello-1.2.0.tar.gz",
		"--policy hello.toml --all --output disk/report hello-1.2.0.tar.gz",
		"--policy-dir . --output disk/report hello-1.2.0.tar.gz many-0.tar.gz",
		"--policy-dir . --report disk/report hello-1.2.0.tar.gz many-0.tar.gz",
	} {
		cmd := exec.Command("unshare", "-rm", "sh", "-c",
			`mkdir -p disk && mount -t tmpfs -o size=4k tmpfs disk && echo REJECTED old > disk/report && ./upsig verify `+args+`; echo "code $?"; cat disk/*; ls -A disk`)
		cmd.Dir = quick
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
		text := string(out)
		if !strings.HasSuffix(text, "code 3\nREJECTED old\nreport\n") || !strings.Contains(text, "write disk/report: no space left") || strings.Contains(text, "ACCEPTED") && !strings.Contains(args, "policy-dir") {
			t.Errorf("%s:\n%s", args, text)
		}
	}
}

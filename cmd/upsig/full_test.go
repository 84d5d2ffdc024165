package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// besideTinyDisk is a folder with the quickstart and the program, where a disk can be
// mounted that is soon full.
func besideTinyDisk(t *testing.T) string {
	t.Helper()
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("no tiny disk here: %v %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	quick := quickstart(t)
	if err := os.Symlink(self, filepath.Join(quick, "upsig")); err != nil {
		t.Fatal(err)
	}
	return quick
}

// A disk that is full where the results go: no verdict is announced that could not
// be recorded, an older result stays as it was, and nothing half-written is left.
// The disk is a tiny one in a name space of its own, where the system lets the test
// have one.
func TestDiskFull(t *testing.T) {
	quick := besideTinyDisk(t)
	manyFiles(t, quick, 4)
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

// Nor does any other command that writes say that it did, or leave half a file behind.
func TestDiskFullElsewhere(t *testing.T) {
	quick := besideTinyDisk(t)
	const jane = "621D384B6FC55E5D80618F9BA4A01BF816DE7418"
	for _, args := range []string{
		"policy init --package app-misc/hello --keyring keys/jane.asc --trusted-root trusted_root.json --output disk/p.toml hello-1.2.0.tar.gz",
		"trust import --into disk --yes trusted_root.json",
		"key import --keyring-dir disk --yes --reason x --fingerprint " + jane + " keys/jane.asc",
		"key export --keyring-dir kept --layout keyring --output disk/jane.gpg",
	} {
		cmd := exec.Command("unshare", "-rm", "sh", "-c",
			`mkdir -p disk && mount -t tmpfs -o size=4k tmpfs disk && echo full > disk/full && `+
				`./upsig key import --keyring-dir kept --yes --reason x --fingerprint `+jane+` keys/jane.asc >/dev/null && `+
				`./upsig `+args+`; echo "code $?"; ls disk`)
		cmd.Dir = quick
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
		if text := string(out); !strings.HasSuffix(text, "code 3\nfull\n") || !strings.Contains(text, "no space left") {
			t.Errorf("%s:\n%s", args, text)
		}
	}
}

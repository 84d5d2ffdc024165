package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
)

// A signal ends the program while it reads, and no file of results is left.
func TestSignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		folder := t.TempDir()
		certs, results := filepath.Join(folder, "certs"), filepath.Join(folder, "results")
		if err := os.WriteFile(certs, pgptest.Good(pgptest.Ed25519Key("jane", time.Unix(1700000000, 0))).Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("sopv", "inline-verify", "--verifications-out="+results, certs)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// More than a pipe holds: once it is written, the program reads.
		if _, err := in.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != signal {
			t.Errorf("%v: %v\n%s", signal, cmd.ProcessState, &out)
		}
		if _, err := os.Lstat(results); !os.IsNotExist(err) {
			t.Errorf("%v: a file of results: %v", signal, err)
		}
	}
}

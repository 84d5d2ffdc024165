package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// started is the program in a process of its own.
type started struct {
	*exec.Cmd
	stdin  io.WriteCloser
	stdout bytes.Buffer
	stderr bytes.Buffer
}

// start runs the program, as the scripts do. Its standard input is a pipe on which
// nothing comes but what the test writes.
func start(t *testing.T, args ...string) *started {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &started{Cmd: exec.Command(self, args...)}
	s.Args[0] = "upsig"
	s.Stdout, s.Stderr = &s.stdout, &s.stderr
	if s.stdin, err = s.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stdin.Close(); s.Process.Kill() })
	return s
}

// endsBy sends a signal and wants the program to end soon, as one that could not
// find out, and to leave nothing in the folder.
func (s *started) endsBy(t *testing.T, signal syscall.Signal, soon time.Duration, folder string) {
	t.Helper()
	begin := time.Now()
	if err := s.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	if code := s.ProcessState.ExitCode(); code != exitIO || s.stdout.Len() > 0 {
		t.Errorf("%v: exit code %d (%v)\n%s", signal, code, s.ProcessState, s.stdout.String())
	}
	if took := time.Since(begin); took > soon {
		t.Errorf("%v: it took %v", signal, took)
	}
	if text := s.stderr.String(); !strings.Contains(text, signal.String()) {
		t.Errorf("%v: told %q", signal, text)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v: %v is left, %v", signal, left, err)
	}
}

// resultFolder is where results would go.
func resultFolder(t *testing.T) (folder, file string) {
	t.Helper()
	folder = t.TempDir()
	return folder, filepath.Join(folder, "report")
}

// A read from a pipe on which nothing comes any more ends by SIGINT and SIGTERM.
func TestSignalsEndReadingOfStandardInput(t *testing.T) {
	quick := quickstart(t)
	file := filepath.Join(quick, "hello-1.2.0.tar.gz")
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		folder, out := resultFolder(t)
		s := start(t, "verify", "--policy", filepath.Join(quick, "hello.toml"), "--name", "hello-1.2.0.tar.gz", "--output", out, "-", file+".asc", file+".sigstore.json")
		// More than a pipe holds: once it is written, the program reads.
		if _, err := s.stdin.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
		s.endsBy(t, signal, 20*time.Second, folder)
	}
}

// So does a read of a file that takes long, in a run over several.
func TestSignalsEndReadingOfFiles(t *testing.T) {
	quick := quickstart(t)
	manyFiles(t, quick, 1)
	large := filepath.Join(quick, "many-2.tar.gz")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 1<<40); err != nil {
		t.Skip("no sparse files here:", err)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		folder, out := resultFolder(t)
		s := start(t, "verify", "--policy-dir", quick, "--output", out, filepath.Join(quick, "many-0.tar.gz"), large)
		for n := 0; n == 0; time.Sleep(10 * time.Millisecond) {
			entries, err := os.ReadDir(folder)
			if err != nil || s.ProcessState != nil {
				t.Fatal(err, s.stderr.String())
			}
			n = len(entries)
		}
		s.endsBy(t, signal, 20*time.Second, folder)
	}
}

// A policy that comes from a FIFO on which nothing comes: the read notices nothing,
// and the program ends all the same.
func TestSignalsEndWhatBlocks(t *testing.T) {
	quick := quickstart(t)
	fifo := filepath.Join(quick, "fifo.toml")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no FIFOs here:", err)
	}
	folder, out := resultFolder(t)
	s := start(t, "verify", "--policy", fifo, "--output", out, filepath.Join(quick, "hello-1.2.0.tar.gz"))
	// It can be opened for writing once somebody reads.
	for {
		w, err := os.OpenFile(fifo, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			defer w.Close()
			break
		}
		time.Sleep(time.Millisecond)
	}
	s.endsBy(t, syscall.SIGTERM, 30*time.Second, folder)
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// typing is a shell at a terminal of its own, where keys are typed. Its start file
// binds Ctrl-T to writing the line being edited to the file $LINE, with a zero byte
// behind it.
type typing struct {
	t        *testing.T
	keyboard *os.File
	line     string // the file $LINE

	mu    sync.Mutex
	shown bytes.Buffer
}

// ready is the prompt: from then on keys do what they are bound to.
const ready = "READY>"

func startTyping(t *testing.T, dir string, env []string, argv ...string) *typing {
	t.Helper()
	master, slave := openTerminal(t)
	w := &typing{t: t, keyboard: master, line: filepath.Join(t.TempDir(), "line")}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(env, "TERM=xterm", "LC_ALL=C.UTF-8", "LINE="+w.line)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	go func() {
		data := make([]byte, 4096)
		for {
			n, err := master.Read(data)
			w.mu.Lock()
			w.shown.Write(data[:n])
			w.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait(); master.Close() })
	w.wait("the prompt", func() bool { return bytes.Contains([]byte(w.screen()), []byte(ready)) })
	return w
}

func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo terminals here: ", err)
	}
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = errors.Join(unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0), unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 60, Col: 500}))
	}
	if err == nil {
		slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return master, slave
}

func (w *typing) screen() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown.String()
}

func (w *typing) wait(what string, done func() bool) {
	w.t.Helper()
	for range 3000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("waited for %s; the terminal shows %q", what, w.screen())
}

func (w *typing) keys(text string) {
	w.t.Helper()
	if _, err := w.keyboard.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
}

// after types keys, returns the line that they make, and leaves it.
func (w *typing) after(keys string) string {
	w.t.Helper()
	w.keys(keys + "\x14")
	text := w.written()
	w.keys("\x15") // Ctrl-U
	return text
}

// written waits for the file $LINE, and takes it.
func (w *typing) written() string {
	w.t.Helper()
	var data []byte
	w.wait(w.line, func() bool {
		var err error
		data, err = os.ReadFile(w.line)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.t.Fatal(err)
		}
		return bytes.HasSuffix(data, []byte{0})
	})
	if err := os.Remove(w.line); err != nil {
		w.t.Fatal(err)
	}
	return string(data[:len(data)-1])
}

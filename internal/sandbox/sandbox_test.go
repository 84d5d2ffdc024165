package sandbox

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// TestMain is also the process that restricts itself, for it cannot undo it.
func TestMain(m *testing.M) {
	if folder := os.Getenv("SANDBOX_TEST"); folder != "" {
		restricted(folder)
		return
	}
	os.Exit(m.Run())
}

// restricted prints what still works.
func restricted(folder string) {
	if err := Restrict(filepath.Join(folder, "out")); err != nil {
		os.Stdout.WriteString("error: " + err.Error())
		return
	}
	say := func(what string, err error) {
		if err == nil {
			os.Stdout.WriteString(what + " ")
		}
	}
	_, err := os.ReadFile(filepath.Join(folder, "in"))
	say("read", err)
	say("write-out", os.WriteFile(filepath.Join(folder, "out", "x"), nil, 0o600))
	say("replace-out", os.Rename(filepath.Join(folder, "out", "x"), filepath.Join(folder, "out", "y")))
	say("mkdir-out", os.Mkdir(filepath.Join(folder, "out", "d"), 0o700))
	say("link-out", os.Symlink("y", filepath.Join(folder, "out", "l")))
	say("write-in", os.WriteFile(filepath.Join(folder, "in"), nil, 0o600))
	say("create", os.WriteFile(filepath.Join(folder, "new"), nil, 0o600))
	say("remove", os.Remove(filepath.Join(folder, "in")))
	_, err = net.Dial("tcp", os.Getenv("SANDBOX_ADDRESS"))
	say("dial", err)
}

func TestRestrict(t *testing.T) {
	version, err := syscall.LandlockGetABIVersion()
	if err != nil || version < 4 {
		t.Skipf("this kernel's Landlock is version %d (%v); 4 is needed to see the network restricted", version, err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "out"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "in"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SANDBOX_TEST="+folder, "SANDBOX_ADDRESS="+listener.Addr().String())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != "read write-out replace-out" {
		t.Errorf("still possible: %q, want only reading, and writing files where asked", got)
	}
}

func TestDescribe(t *testing.T) {
	if Describe() == "" {
		t.Error("nothing said")
	}
}

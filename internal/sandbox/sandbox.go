// Package sandbox takes rights away from the running process that verifying
// does not need, with Linux's Landlock.
//
// # Trust model
//
// A defence in depth: should a parser of hostile evidence be taken over, it can
// read files and little else. A kernel without Landlock, or with an old version
// of it, restricts less, and that is no error: a verdict never depends on it.
package sandbox

import (
	"fmt"

	"github.com/landlock-lsm/go-landlock/landlock"
	"github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// config is what is asked for; the kernel gives what it knows.
func config() landlock.Config { return landlock.V5.BestEffort() }

// results is what replacing a file takes: a temporary file beside it and a rename.
// Folders, links and devices are not made.
const results landlock.AccessFSSet = syscall.AccessFSWriteFile | syscall.AccessFSMakeReg | syscall.AccessFSRemoveFile

// Restrict leaves to the process, for good, reading of files and replacing files
// below the folders, and forbids TCP. It affects all threads.
func Restrict(writable ...string) error {
	rules := []landlock.Rule{landlock.RODirs("/")}
	if len(writable) > 0 {
		rules = append(rules, landlock.PathAccess(results, writable...))
	}
	if err := config().Restrict(rules...); err != nil {
		return fmt.Errorf("restrict the process with Landlock: %w", err)
	}
	return nil
}

// Describe says what [Restrict] does on this kernel.
func Describe() string {
	version, err := syscall.LandlockGetABIVersion()
	switch {
	case err != nil || version <= 0:
		return "none: this kernel has no Landlock"
	case version < 4:
		return fmt.Sprintf("Landlock version %d: no writing but in the folders of --output and --report; the network is not restricted", version)
	}
	return fmt.Sprintf("Landlock version %d: no writing but in the folders of --output and --report, no TCP", version)
}

//go:build unix

package sop

import "syscall"

// isInherited reports whether the file descriptor came from the caller. The ones
// that the Go runtime and this program open close themselves on exec; taking one
// of them for the caller's would read one input in another's place.
func isInherited(fd int) bool {
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
	return errno == 0 && flags&syscall.FD_CLOEXEC == 0
}

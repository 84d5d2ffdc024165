//go:build !unix

package sop

// isInherited knows no inherited file descriptors here.
func isInherited(int) bool { return false }

//go:build !linux

package keyrings_test

// asOrdinaryUser calls a function; tests do not run as root on these systems.
func asOrdinaryUser(f func() error) error { return f() }

package keyrings_test

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// asOrdinaryUser calls a function that does not start goroutines, in a thread
// that permissions hold for: root's may otherwise write to any file. The thread
// ends with the call.
func asOrdinaryUser(f func() error) error {
	if os.Geteuid() != 0 {
		return f()
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread()
		if err := dropOverride(); err != nil {
			result <- err
			return
		}
		result <- f()
	}()
	return <-result
}

// dropOverride takes CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH from this thread.
func dropOverride() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return err
	}
	data[0].Effective &^= 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	return unix.Capset(&header, &data[0])
}

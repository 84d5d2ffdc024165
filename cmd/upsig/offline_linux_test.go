package main

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// offlineMain is the command in a process that the kernel kills as soon as it
// asks for a socket of any kind.
func offlineMain() {
	forbidSockets()
	main()
}

// dialMain shows that the kernel does so: it must not live to say a word.
func dialMain() {
	forbidSockets()
	_, err := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println("survived:", err)
}

// forbidSockets installs a seccomp filter for all threads. Without it there is
// nothing to show, so failing to install it is fatal.
func forbidSockets() {
	const load, equal, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	filter := []unix.SockFilter{
		{Code: load, K: 0}, // struct seccomp_data begins with the number of the call
		{Code: equal, K: unix.SYS_SOCKET, Jf: 1},
		{Code: ret, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: ret, K: unix.SECCOMP_RET_ALLOW},
	}
	install(filter)
}

// containedMain is the command in a container whose filter answers Landlock's calls
// numbered LANDLOCK_CALLS with the error LANDLOCK_ERRNO.
func containedMain() {
	const load, equal, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	errno, err := strconv.ParseUint(os.Getenv("LANDLOCK_ERRNO"), 10, 16)
	if err != nil {
		fatal(err)
	}
	filter := []unix.SockFilter{{Code: load, K: 0}}
	for _, text := range strings.Fields(os.Getenv("LANDLOCK_CALLS")) {
		call, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			fatal(err)
		}
		filter = append(filter, unix.SockFilter{Code: equal, K: uint32(call), Jf: 1}, unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ERRNO | uint32(errno)})
	}
	install(append(filter, unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW}))
	main()
}

// install makes a filter of calls hold for all threads.
func install(filter []unix.SockFilter) {
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		fatal(err)
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		fatal(errno)
	}
}

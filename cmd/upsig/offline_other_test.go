//go:build !linux

package main

import "errors"

// Only Linux has the filters of system calls that these stand for: the scripts that
// prove something by them skip elsewhere.

// offlineMain is the command, and nothing would end it for asking for a socket.
func offlineMain() { main() }

func dialMain() { fatal(errNoFilter()) }

func containedMain() { fatal(errNoFilter()) }

func errNoFilter() error { return errors.New("this system cannot filter calls") }

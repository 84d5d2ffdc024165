package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// Percentages of live memory that may be allocated anew before the next
// collection of garbage: at the start, where that is 16 MiB at the least instead
// of 4, and after the first collection. With twice what is usual in Go a batch takes
// a fifth less time, and no more memory than the tables at the start have taken.
const (
	calmPercent  = 400
	usualPercent = 200
)

// calm puts off the first collection of garbage, which most runs end before. The
// libraries' tables make the usual first one come at the worst time: it took a
// fifth of a run over a small file. Whoever sets GOGC decides for himself.
func calm() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	debug.SetGCPercent(calmPercent)
	// Collected with the first garbage, and with it the exception.
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, usualPercent)
}

package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// The exception ends with the first collection, so that large keyrings do not
// take five times their memory.
func TestCalmEnds(t *testing.T) {
	before := debug.SetGCPercent(usualPercent)
	defer debug.SetGCPercent(before)
	t.Setenv("GOGC", "") // restores it
	os.Unsetenv("GOGC")
	calm()
	if p := percent(); p != calmPercent {
		t.Errorf("at the start the percentage is %d", p)
	}
	for range 100 {
		if runtime.GC(); percent() == usualPercent {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("after a collection the percentage is %d", percent())
}

// percent is the setting in force.
func percent() int {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return int(sample[0].Value.Uint64())
}

func TestCalmLeavesTheCallersChoice(t *testing.T) {
	before := debug.SetGCPercent(50)
	defer debug.SetGCPercent(before)
	t.Setenv("GOGC", "50")
	calm()
	if p := percent(); p != 50 {
		t.Errorf("the percentage is %d", p)
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// describe names the machine by its properties, and the programs by their versions.
func describe(ctx context.Context, l *lab) string {
	system := field("/etc/os-release", "PRETTY_NAME=")
	if system == "" {
		system = runtime.GOOS
	}
	text := fmt.Sprintf("Measured on %s on a machine with %d CPUs (%s), %s of memory, %s, %s %s/%s, at a load average of %s.",
		time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), orUnknown(field("/proc/cpuinfo", "model name")), memorySize(),
		system, runtime.Version(), runtime.GOOS, runtime.GOARCH, orUnknown(load()))
	if busy := load(); busy != "" && busy[0] != '0' {
		fmt.Fprintf(os.Stderr, "the load average is %s: results of a busy machine mean little\n", busy)
	}
	var versions []string
	for _, words := range [][]string{{"gpgv", "--version"}, {"sqv", "--version"}, {"gosop", "version", "--extended"}, {"cosign", "version"}, {"openssl", "version"}} {
		// Some write to standard error, and sqv 1.1 too.
		cmd := exec.CommandContext(ctx, words[0], words[1:]...)
		cmd.Env = l.environment
		out, err := cmd.CombinedOutput()
		if v := versionIn(string(out)); err == nil && v != "" {
			versions = append(versions, words[0]+" "+v)
		}
	}
	if len(versions) == 0 {
		return text
	}
	return text + " Peers: " + strings.Join(versions, ", ") + "."
}

// versionIn finds the first version number, of which a library's is better than
// the 0.0.0 of a program that was built without one.
func versionIn(text string) string {
	for _, v := range regexp.MustCompile(`\bv?\d+\.\d+\.\d+\b`).FindAllString(text, -1) {
		if v != "0.0.0" {
			return v
		}
	}
	return ""
}

// field is the value behind a name in a file of lines.
func field(file, name string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.Trim(rest, " \t\r\n:=\"")
		}
	}
	return ""
}

func memorySize() string {
	var kibibytes int64
	if _, err := fmt.Sscanf(field("/proc/meminfo", "MemTotal"), "%d", &kibibytes); err != nil {
		return "an unknown size"
	}
	return fmt.Sprintf("%.0f GiB", float64(kibibytes)/(1<<20))
}

// load is the load average of the last minute.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(data), " ")
	return first
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

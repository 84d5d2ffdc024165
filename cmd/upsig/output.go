package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/writefile"
	"github.com/upsig/upsig/policy"
)

// writeResult writes to standard output, or whole and atomically to a file.
func writeResult(s streams, file string, f func(w io.Writer, style render.Style) error) error {
	if file == "" {
		return f(s.out, s.style)
	}
	if err := checkReplaceable(file); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f(&b, render.Style{}); err != nil {
		return err
	}
	if err := writefile.Replace(file, b.Bytes(), 0o644); err != nil {
		return unwritten(file, err)
	}
	return nil
}

// unwritten says why a file could not be written, and what to do about it.
func unwritten(file string, err error) error {
	folder := filepath.Dir(file)
	switch told := writefile.Unwritten(file, err); {
	case errors.Is(err, fs.ErrNotExist):
		return withHint(fmt.Errorf("write %s: there is no folder %s", file, folder), "mkdir -p %s", shell(folder))
	case errors.Is(err, fs.ErrPermission):
		return withHint(told, "no file may be made in the folder %s: look at its owner and mode", folder)
	default:
		return told
	}
}

// unwritable says what to do about a file that an error names and that may not be written.
func unwritable(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) && errors.Is(err, fs.ErrPermission) {
		return withHint(err, "nothing may be written in the folder %s: look at its owner and mode", filepath.Dir(file.Path))
	}
	return err
}

// checkFolder looks for the folder in which a file is to be written: before a mirror is
// asked, and before anything is shown or confirmed that cannot be done.
func checkFolder(folder, file string) error {
	if _, err := os.Stat(folder); err != nil {
		return unwritten(file, err)
	}
	return nil
}

// checkReplaceable refuses what must not be renamed over: root who writes to
// /dev/null or /dev/stdout would lose the device, and a link would end.
func checkReplaceable(file string) error {
	info, err := os.Lstat(file)
	if err != nil || info.Mode().IsRegular() {
		return nil
	}
	return withHint(fmt.Errorf("write %s: it exists and is not a regular file", file), "standard output is where the result goes without the flag")
}

// giveUp gives up what is not needed from here on, before what is hostile is
// parsed: writing, but in the folders of these results, and the network. A system
// that refuses, such as a container, costs the defence and not the verdict, which
// never depends on it.
func giveUp(s streams, results ...once) {
	if s.restrict == nil {
		return
	}
	var writable []string
	for _, file := range results {
		if file.set {
			writable = append(writable, filepath.Dir(file.value))
		}
	}
	_ = s.restrict(writable...)
}

func (f *verifyFlags) restrict(s streams) { giveUp(s, f.output, f.report) }

// write writes the report on one file.
func (f *verifyFlags) write(s streams, r *policy.Report) error {
	return f.writeResults(s, r, func(w io.Writer, style render.Style) error {
		if f.quiet {
			_, err := fmt.Fprintln(w, render.Summary(r))
			return err
		}
		return render.Text(w, r, style)
	})
}

// writeResults writes the result as text or JSON, and with --report as JSON to a
// file as well. That one goes first: a success that could not be recorded is not
// announced.
func (f *verifyFlags) writeResults(s streams, result any, text func(w io.Writer, style render.Style) error) error {
	machine := func(w io.Writer, _ render.Style) error { return render.WriteJSON(w, result) }
	if f.report.set {
		if err := writeResult(s, f.report.value, machine); err != nil {
			return err
		}
	}
	if f.format.value == "json" {
		text = machine
	}
	return writeResult(s, f.output.value, text)
}

// checkResults refuses files to write that would take each other's place, or that
// of something that is read.
func (f *verifyFlags) checkResults(args []string) error {
	if f.report.set && f.format.value == "json" {
		return withHint(usagef("verify: --format json and --report write the same"), "leave out one of them")
	}
	read := slices.Concat(args, f.signatures, f.bundles, f.keyrings, f.trustedRoots, []string{f.policy.value, f.key.value, f.via.value})
	for _, r := range []struct {
		flag string
		file once
	}{{"output", f.output}, {"report", f.report}} {
		if !r.file.set {
			continue
		}
		if r.file.value == standardOutput {
			return withHint(usagef("verify: --%s names a file, and - is none", r.flag),
				"the report goes to standard output without --output, and as JSON with --format json; a file of this name is ./-")
		}
		for _, file := range read {
			if sameFile(r.file.value, file) {
				return usagef("verify: --%s would overwrite %s, which is read", r.flag, file)
			}
		}
		if !losesNothing(r.file.value) {
			return withHint(usagef("verify: --%s would overwrite %s, which is no result of an earlier run", r.flag, r.file.value), "remove it first, or name another file")
		}
	}
	if f.output.set && f.report.set && sameFile(f.output.value, f.report.value) {
		return usagef("verify: --output and --report both name %s", f.report.value)
	}
	return nil
}

// sameFile reports whether two names lead to one file, which need not exist yet.
func sameFile(a, b string) bool {
	if b == "" {
		return false
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	if errA == nil && errB == nil && absA == absB {
		return true
	}
	infoA, missingA := os.Stat(a)
	infoB, missingB := os.Stat(b)
	if missingA == nil && missingB == nil {
		return os.SameFile(infoA, infoB)
	}
	// Neither is there yet: they will be one if they have one name in one folder, to which
	// a link may lead.
	return missingA != nil && missingB != nil && errA == nil && errB == nil &&
		filepath.Base(absA) == filepath.Base(absB) && sameFile(filepath.Dir(absA), filepath.Dir(absB))
}

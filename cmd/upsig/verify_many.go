package main

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// many judges files, and writes what becomes of each as soon as it is its turn,
// after the problems that are known already. The worst exit code counts.
func many[File any](ctx context.Context, f *verifyFlags, s streams, problems []result, files []File, judge func(context.Context, File) result) (int, error) {
	if len(files) == 0 {
		return 0, usagef("verify: every argument is evidence of another one; which is the artifact?")
	}
	results, err := f.openResults(s, len(files))
	if err != nil {
		return 0, err
	}
	defer results.discard()
	// Policies are parsed, files and evidence are not open yet: from here on they
	// are read, and nothing is written but the results.
	f.restrict(s)
	for _, r := range problems {
		if err := results.add(r); err != nil {
			return 0, err
		}
	}
	if err := inOrder(ctx, f.workers(), files, judge, results.add); err != nil {
		return 0, err
	}
	return results.code, results.close()
}

// judged verifies one file. It runs beside others: what goes wrong, goes wrong
// with this file alone.
func judged(file string, verify func() (*policy.Report, error)) (res result) {
	res.file = file
	defer func() {
		if p := recover(); p != nil {
			res.report, res.err = nil, fmt.Errorf("verify %s: a fault of this program: %v", file, p)
		}
	}()
	report, err := verify()
	if err != nil {
		res.err = naming(file, err)
		return res
	}
	res.report = report
	return res
}

// workers is how many files are judged at the same time.
func (f *verifyFlags) workers() int {
	if n, err := strconv.Atoi(f.jobs.value); err == nil {
		return n
	}
	return min(runtime.GOMAXPROCS(0), limits.Jobs)
}

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/policy"
)

// reportsSchema is the version of the JSON that --all writes.
const reportsSchema = "upsig/reports/v1"

// reports is the result for several files. Accepted means all of them.
type reports struct {
	Schema   string           `json:"schema"`
	Accepted bool             `json:"accepted"`
	Reports  []*policy.Report `json:"reports"`
	Errors   []fileError      `json:"errors"`
}

// fileError is a file about which nothing could be found out.
type fileError struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// batch is a run over several files.
type batch struct {
	verification
	s      streams
	result reports
	code   int
}

// all verifies several files, each with its evidence. The worst exit code counts:
// a file that could not be read does not keep the others from being judged.
func (v verification) all(ctx context.Context, s streams, args []string) (int, error) {
	b := &batch{verification: v, s: s, result: reports{Schema: reportsSchema, Reports: []*policy.Report{}, Errors: []fileError{}}}
	var requests []policy.Request
	files := beside.Artifacts(v.policy, v.version.value, args)
	if len(files) == 0 {
		return 0, usagef("verify: every argument is evidence of another one; which is the artifact?")
	}
	for _, file := range files {
		request, err := v.request(s, []string{file})
		if err != nil {
			b.fail(file, err)
			continue
		}
		defer request.Artifact.Close()
		requests = append(requests, request)
	}
	v.restrict(s)
	for _, request := range requests {
		b.judge(ctx, request)
	}
	if ctx.Err() != nil {
		return 0, stopped(ctx)
	}
	b.result.Accepted = b.code == exitAccepted
	return b.code, b.write()
}

func (b *batch) fail(file string, err error) {
	complain(b.s.err, err)
	b.result.Errors = append(b.result.Errors, fileError{file, err.Error()})
	b.code = max(b.code, errorCode(err))
}

func (b *batch) judge(ctx context.Context, request policy.Request) {
	report, err := policy.Verify(ctx, b.policy, request, b.collectors...)
	if err != nil {
		b.fail(request.Artifact.Name, err)
		return
	}
	b.result.Reports = append(b.result.Reports, report)
	b.code = max(b.code, exitCode(report))
}

func (b *batch) write() error {
	return b.writeResults(b.s, b.result, func(w io.Writer, style render.Style) error {
		accepted := 0
		for _, r := range b.result.Reports {
			if r.Verdict.Accepted {
				accepted++
			}
			if err := b.writeOne(w, r, style); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(w, countLine(accepted, len(b.result.Reports)-accepted, len(b.result.Errors)))
		return err
	})
}

// countLine closes the text about several files.
func countLine(accepted, rejected, failed int) string {
	return fmt.Sprintf("%d files: %d accepted, %d rejected, %d not evaluated", accepted+rejected+failed, accepted, rejected, failed)
}

// writeOne writes the text about one of several files.
func (f *verifyFlags) writeOne(w io.Writer, r *policy.Report, style render.Style) error {
	if f.quiet {
		_, err := fmt.Fprintln(w, render.Summary(r))
		return err
	}
	if err := render.Text(w, r, style); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

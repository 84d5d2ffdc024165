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

// all verifies several files by one policy, each with its evidence.
func (v verification) all(ctx context.Context, s streams, args []string) (int, error) {
	files := beside.Artifacts(v.policy, v.version.value, args)
	return many(ctx, v.verifyFlags, s, nil, files, func(ctx context.Context, file string) result {
		return judged(file, func() (*policy.Report, error) { return v.report(ctx, s, file) })
	})
}

// report judges one of several files. It is open, and its evidence in memory, for
// no longer than that.
func (v verification) report(ctx context.Context, s streams, file string) (*policy.Report, error) {
	request, err := v.request(s, []string{file})
	if err != nil {
		return nil, err
	}
	defer request.Artifact.Close()
	return policy.Verify(ctx, v.policy, request, v.collectors...)
}

// reportsSink writes one JSON document about all files, once they are judged.
func reportsSink() sink {
	all := reports{Schema: reportsSchema, Reports: []*policy.Report{}, Errors: []fileError{}}
	return sink{
		write: func(_ io.Writer, r result) error {
			if r.err != nil {
				all.Errors = append(all.Errors, fileError{r.file, r.err.Error()})
				return nil
			}
			all.Reports = append(all.Reports, r.report)
			return nil
		},
		end: func(w io.Writer, r *results) error {
			all.Accepted = r.code == exitAccepted
			return render.WriteJSON(w, all)
		},
	}
}

// countLine closes the text about several files.
func countLine(accepted, rejected, failed int) string {
	return fmt.Sprintf("%s: %d accepted, %d rejected, %d not evaluated", counted(accepted+rejected+failed, "file", "files"), accepted, rejected, failed)
}

// counted is a number with the word that goes with it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
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

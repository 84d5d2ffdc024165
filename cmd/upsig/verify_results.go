package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/policy"
)

// errorSchema is the version of the JSON that stands in place of a report where
// there is none.
const errorSchema = "upsig/error/v1"

// errorLine is a file, or a policy, about which nothing could be found out.
type errorLine struct {
	Schema string `json:"schema"`
	File   string `json:"file"`
	Error  string `json:"error"`
	// Exit is the exit code that it leads to, 2 or 3.
	Exit int `json:"exit"`
}

// result is what became of one file.
type result struct {
	file   string
	report *policy.Report
	err    error
	// policy: the file is a policy, which is not judged itself.
	policy bool
}

// results writes one result after the other, and counts.
type results struct {
	s        streams
	sinks    []*sink
	progress progress
	code     int

	accepted, rejected, failed, policies int
}

// sink is one place where results go.
type sink struct {
	write func(w io.Writer, r result) error
	// end writes what stands below all of them; nil if nothing does.
	end  func(w io.Writer, r *results) error
	out  *bufio.Writer
	file *pendingFile // nil for standard output
}

// pendingFile takes the place of the file that it is named for when it is complete.
type pendingFile struct {
	*renameio.PendingFile
	name string
}

func (p *pendingFile) Write(b []byte) (int, error) {
	n, err := p.PendingFile.Write(b)
	if err != nil {
		err = unwritten(p.name, err)
	}
	return n, err
}

// openResults makes ready what the flags name, before the process restricts itself.
func (f *verifyFlags) openResults(s streams, files int) (*results, error) {
	r := &results{s: s, progress: progress{total: files}}
	if s.progress {
		r.progress.w = s.err
	}
	machine := sink{write: writeLine}
	if f.all {
		machine = reportsSink()
	}
	if f.report.set {
		if err := r.open(machine, f.report.value); err != nil {
			return nil, err
		}
	}
	style := s.style
	if f.output.set {
		style = render.Style{}
	}
	text := sink{write: f.block(style), end: writeCount}
	if f.format.value == "json" {
		text = machine
	}
	if err := r.open(text, f.output.value); err != nil {
		r.discard()
		return nil, err
	}
	return r, nil
}

// open adds a sink that writes to the file, or to standard output.
func (r *results) open(to sink, file string) error {
	to.out = bufio.NewWriter(r.s.out)
	if file != "" {
		if err := checkReplaceable(file); err != nil {
			return err
		}
		pending, err := renameio.NewPendingFile(file, renameio.WithPermissions(0o644), renameio.WithTempDir(filepath.Dir(file)))
		if err != nil {
			return unwritten(file, err)
		}
		to.file = &pendingFile{pending, file}
		to.out = bufio.NewWriter(to.file)
	}
	r.sinks = append(r.sinks, &to)
	return nil
}

// add writes one result, at once.
func (r *results) add(res result) error {
	r.progress.clear()
	switch {
	case res.err != nil:
		r.code = max(r.code, errorCode(res.err))
		complain(r.s.err, res.err)
	default:
		r.code = max(r.code, exitCode(res.report))
	}
	switch {
	case res.policy:
		r.policies++
	case res.err != nil:
		r.failed++
	case res.report.Verdict.Accepted:
		r.accepted++
	default:
		r.rejected++
	}
	for _, to := range r.sinks {
		if err := to.write(to.out, res); err != nil {
			return err
		}
		if err := to.out.Flush(); err != nil {
			return err
		}
	}
	if !res.policy {
		r.progress.step()
	}
	return nil
}

// close completes the files. Without it they are as they were.
func (r *results) close() error {
	r.progress.clear()
	for _, to := range r.sinks {
		if to.end != nil {
			if err := to.end(to.out, r); err != nil {
				return err
			}
		}
		if err := to.out.Flush(); err != nil {
			return err
		}
		if to.file != nil {
			if err := to.file.CloseAtomicallyReplace(); err != nil {
				return unwritten(to.file.name, err)
			}
		}
	}
	return nil
}

// discard removes what is not complete.
func (r *results) discard() {
	r.progress.clear()
	for _, to := range r.sinks {
		if to.file != nil {
			_ = to.file.Cleanup()
		}
	}
}

// naming puts the file's name in front of an error that lacks it.
func naming(file string, err error) error {
	if strings.Contains(err.Error(), file) {
		return err
	}
	return fmt.Errorf("%s: %w", file, err)
}

// writeLine writes a result as one line of JSON.
func writeLine(w io.Writer, r result) error {
	if r.err != nil {
		return render.JSONLine(w, errorLine{errorSchema, r.file, r.err.Error(), errorCode(r.err)})
	}
	return render.JSONLine(w, r.report)
}

// block writes a result as text: a line if that is all that is wanted.
func (f *verifyFlags) block(style render.Style) func(io.Writer, result) error {
	return func(w io.Writer, r result) error {
		if r.err != nil {
			return f.writeNotJudged(w, r)
		}
		return f.writeOne(w, r.report, style)
	}
}

func writeCount(w io.Writer, r *results) error {
	text := countLine(r.accepted, r.rejected, r.failed)
	if r.policies > 0 {
		text += "; " + counted(r.policies, "policy", "policies") + " could not be used"
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

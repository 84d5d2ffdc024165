// Compare runs upsig, sopv and their peers on the same files, interleaved, and
// writes medians, ratios, peak memory and the goals as Markdown:
//
//	make build && go run ./benchmarks/compare [-rounds N] [-large MEBIBYTES] [-o FILE] FOLDER
//
// FOLDER holds the programs upsig and sopv (make build: dist). Peers come from PATH
// and from Go's own bin folder; those that are missing are left out, and named. A
// program that does not say yes is shown as failed, and has no time. With -o the
// results go between the two marks in FILE, such as docs/performance.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// options are the flags.
type options struct {
	rounds, large, batch int
	only, output         string
	programs             string
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 30, "how often each command runs on small files; on large ones a sixth of it")
	flag.IntVar(&o.large, "large", 1024, "size of the large file in mebibytes")
	flag.IntVar(&o.batch, "batch", 200, "releases in the batch")
	flag.StringVar(&o.only, "only", "", "measure only comparisons whose title contains `TEXT`")
	flag.StringVar(&o.output, "o", "", "put the results between the marks in `FILE`")
	flag.Parse()
	if flag.NArg() != 1 || o.rounds < 1 || o.large < 1 || o.batch < 1 {
		fmt.Fprintln(os.Stderr, "usage: compare [flags] FOLDER; see -help")
		os.Exit(2)
	}
	o.programs = flag.Arg(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context) error {
	work, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	l, err := newLab(ctx, work, o.programs)
	if err != nil {
		return err
	}
	machine := describe(ctx, l)
	var all []comparison
	for _, c := range o.comparisons(l) {
		if !strings.Contains(c.title, o.only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s ...\n", c.title)
		if err := l.material(ctx, o, c.folder); err != nil {
			return err
		}
		if err := l.measure(ctx, &c); err != nil {
			return err
		}
		all = append(all, c)
	}
	var text strings.Builder
	page(&text, machine, l, all)
	if o.output == "" {
		_, err := io.WriteString(os.Stdout, text.String())
		return err
	}
	return insert(o.output, text.String())
}

// lab is where the programs run.
type lab struct {
	work        string
	upsig, sopv string
	digest      string
	release     string
	environment []string
	missing     []string
}

// newLab builds the helpers. Programs run with an empty home: no configuration
// of whoever runs this counts.
func newLab(ctx context.Context, work, programs string) (*lab, error) {
	programs, err := filepath.Abs(programs)
	if err != nil {
		return nil, err
	}
	l := &lab{
		work: work, upsig: filepath.Join(programs, "upsig"), sopv: filepath.Join(programs, "sopv"),
		digest: filepath.Join(work, "bin", "digest"), release: filepath.Join(work, "bin", "release"),
	}
	for _, p := range []string{l.upsig, l.sopv} {
		if _, err := os.Stat(p); err != nil {
			return nil, fmt.Errorf("%w; make build writes it", err)
		}
	}
	for _, p := range []string{"digest", "release"} {
		build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(work, "bin")+"/", "./benchmarks/"+p)
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w: %s", p, err, out)
		}
	}
	home := filepath.Join(work, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return nil, err
	}
	if bin, err := exec.CommandContext(ctx, "go", "env", "GOPATH").Output(); err == nil {
		if err := os.Setenv("PATH", os.Getenv("PATH")+":"+filepath.Join(strings.TrimSpace(string(bin)), "bin")); err != nil {
			return nil, err
		}
	}
	// Cosign refuses large files unless told otherwise.
	l.environment = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "COSIGN_MAX_ATTACHMENT_SIZE=4GB"}
	return l, nil
}

// material makes the files that a comparison needs, and drops those of others.
func (l *lab) material(ctx context.Context, o options, folder string) error {
	path := filepath.Join(l.work, folder)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	args := map[string][]string{
		"small": {path, "0"},
		"ring":  {path, "0"},
		"large": {"-signatures", fmt.Sprint(manySignatures), path, fmt.Sprint(o.large)},
		"batch": {"-batch", fmt.Sprint(o.batch), path, "16"},
	}[folder]
	if err := l.make(ctx, args...); err != nil || folder != "ring" {
		return err
	}
	return l.make(ctx, "-keyring", "30", path)
}

func (l *lab) make(ctx context.Context, args ...string) error {
	if out, err := exec.CommandContext(ctx, l.release, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("make files: %w: %s", err, out)
	}
	return nil
}

// Compare runs upsig and its peers on the same files, interleaved, and prints
// medians, ratios and peak memory as a Markdown table:
//
//	go run ./benchmarks/compare [-rounds N] [-large MEBIBYTES] FOLDER
//
// FOLDER holds the programs upsig and sopv to measure (make build); peers come
// from PATH, and those that are not installed are left out.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	rounds := flag.Int("rounds", 15, "how often each command runs")
	large := flag.Int("large", 1024, "size of the large file in mebibytes")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: compare [-rounds N] [-large MEBIBYTES] FOLDER")
		os.Exit(2)
	}
	if err := run(context.Background(), flag.Arg(0), *rounds, *large); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, programs string, rounds, large int) error {
	work, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if programs, err = filepath.Abs(programs); err != nil {
		return err
	}
	for _, s := range []struct {
		folder string
		size   string
		rounds int
	}{{"small", "0", rounds}, {"large", fmt.Sprint(large), max(3, rounds/5)}} {
		folder := filepath.Join(work, s.folder)
		make := exec.CommandContext(ctx, "go", "run", "./benchmarks/release", folder, s.size)
		make.Stderr = os.Stderr
		if err := make.Run(); err != nil {
			return fmt.Errorf("make the %s release: %w", s.folder, err)
		}
		for _, c := range contests(s.folder, programs) {
			if err := c.run(ctx, folder, s.rounds); err != nil {
				return err
			}
		}
	}
	return nil
}

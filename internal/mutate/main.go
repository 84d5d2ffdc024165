package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	jobs := flag.Int("j", 2, "run `N` patches at a time")
	list := flag.Bool("list", false, "list the patches and what they remove")
	flag.Parse()
	ok, err := run(os.Stdout, *jobs, *list, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

const folder = "testdata/mutations"

// run reports whether every chosen patch was caught. The working folder is the
// root of the tree.
func run(out io.Writer, jobs int, list bool, patterns []string) (bool, error) {
	all, err := readPatches(folder)
	if err != nil {
		return false, err
	}
	all = slices.DeleteFunc(all, func(p patch) bool { return !chosen(p.name, patterns) })
	if len(all) == 0 {
		return false, errors.New("no patch has such a name in " + folder)
	}
	if list {
		for _, p := range all {
			fmt.Fprintf(out, "%-40s %s\n", p.name, p.check)
		}
		return true, nil
	}
	desk, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(desk)
	w := workshop{tree: filepath.Join(desk, "tree"), desk: filepath.Join(desk, "patches")}
	if err := copyTree(".", w.tree); err != nil {
		return false, err
	}
	if err := w.baseline(out, jobs, all); err != nil {
		return false, err
	}
	return w.tryAll(out, jobs, all), nil
}

func chosen(name string, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool { return strings.Contains(name, p) })
}

// baseline demands that every set of tests passes over the tree as it is.
func (w workshop) baseline(out io.Writer, jobs int, all []patch) error {
	sets := map[string][]string{}
	for _, p := range all {
		sets[strings.Join(p.tests, " ")] = p.tests
	}
	var names []string
	for name := range sets {
		names = append(names, name)
	}
	fmt.Fprintf(out, "%d patches, %d sets of tests, which must pass first\n", len(all), len(sets))
	failed := make([]error, len(names))
	each(jobs, len(names), func(i int) {
		if o, text := w.test(sets[names[i]]); o != survived {
			failed[i] = fmt.Errorf("without any patch, go test %s:\n%s", names[i], text)
		}
	})
	return errors.Join(failed...)
}

// tryAll tries every patch, says what became of it, and reports whether all were
// caught.
func (w workshop) tryAll(out io.Writer, jobs int, all []patch) bool {
	start := time.Now()
	var lock sync.Mutex
	count := map[outcome]int{}
	each(jobs, len(all), func(i int) {
		began := time.Now()
		o, text := w.try(all[i])
		lock.Lock()
		defer lock.Unlock()
		count[o]++
		fmt.Fprintf(out, "%-16s %-40s %5.1f s\n", o, all[i].name, time.Since(began).Seconds())
		if o != caught {
			fmt.Fprintf(out, "    %s\n    go test %s\n%s\n", all[i].check, strings.Join(all[i].tests, " "), text)
		}
	})
	fmt.Fprintf(out, "%d patches: %d caught, %d survived, %d do not apply, %d do not compile, %d name no tests; %.0f s\n", len(all),
		count[caught], count[survived], count[doesNotApply], count[doesNotCompile], count[noTests], time.Since(start).Seconds())
	return count[caught] == len(all)
}

// each calls work for every number below n, so many at a time.
func each(jobs, n int, work func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, jobs) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

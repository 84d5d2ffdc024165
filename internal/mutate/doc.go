// Mutate proves that the tests notice when a security check is gone. Each patch in
// testdata/mutations removes one check; the tests that it names must then fail:
//
//	go run ./internal/mutate [-j N] [-list] [PATTERN...]
//
// Patterns are parts of patch names; without any, all patches run. It needs the go
// command and no other program, and exits with 1 unless every patch is caught.
//
// The tree is copied once; each patch is then laid over the copy with the go
// command's -overlay, so that nothing is written twice, runs may go on side by side,
// and the build cache serves all of them. Before any patch, each set of tests must
// pass without one: what always fails catches nothing. A patch that does not compile
// is not caught either.
package main

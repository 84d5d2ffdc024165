//go:build race

package pgp_test

// raceDetector: the tests run under the race detector, which makes some
// computations a hundred times slower.
const raceDetector = true

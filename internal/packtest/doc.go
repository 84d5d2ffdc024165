// Package packtest makes compressed files for tests, sound ones and hostile ones,
// in formats that no library at hand writes.
//
// # Trust model
//
// None: it reads nothing.
//
// # Compatibility
//
// Files are made as bzip2 1.0.8 and lzip 1.23 read them, except where a caller asks
// for others.
package packtest

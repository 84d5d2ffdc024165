// Package writefile writes files whole or not at all.
package writefile

import (
	"io/fs"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Replace writes a file beside its place, whatever TMPDIR says, and renames it: nothing
// but that folder need be writable. Errors are those of [Unwritten].
func Replace(path string, data []byte, mode fs.FileMode, more ...renameio.Option) error {
	options := append([]renameio.Option{renameio.WithTempDir(filepath.Dir(path))}, more...)
	if err := renameio.WriteFile(path, data, mode, options...); err != nil {
		return Unwritten(path, err)
	}
	return nil
}

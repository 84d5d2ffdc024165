// Package version says which release this is.
package version

import (
	_ "embed"
	"runtime/debug"
	"strings"
)

//go:embed VERSION
var file string

// String is the release in the file VERSION, with the commit where the build
// recorded one. It needs neither git nor linker flags.
func String() string {
	release := strings.TrimSpace(file)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + "+" + s.Value[:12]
		}
	}
	return release
}

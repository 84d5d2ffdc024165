package sop

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/upsig/upsig/internal/version"
)

// implementation names this implementation in "version".
const implementation = "upsig"

// backend is the module that does the cryptography.
const backend = "github.com/ProtonMail/go-crypto"

const (
	specification = "~draft-dkg-openpgp-stateless-cli-14"
	sopvLevel     = "1.1"
)

func (p *program) version(args []string) error {
	o, err := p.parse("version", args)
	switch {
	case err != nil:
		return err
	case len(o.args) > 0:
		return failf(exitUnsupportedOption, "version takes no argument")
	case len(o.values) > 1:
		return failf(exitIncompatibleOptions, "version takes at most one option")
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	_, err = fmt.Fprintln(p.Out, versionText(o, info))
	return err
}

func versionText(o options, info *debug.BuildInfo) string {
	switch {
	case o.has("--backend"):
		return backendVersion(info)
	case o.has("--extended"):
		return extendedVersion(info)
	case o.has("--sop-spec"):
		return specification
	case o.has("--sopv"):
		return sopvLevel
	}
	return implementation + " " + version.String()
}

func backendVersion(info *debug.BuildInfo) string {
	found := ""
	for _, m := range info.Deps {
		if m.Path == backend {
			found = strings.TrimPrefix(m.Version, "v")
		}
	}
	return "ProtonMail/go-crypto " + orUnknown(found)
}

// extendedVersion is for bug reports. Its first line is what "version" prints.
func extendedVersion(info *debug.BuildInfo) string {
	lines := []string{
		implementation + " " + version.String(),
		backendVersion(info),
		orUnknown(info.GoVersion),
		"sopv " + sopvLevel + ", " + specification,
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "GOAMD64", "CGO_ENABLED", "vcs.revision", "vcs.time", "vcs.modified":
			lines = append(lines, s.Key+"="+s.Value)
		}
	}
	return strings.Join(lines, "\n")
}

func orUnknown(version string) string {
	if version == "" {
		return "(unknown)"
	}
	return version
}

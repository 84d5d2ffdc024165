package keyrings_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Finding certificates neither goes to the network nor needs Sigstore.
func TestImportWall(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source files", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); !allowed(path) {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}

func allowed(path string) bool {
	const module = "github.com/upsig/upsig/"
	if own, ok := strings.CutPrefix(path, module); ok {
		return own == "pgp" || own == "policy" || strings.HasPrefix(own, "internal/") && own != "internal/webget"
	}
	if strings.HasPrefix(path, "github.com/") {
		return slices.Contains([]string{
			"github.com/ProtonMail/go-crypto/openpgp/armor", "github.com/google/renameio/v2",
			"github.com/rogpeppe/go-internal/lockedfile",
		}, path)
	}
	return !strings.Contains(path, ".") && path != "net" && !strings.HasPrefix(path, "net/") && path != "os/exec"
}

package upsig_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// everywhere is where a wall stands around something, and not around one package.
const everywhere = `.`

var walls = []struct {
	name string
	from string // files
	skip string // but not these; empty skips none
	not  string // imports
	std  bool   // beside this module, only the standard library
}{
	{"the judge needs no cryptography of others, no network and no programs", `^policy/`, ``, `^(net|net/.*|os/exec)$|` + module + `(pgp|sigstore|rawkeys|keyrings|cmd)`, true},
	{"OpenPGP comes without Sigstore and network", `^pgp/`, ``, `^net(/|$)|sigstore|` + module + `(rawkeys|keyrings)`, false},
	{"Sigstore comes without OpenPGP", `^sigstore/`, ``, `^net(/|$)|` + module + `(pgp|rawkeys|keyrings)|go-crypto`, false},
	{"plain keys come without OpenPGP, Sigstore and network", `^rawkeys/`, ``, `^net(/|$)|sigstore|go-crypto|` + module + `(pgp|keyrings)`, false},
	{"certificates come without Sigstore and plain keys", `^keyrings/`, ``, `sigstore|` + module + `rawkeys`, false},
	{"what all stand on knows none of them", `^(docs|internal/(artifact|checksums|decompress|ending|lazyre|limits|readfile|safetext|sandbox|smallorder|tomltree|trustdata|version|webget|writefile))/`, ``, module + `(policy|pgp|sigstore|rawkeys|keyrings|cmd)`, false},
	{"what looks for evidence does not read it", `^internal/(beside|recipe)/`, ``, module + `(pgp|sigstore|rawkeys|keyrings|cmd)`, false},
	{"what writes text touches no files", `^internal/render/`, ``, `^(os|net)(/|$)`, false},
	{"the small program comes without Sigstore", `^(cmd/sopv|internal/sop)/`, ``, `sigstore`, false},
	{"one package opens connections", everywhere, `^internal/(webget|webtest|tuftest)/`, `^(net|net/http.*|net/rpc.*|net/smtp|crypto/tls)$`, false},
	{"only fetching uses it", everywhere, `^(keyrings|sigstore/trust)/fetch/|^cmd/upsig/|^internal/webtest/`, module + `internal/webget$`, false},
	{"TUF is for updates alone", everywhere, `^(sigstore/trust/fetch|internal/tuftest)/`, `sigstore-go/pkg/tuf|go-tuf`, false},
	{"test material is not shipped", everywhere, testMaterial, module + `internal/(packtest|pgptest|sigstoretest|tuftest|webtest)`, false},
	{"libraries do not import programs", everywhere, `^(cmd/|internal/|benchmarks/)`, module + `cmd/`, false},
	{"no signing, no live trust, no ready-made commands", everywhere, testMaterial, `sigstore-go/pkg/(sign|testing)|spf13/(cobra|viper)`, false},
}

// foreign reports an import from outside the module and the standard library.
func foreign(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".") && !strings.HasPrefix(imported, module)
}

func TestWalls(t *testing.T) {
	files := sources(t)
	for _, w := range walls {
		scanned := 0
		for _, s := range files {
			if !regexp.MustCompile(w.from).MatchString(s.path) || (w.skip != "" && regexp.MustCompile(w.skip).MatchString(s.path)) {
				continue
			}
			scanned++
			for _, i := range s.imports {
				if regexp.MustCompile(w.not).MatchString(i) || (w.std && foreign(i)) {
					t.Errorf("%s imports %s: %s", s.path, i, w.name)
				}
			}
		}
		if scanned == 0 {
			t.Errorf("no file is behind the wall: %s", w.name)
		}
	}
}

// A new package says what it keeps away from. Programs know everything.
func TestEveryPackageHasAWall(t *testing.T) {
	seen := 0
	for _, s := range sources(t) {
		if s.pkg == "main" || regexp.MustCompile(testMaterial).MatchString(s.path) {
			continue
		}
		seen++
		behind := false
		for _, w := range walls {
			behind = behind || w.from != everywhere && regexp.MustCompile(w.from).MatchString(s.path)
		}
		if !behind {
			t.Errorf("%s is behind no wall", s.path)
		}
	}
	if seen == 0 {
		t.Error("no package was seen")
	}
}

// Programs talk to the process; libraries are told what they need.
func TestLibrariesDoNotTouchTheProcess(t *testing.T) {
	process := []string{"time.Now", "time.Since", "time.Until", "os.Exit", "os.Stdin", "os.Stdout", "os.Stderr", "os.Getenv", "os.Args",
		"fmt.Print", "fmt.Println", "fmt.Printf", "log.Print", "log.Println", "log.Printf", "log.Fatal", "log.Fatalf"}
	scanned := 0
	for _, s := range sources(t) {
		for _, d := range s.syntax.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s: init", s.at(f))
			}
		}
		if s.pkg == "main" {
			continue
		}
		scanned++
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := x.X.(*ast.Ident); ok && slices.Contains(process, id.Name+"."+x.Sel.Name) {
					t.Errorf("%s: %s.%s in a library", s.at(n), id.Name, x.Sel.Name)
				}
			}
			return true
		})
	}
	if scanned == 0 {
		t.Error("no library was scanned")
	}
}

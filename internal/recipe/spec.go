package recipe

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

var (
	specMacro = lazyre.New(`(?m)^[ \t]*%(?:global|define)[ \t]+([A-Za-z_][A-Za-z0-9_]*)(\(?)[^ \t\n]*[ \t]+(\S[^\n]*?)[ \t]*$`)
	specTag   = lazyre.New(`(?mi)^(Name|Version|Source[0-9]{0,5}):[ \t]*(\S[^\n]*?)[ \t]*$`)
	macroUse  = lazyre.New(`%(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))`)
	// verifyCall is what checks signatures in %prep: %{gpgverify} of Fedora, or %upsigverify.
	verifyCall   = lazyre.New(`%\{?(?:gpgverify|upsigverify)\b([^\n]*)`)
	verifyOption = lazyre.New(`(?:--(keyring|signature|data)[= ]|-([ksd]))[ \t]*["']?(?:%\{?(?:SOURCE|S:))?([0-9]{1,5}|-)`)
	// keyFile is how files with keys end, beside the spec file.
	keyFile = lazyre.New(`\.(?:asc|gpg|pgp|keyring)$`)
)

// spec reads an RPM spec file: its sources, which of them are signatures and keys by
// their names or by what %gpgverify is given, and macros that are spelled out.
type spec struct {
	// values are macros and the name, each given once.
	values map[string]string
	// unclear are macros that depend on what is run.
	unclear map[string]bool
	version string
	// sources are addresses by their numbers, files those whose names are spelled out.
	sources map[int]string
	files   map[int]file
}

func (r *Recipe) spec(text string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	s := newSpec(text)
	if name, ok := s.expand("%{name}"); ok && plainName.Get().MatchString(name) {
		r.Package = name
	} else {
		r.skip("Name")
	}
	calls := verifyCall.Get().FindAllStringSubmatch(text, limits.RecipeWords)
	keys := map[int]bool{}
	for _, call := range calls {
		o := options(call[1])
		if n, ok := number(o["keyring"]); ok {
			keys[n] = true
		}
		r.Uncompressed = r.Uncompressed || o["data"] == "-"
		r.checked(s, o)
	}
	r.specSources(s, keys, len(calls) > 0)
}

func newSpec(text string) *spec {
	s := &spec{values: map[string]string{}, unclear: map[string]bool{}, sources: map[int]string{}, files: map[int]file{}}
	for _, m := range specMacro.Get().FindAllStringSubmatch(text, -1) {
		s.define(m[1], m[3], m[2] != "")
	}
	last := -1
	for _, m := range specTag.Get().FindAllStringSubmatch(text, -1) {
		switch tag := strings.ToLower(m[1]); tag {
		case "name":
			s.define("name", m[2], false)
		case "version":
			s.version = m[2]
		default:
			n, err := strconv.Atoi(strings.TrimPrefix(tag, "source"))
			if err != nil {
				n = last + 1
			}
			if known, twice := s.sources[n]; twice && known != m[2] {
				m[2] = "%" // of two branches
			}
			s.sources[n], last = m[2], n
		}
	}
	s.values["version"] = "{version}"
	for n, address := range s.sources {
		if f, ok := s.file(address); ok {
			s.files[n] = f
		}
	}
	return s
}

// define keeps a value. One that is given twice depends on what is run, as does one
// with parameters.
func (s *spec) define(name, value string, parameters bool) {
	known, twice := s.values[name]
	s.unclear[name] = s.unclear[name] || parameters || twice && known != value
	s.values[name] = value
}

// expand puts in what plain macros stand for. ok is false where one is not known.
// What else would have to be evaluated stays as it is: no name has a % in it.
func (s *spec) expand(text string) (string, bool) {
	lookups := limits.RecipeWords
	return s.expandAt(text, 0, &lookups)
}

func (s *spec) expandAt(text string, depth int, lookups *int) (string, bool) {
	ok := len(text) <= limits.RecipeValue
	text = macroUse.Get().ReplaceAllStringFunc(text, func(use string) string {
		name := strings.Trim(use, "%{}")
		value, known := s.values[name]
		*lookups--
		if !ok || !known || s.unclear[name] || depth > 3 || *lookups < 0 {
			ok = false
			return ""
		}
		value, ok = s.expandAt(value, depth+1, lookups)
		return value
	})
	if ok = ok && len(text) <= limits.RecipeValue; !ok {
		return "", false
	}
	return text, true
}

// file names a source. rpm takes what stands behind the last slash of the whole
// address, so that a fragment renames.
func (s *spec) file(source string) (file, bool) {
	address, _, renamed := strings.Cut(source, "#/")
	name, ok := s.expand(base(source))
	name = s.versioned(name)
	f := file{name, name}
	if renamed {
		upstream, clear := s.expand(base(address))
		if f.upstream = s.versioned(upstream); !clear || !plainFile(f.upstream) {
			f.upstream = ""
		}
	}
	return f, ok && plainFile(f.name)
}

func base(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// versioned puts {version} in place of the version that is spelled out.
func (s *spec) versioned(name string) string {
	if !strings.Contains(s.version, ".") || strings.Contains(name, "{version}") || strings.Count(name, s.version) != 1 {
		return name
	}
	return strings.Replace(name, s.version, "{version}", 1)
}

// checked drafts the file that a call verifies, whatever its signature is called.
func (r *Recipe) checked(s *spec, o map[string]string) {
	data, named := number(o["data"])
	signature, signed := number(o["signature"])
	if !named || !signed {
		return
	}
	f, ok := s.files[data]
	e, clear := s.files[signature]
	if !ok || !clear {
		r.note("the name of a file that is verified is computed: write [[artifact]] by hand")
		return
	}
	r.pair(e, f)
	delete(s.sources, signature)
}

// specSources finds keys, and signatures of other sources. Without a call that says
// so, keys are told by their names: they come with the spec file, and belong to no
// other source.
func (r *Recipe) specSources(s *spec, keys map[int]bool, told bool) {
	var files []file
	for _, n := range slices.Sorted(maps.Keys(s.sources)) {
		f, ok := s.files[n]
		switch isKey := keys[n] || !told && s.holdsKeys(n); {
		case !ok && keys[n]:
			r.skip("Source" + strconv.Itoa(n))
		case ok && isKey:
			r.Keyrings = append(r.Keyrings, strings.ReplaceAll(f.name, "{version}", s.version))
		case ok:
			files = append(files, f)
		default:
			r.computed(s.sources[n])
		}
	}
	r.match(files)
}

// holdsKeys tells by its name a file with keys from a signature: it lies beside the
// spec file, and is named after no other source and no archive.
func (s *spec) holdsKeys(n int) bool {
	f := s.files[n]
	if strings.Contains(s.sources[n], "://") || !keyFile.Get().MatchString(f.name) {
		return false
	}
	stem, signature := beside.Stem(f.name)
	if _, archive := decompress.Strip(stem); signature && archive {
		return false
	}
	for _, other := range s.files {
		if signature && about(f, other) {
			return false
		}
	}
	return true
}

// options are those of a call that verifies: numbers of sources, or "-".
func options(text string) map[string]string {
	short := map[string]string{"k": "keyring", "s": "signature", "d": "data"}
	o := map[string]string{}
	for _, m := range verifyOption.Get().FindAllStringSubmatch(text, limits.RecipeWords) {
		o[cmp.Or(m[1], short[m[2]])] = m[3]
	}
	return o
}

func number(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}

package fetch_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/internal/tuftest"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/sigstore/trust/fetch"
)

const target = fetch.DefaultTarget

func trustedRoot(name string) []byte {
	return st.New(name, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)).TrustedRootJSON()
}

// mirror is a repository on loopback with one trusted root, and a client for it.
type mirror struct {
	*tuftest.Repo
	fetch.Client
	fetch.Repository
}

func newMirror(t *testing.T) *mirror {
	t.Helper()
	repo := tuftest.New(time.Now())
	repo.Publish(target, trustedRoot("one"))
	m := &mirror{Repo: repo}
	m.serve(t, repo)
	return m
}

func (m *mirror) serve(t testing.TB, h http.Handler) {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	m.Client.Web = webget.New(webget.Options{Timeout: 10 * time.Second, Test: &webget.Test{Roots: pool, Local: true}})
	m.Repository = fetch.Repository{Mirror: server.URL, Initial: m.Repo.FirstRoot()}
}

func (m *mirror) update(seen fetch.State) (fetch.Update, error) {
	return m.Client.Update(context.Background(), m.Repository, seen)
}

func (m *mirror) good(t *testing.T, seen fetch.State, want []byte) fetch.State {
	t.Helper()
	u, err := m.update(seen)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(u.Root.Data, want) || len(u.Root.Instances) != 1 {
		t.Fatalf("another root than published: %.80s", u.Root.Data)
	}
	return u.State
}

func (m *mirror) refused(t *testing.T, seen fetch.State, want error) {
	t.Helper()
	u, err := m.update(seen)
	if !errors.Is(err, want) || !errors.Is(err, fetch.ErrRefused) {
		t.Errorf("error %v, want %v", err, want)
	}
	if u.Root.Data != nil || u.State.Root != nil {
		t.Error("something came back beside the error")
	}
}

func TestUpdate(t *testing.T) {
	m := newMirror(t)
	var asked []string
	m.Progress = func(address string) { asked = append(asked, strings.TrimPrefix(address, m.Mirror)) }
	seen := m.good(t, fetch.State{}, trustedRoot("one"))
	if len(asked) != 5 || asked[0] != "/2.root.json" || asked[1] != "/timestamp.json" {
		t.Errorf("asked for %q", asked)
	}
	// Nothing new, then something.
	m.good(t, seen, trustedRoot("one"))
	m.Publish(target, trustedRoot("two"))
	next := m.good(t, seen, trustedRoot("two"))
	before, err := seen.Versions()
	after, err2 := next.Versions()
	if err != nil || err2 != nil || after != (fetch.Versions{Root: 1, Timestamp: before.Timestamp + 1, Snapshot: before.Snapshot + 1, Targets: before.Targets + 1}) {
		t.Errorf("versions %v after %v; %v, %v", after, before, err, err2)
	}
}

// TestNothingIsLeftBehind: no file in the home directory, the working folder or
// the folder for temporary files.
func TestNothingIsLeftBehind(t *testing.T) {
	home, tmp := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("TMPDIR", tmp)
	m := newMirror(t)
	m.good(t, fetch.State{}, trustedRoot("one"))
	for _, folder := range []string{home, tmp} {
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

// TestNoPlaceForTemporaryFiles: what was seen cannot be given to the client then, so
// that nothing is asked, and nothing goes into the working folder instead.
func TestNoPlaceForTemporaryFiles(t *testing.T) {
	m := newMirror(t)
	m.Progress = func(address string) { t.Errorf("asked for %s", address) }
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	if u, err := m.update(fetch.State{}); !errors.Is(err, fs.ErrNotExist) || u.Root.Data != nil {
		t.Errorf("%d bytes, %v", len(u.Root.Data), err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestPanic: metadata that makes a library panic is refused, as any that is bad.
func TestPanic(t *testing.T) {
	m := newMirror(t)
	m.Progress = func(string) { panic("a fault of a library") }
	m.refused(t, fetch.State{}, fetch.ErrRefused)
}

// TestRotation: roots follow each other; a withdrawn key signs in vain.
func TestRotation(t *testing.T) {
	m := newMirror(t)
	m.Rotate("root", "root-2")
	m.Rotate("timestamp", "timestamp-2")
	m.Publish(target, trustedRoot("two"))
	seen := m.good(t, fetch.State{}, trustedRoot("two"))
	if v, err := seen.Versions(); err != nil || v.Root != 3 {
		t.Errorf("%+v, %v", v, err)
	}
	m.Forge("timestamp", "timestamp")
	m.Stamp()
	m.refused(t, seen, fetch.ErrSignature)
}

// TestUsurpedRoot: a new root that the old one did not sign is not followed.
func TestUsurpedRoot(t *testing.T) {
	m := newMirror(t)
	m.UsurpRoot("mallory")
	m.refused(t, fetch.State{}, fetch.ErrSignature)
}

func TestForgedRoles(t *testing.T) {
	for _, role := range []string{"targets", "snapshot", "timestamp"} {
		m := newMirror(t)
		m.Forge(role, "mallory")
		m.Publish(target, trustedRoot("evil"))
		m.refused(t, fetch.State{}, fetch.ErrSignature)
	}
	m := newMirror(t)
	m.Initial = tuftest.New(time.Now().Add(time.Hour)).FirstRoot()
	m.good(t, fetch.State{}, trustedRoot("one")) // the same keys, another date
	other := tuftest.New(time.Now())
	other.Rotate("root", "mallory")
	m.Initial = other.Files()["2.root.json"]
	m.Repo.Edit(func(files map[string][]byte) { delete(files, "2.root.json") })
	m.Forge("timestamp", "mallory")
	m.Stamp()
	m.refused(t, fetch.State{}, fetch.ErrSignature)
}

// TestFreeze: a mirror that shows the same state for ever is found out when that
// expires, with and without a memory.
func TestFreeze(t *testing.T) {
	past := time.Now().Add(-time.Hour)
	for _, role := range []string{"timestamp", "snapshot", "targets"} {
		m := newMirror(t)
		m.Expires[role] = past
		m.Publish(target, trustedRoot("two"))
		m.refused(t, fetch.State{}, fetch.ErrExpired)
		frozen := fetch.State{Timestamp: m.Files()["timestamp.json"]}
		m.refused(t, frozen, fetch.ErrExpired)
	}
	m := newMirror(t)
	m.Expires["root"] = past
	m.Rotate("root", "root-2")
	m.refused(t, fetch.State{}, fetch.ErrExpired)
	// An expired root is no obstacle on the way to a good one.
	m.Expires["root"] = time.Now().Add(time.Hour)
	m.Rotate("root", "root-3")
	m.good(t, fetch.State{}, trustedRoot("one"))
}

// TestRollback: what was good once and has not expired is refused after
// something newer was seen.
func TestRollback(t *testing.T) {
	m := newMirror(t)
	old := m.Files()
	m.Publish(target, trustedRoot("two"))
	seen := m.good(t, fetch.State{}, trustedRoot("two"))
	m.Restore(old)
	m.refused(t, seen, fetch.ErrRollback)
	m.good(t, fetch.State{}, trustedRoot("one")) // who has no memory cannot know
}

// TestRollbackOfSnapshot: a newer timestamp over an older snapshot.
func TestRollbackOfSnapshot(t *testing.T) {
	m := newMirror(t)
	old := tuftest.New(time.Now())
	old.Publish(target, trustedRoot("one"))
	m.Publish(target, trustedRoot("two"))
	seen := m.good(t, fetch.State{}, trustedRoot("two"))
	for range 5 {
		old.Stamp()
	}
	files := m.Files()
	maps.Copy(files, old.Files())
	m.Restore(files)
	m.refused(t, seen, fetch.ErrRollback)
}

// TestWithheldRoot: a mirror that hides the root which withdrew a key could use
// that key again.
func TestWithheldRoot(t *testing.T) {
	m := newMirror(t)
	before := m.Files()
	m.Rotate("timestamp", "timestamp-2")
	m.Stamp()
	seen := m.good(t, fetch.State{}, trustedRoot("one"))
	m.Restore(before)
	m.refused(t, seen, fetch.ErrRollback)
}

// TestAltered: files that differ from what metadata says.
func TestAltered(t *testing.T) {
	change := func(m *mirror, part string, edit func([]byte) []byte) {
		m.Repo.Edit(func(files map[string][]byte) {
			for name, data := range files {
				if strings.Contains(name, part) {
					files[name] = edit(bytes.Clone(data))
				}
			}
		})
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	for part, want := range map[string]error{
		"targets/": fetch.ErrMismatch, "timestamp.json": fetch.ErrRefused, "snapshot.json": fetch.ErrRefused, ".targets.json": fetch.ErrRefused,
	} {
		m := newMirror(t)
		change(m, part, flip)
		m.refused(t, fetch.State{}, want)
	}
	m := newMirror(t)
	change(m, "targets/", func(b []byte) []byte { return b[:len(b)-1] })
	m.refused(t, fetch.State{}, fetch.ErrMismatch)
	m = newMirror(t)
	change(m, "timestamp.json", func([]byte) []byte { return []byte("<html>Please log in</html>") })
	m.refused(t, fetch.State{}, fetch.ErrRefused)
}

// TestOversized: no file, and not all files together, get beyond their bounds.
func TestOversized(t *testing.T) {
	big := bytes.Repeat([]byte(" "), 6<<20)
	for _, part := range []string{"timestamp.json", "snapshot.json", ".targets.json", "targets/", "2.root.json"} {
		m := newMirror(t)
		m.Repo.Edit(func(files map[string][]byte) {
			files["2.root.json"] = nil
			delete(files, "2.root.json")
			for name, data := range files {
				if strings.Contains(name, part) {
					files[name] = append(bytes.Clone(data), big...)
				}
			}
			if part == "2.root.json" {
				files[part] = big
			}
		})
		m.refused(t, fetch.State{}, fetch.ErrTooMuch)
	}
	// A target that is as large as its metadata says, but no trusted root.
	m := newMirror(t)
	m.Publish(target, append(trustedRoot("one"), big...))
	m.refused(t, fetch.State{}, fetch.ErrRefused)
	m.Publish(target, append(trustedRoot("one"), bytes.Repeat(big, 3)...))
	m.refused(t, fetch.State{}, fetch.ErrTooMuch)
}

// TestEndlessRoots: a mirror (with the keys) that has one more root, always.
func TestEndlessRoots(t *testing.T) {
	m := newMirror(t)
	for range 310 {
		m.Rotate("timestamp", "timestamp")
	}
	m.refused(t, fetch.State{}, fetch.ErrTooMuch)
	if n := m.Asked(); n > limits.FetchedTUFFiles {
		t.Errorf("%d requests", n)
	}
}

// TestNoTrustedRoot: signed content is checked all the same.
func TestNoTrustedRoot(t *testing.T) {
	for _, data := range []string{"", "{}", "[]", "not JSON", `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`} {
		m := newMirror(t)
		m.Publish(target, []byte(data))
		m.refused(t, fetch.State{}, fetch.ErrRefused)
	}
	m := newMirror(t)
	m.Target = "missing.json"
	m.refused(t, fetch.State{}, fetch.ErrRefused)
}

// TestNetworkTrouble is not the mirror's guilt.
func TestNetworkTrouble(t *testing.T) {
	m := newMirror(t)
	m.serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	var status *webget.StatusError
	if _, err := m.update(fetch.State{}); !errors.As(err, &status) || errors.Is(err, fetch.ErrRefused) {
		t.Error(err)
	}
	m.serve(t, http.NotFoundHandler())
	if _, err := m.update(fetch.State{}); err == nil || errors.Is(err, fetch.ErrRefused) {
		t.Error(err)
	}
	m.serve(t, http.RedirectHandler("http://example.org/", http.StatusFound))
	if _, err := m.update(fetch.State{}); !errors.Is(err, webget.ErrAddress) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m = newMirror(t)
	if _, err := m.Client.Update(ctx, m.Repository, fetch.State{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestBadArguments(t *testing.T) {
	m := newMirror(t)
	for _, address := range []string{"", "http://example.org", "file:///tmp", "https://user:pw@example.org"} {
		m.Mirror = address
		if _, err := m.update(fetch.State{}); !errors.Is(err, webget.ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	m = newMirror(t)
	for _, initial := range [][]byte{nil, []byte("{}"), []byte("x"), m.Files()["timestamp.json"]} {
		m.Initial = initial
		if _, err := m.update(fetch.State{}); !errors.Is(err, fetch.ErrInitial) || errors.Is(err, fetch.ErrRefused) {
			t.Errorf("initial root %.20q: %v", initial, err)
		}
	}
	m = newMirror(t)
	if _, err := m.update(fetch.State{Root: []byte("{}")}); err == nil {
		t.Error("a broken memory is passed over")
	}
}

func TestState(t *testing.T) {
	m := newMirror(t)
	folder := filepath.Join(t.TempDir(), "state")
	s, err := fetch.ReadState(folder)
	if err != nil || s.Root != nil {
		t.Error("no folder:", err)
	}
	seen := m.good(t, fetch.State{}, trustedRoot("one"))
	if err := seen.Write(folder); err != nil {
		t.Fatal(err)
	}
	got, err := fetch.ReadState(folder)
	if err != nil || !bytes.Equal(got.Root, seen.Root) || !bytes.Equal(got.Targets, seen.Targets) || len(got.Timestamp) == 0 || len(got.Snapshot) == 0 {
		t.Error("what was written does not come back", err)
	}
	if err := os.Remove(filepath.Join(folder, "root.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "root.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := fetch.ReadState(folder); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Error("an unreadable memory is no memory:", err)
	}
}

func TestPublicGood(t *testing.T) {
	r := fetch.PublicGood()
	if !strings.HasPrefix(r.Mirror, "https://") {
		t.Error(r.Mirror)
	}
	if v, err := (fetch.State{Root: r.Initial}).Versions(); err != nil || v.Root < 14 {
		t.Errorf("%+v, %v", v, err)
	}
}

// What cannot be written is called by its name, and not by that of a temporary file.
func TestUnwrittenStateIsNamed(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "root.json", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := fetch.State{Root: []byte("{}")}.Write(folder)
	var failed *fs.PathError
	if !errors.As(err, &failed) || failed.Path != filepath.Join(folder, "root.json") || strings.Contains(err.Error(), ".root.json") {
		t.Errorf("err = %v", err)
	}
}

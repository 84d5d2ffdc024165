// Package tuftest makes TUF repositories for tests, and serves them: good ones,
// and by small edits hostile ones.
//
//	repo := tuftest.New(time.Now())
//	repo.Publish("trusted_root.json", data)
//	server := httptest.NewTLSServer(repo)
//
// # Trust model
//
// None: the keys are made from their names.
package tuftest

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// Roles are the four that every repository has.
var roles = []string{metadata.ROOT, metadata.TARGETS, metadata.SNAPSHOT, metadata.TIMESTAMP}

// Repo is a repository with consistent snapshots, and the server of its files.
// It panics when used wrongly.
type Repo struct {
	mu sync.Mutex
	// files are what is served, by path.
	files map[string][]byte
	// asked counts requests by path.
	asked map[string]int

	// Expires is when metadata made from now on expires, by role.
	Expires map[string]time.Time
	// keys says by which key each role signs, by label; signers who really does.
	keys, signers map[string]string
	versions      map[string]int64
	root          *metadata.Metadata[metadata.RootType]
	targets       map[string]*metadata.TargetFiles
	initial       []byte
}

// New makes a repository without targets, whose metadata expires a day after now.
func New(now time.Time) *Repo {
	r := &Repo{
		files: map[string][]byte{}, asked: map[string]int{}, Expires: map[string]time.Time{},
		keys: map[string]string{}, versions: map[string]int64{}, targets: map[string]*metadata.TargetFiles{},
	}
	for _, role := range roles {
		r.Expires[role] = now.Add(24 * time.Hour)
		r.keys[role] = role
	}
	r.signers = maps.Clone(r.keys)
	r.newRoot(r.keys[metadata.ROOT])
	r.initial = r.files["1.root.json"]
	r.Publish("", nil)
	return r
}

// FirstRoot is the first root.json, from which trust starts.
func (r *Repo) FirstRoot() []byte { return r.initial }

func private(label string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("tuftest " + label))
	return ed25519.NewKeyFromSeed(seed[:])
}

// newRoot publishes the next root, signed by these keys.
func (r *Repo) newRoot(labels ...string) {
	r.versions[metadata.ROOT]++
	m := metadata.Root(r.Expires[metadata.ROOT])
	m.Signed.Version = r.versions[metadata.ROOT]
	m.Signed.ConsistentSnapshot = true
	for role, label := range r.keys {
		key, err := metadata.KeyFromPublicKey(private(label).Public())
		check(err)
		check(m.Signed.AddKey(key, role))
	}
	r.root = m
	r.put(fmt.Sprintf("%d.root.json", m.Signed.Version), sign(m, labels...))
}

// Rotate gives a role a new key, in a new root signed by the old root key and,
// if the role is root, by the new one as well.
func (r *Repo) Rotate(role, label string) {
	old := r.keys[metadata.ROOT]
	r.keys[role], r.signers[role] = label, label
	if role == metadata.ROOT {
		r.newRoot(old, label)
		return
	}
	r.newRoot(old)
}

// UsurpRoot publishes a next root that only its own new key signed.
func (r *Repo) UsurpRoot(label string) {
	r.keys[metadata.ROOT] = label
	r.newRoot(label)
}

// Forge makes a role sign with a key that the root does not name.
func (r *Repo) Forge(role, label string) { r.signers[role] = label }

// Publish adds a target, if it has a name, and renews all metadata but the root.
func (r *Repo) Publish(name string, data []byte) {
	if name != "" {
		info, err := metadata.TargetFile().FromBytes(name, data, "sha256")
		check(err)
		r.targets[name] = info
		sum := sha256.Sum256(data)
		r.put(path.Join("targets", path.Dir(name), hex.EncodeToString(sum[:])+"."+path.Base(name)), data)
	}
	targets := metadata.Targets(r.Expires[metadata.TARGETS])
	targets.Signed.Targets = maps.Clone(r.targets)
	targets.Signed.Version = r.next(metadata.TARGETS)
	r.put(fmt.Sprintf("%d.targets.json", targets.Signed.Version), sign(targets, r.signers[metadata.TARGETS]))

	snapshot := metadata.Snapshot(r.Expires[metadata.SNAPSHOT])
	snapshot.Signed.Version = r.next(metadata.SNAPSHOT)
	snapshot.Signed.Meta["targets.json"] = metadata.MetaFile(targets.Signed.Version)
	r.put(fmt.Sprintf("%d.snapshot.json", snapshot.Signed.Version), sign(snapshot, r.signers[metadata.SNAPSHOT]))
	r.Stamp()
}

// Stamp renews the timestamp alone.
func (r *Repo) Stamp() {
	timestamp := metadata.Timestamp(r.Expires[metadata.TIMESTAMP])
	timestamp.Signed.Version = r.next(metadata.TIMESTAMP)
	timestamp.Signed.Meta["snapshot.json"] = metadata.MetaFile(r.versions[metadata.SNAPSHOT])
	r.put("timestamp.json", sign(timestamp, r.signers[metadata.TIMESTAMP]))
}

func (r *Repo) next(role string) int64 {
	r.versions[role]++
	return r.versions[role]
}

func sign[T metadata.Roles](m *metadata.Metadata[T], labels ...string) []byte {
	for _, label := range labels {
		signer, err := signature.LoadSigner(private(label), crypto.Hash(0))
		check(err)
		_, err = m.Sign(signer)
		check(err)
	}
	data, err := m.ToBytes(false)
	check(err)
	return data
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Edit changes what is served: the map of files by path.
func (r *Repo) Edit(change func(files map[string][]byte)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r.files)
}

// Files is a copy of what is served; [Repo.Restore] serves it again.
func (r *Repo) Files() map[string][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.files)
}

// Restore serves these files and no others.
func (r *Repo) Restore(files map[string][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files = maps.Clone(files)
}

func (r *Repo) put(name string, data []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files[name] = data
}

// Asked counts the requests so far.
func (r *Repo) Asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, count := range r.asked {
		n += count
	}
	return n
}

// ServeHTTP serves the files.
func (r *Repo) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	name := strings.TrimPrefix(req.URL.Path, "/")
	r.mu.Lock()
	data, found := r.files[name]
	r.asked[name]++
	r.mu.Unlock()
	if !found {
		http.NotFound(w, req)
		return
	}
	_, _ = w.Write(data)
}

package fetch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sigstore/sigstore-go/pkg/tuf"
	"github.com/theupdateframework/go-tuf/v2/metadata"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/sigstore/trust"
)

// DefaultTarget is the name of the trusted root in Sigstore's repositories.
const DefaultTarget = "trusted_root.json"

// Repository is a TUF repository with a trusted root in it.
type Repository struct {
	// Mirror is the address of the metadata, https; targets are under "targets".
	Mirror string
	// Initial is the root metadata from which trust starts (root.json). It may
	// have expired, as long as the mirror has the roots that follow it.
	Initial []byte
	// Target is the file; empty means [DefaultTarget].
	Target string
}

// PublicGood is the repository of the public-good instance, with the initial
// root that sigstore-go ships.
func PublicGood() Repository {
	return Repository{Mirror: tuf.DefaultMirror, Initial: tuf.DefaultRoot()}
}

// Client updates trusted roots. The zero value talks to the Internet.
type Client struct {
	// Progress, if not nil, is told each address before it is fetched.
	Progress func(address string)
	// Web is for tests; nil is the ordinary client.
	Web *webget.Client
}

// Update is what an update brings.
type Update struct {
	// Root is the trusted root, parsed.
	Root trust.File
	// State is to be kept for the next update.
	State    State
	Versions Versions
}

// Update fetches the trusted root of a repository, given what was seen before.
// Errors that speak of the mirror's metadata wrap [ErrRefused]; the others are
// [ErrInitial] and those of the network.
func (c Client) Update(ctx context.Context, r Repository, seen State) (u Update, err error) {
	defer func() {
		if p := recover(); p != nil {
			u, err = Update{}, fmt.Errorf("%w: reading the metadata panicked: %v", ErrRefused, p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, limits.FetchTUFTime)
	defer cancel()
	if r.Target == "" {
		r.Target = DefaultTarget
	}
	web := c.Web
	if web == nil {
		web = webget.New(webget.Options{})
	}
	if err := web.CheckAddress(r.Mirror); err != nil {
		return Update{}, err
	}
	d := &downloads{ctx: ctx, web: web, progress: c.Progress, left: limits.FetchedTUF}
	if d.progress == nil {
		d.progress = func(string) {}
	}
	return d.update(r, seen)
}

func (d *downloads) update(r Repository, seen State) (Update, error) {
	before, err := seen.Versions()
	if err != nil {
		return Update{}, err
	}
	if err := checkInitial(r.Initial); err != nil {
		return Update{}, err
	}
	cache, err := os.MkdirTemp("", "upsig-tuf-")
	if err != nil {
		return Update{}, err
	}
	defer os.RemoveAll(cache)
	folder := filepath.Join(cache, tuf.URLToPath(r.Mirror))
	if err := seed(folder, seen); err != nil {
		return Update{}, err
	}
	data, err := d.target(r, cache)
	if err != nil {
		return Update{}, d.explain(err)
	}
	after, err := ReadState(folder)
	if err != nil {
		return Update{}, err
	}
	versions, err := after.Versions()
	if err != nil {
		return Update{}, err
	}
	// Seeding covers the other roles: the client always starts from the initial
	// root, so a mirror that withholds later roots must be caught here.
	if versions.Root < before.Root {
		return Update{}, fmt.Errorf("%w: the mirror's last root is version %d, but version %d was seen before", ErrRollback, versions.Root, before.Root)
	}
	f, err := trust.Parse(r.Target, data)
	if err != nil {
		return Update{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return Update{Root: f, State: after, Versions: versions}, nil
}

// seed gives the client what was seen before, but for the root: the initial one
// alone is trusted to begin with.
func seed(folder string, seen State) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	seen.Root = nil
	return seen.writeTo(folder, func(name string, data []byte) error { return os.WriteFile(name, data, 0o600) })
}

// checkInitial refuses what trust cannot start from, which is not the mirror's fault.
func checkInitial(data []byte) error {
	initial, err := metadata.Root().FromBytes(data)
	if err == nil {
		err = initial.VerifyDelegate(metadata.ROOT, initial)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInitial, err)
	}
	return nil
}

// target runs the client: root, timestamp, snapshot and targets metadata in
// turn, each checked, then the file.
func (d *downloads) target(r Repository, cache string) ([]byte, error) {
	client, err := tuf.New(&tuf.Options{Root: r.Initial, CachePath: cache, RepositoryBaseURL: r.Mirror, Fetcher: d})
	if err != nil {
		return nil, err
	}
	return client.GetTarget(r.Target)
}

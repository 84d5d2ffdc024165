package fetch_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"github.com/upsig/upsig/internal/tuftest"
	"github.com/upsig/upsig/sigstore/trust/fetch"
)

// state is what a client remembers that saw this much of a repository.
func state(repo *tuftest.Repo, version string) fetch.State {
	files := repo.Files()
	return fetch.State{
		Root: repo.FirstRoot(), Timestamp: files["timestamp.json"],
		Snapshot: files[version+".snapshot.json"], Targets: files[version+".targets.json"],
	}
}

// FuzzState: a saved state either is refused or has the versions that the TUF
// client reads in it, wherever that reads anything; and it is written and read
// again without a change.
func FuzzState(f *testing.F) {
	s := state(tuftest.New(time.Unix(1800000000, 0)), "1")
	f.Add(s.Root, s.Timestamp, s.Snapshot, s.Targets)
	for _, text := range []string{
		`{"signed":{"version":2,"Version":1},"signatures":[]}`, `{"signed":{"version":2},"Signed":{"version":1}}`, `{"signed":{"version":9223372036854775808}}`,
		`{"signed":{"version":-1}}`, `{"signed":{"version":1.0}}`, `{"signed":{"version":1e3}}`, `{"signed":null}`, "null", " ", "{}{}",
	} {
		f.Add([]byte(text), []byte(text), []byte(text), []byte(text))
	}
	f.Fuzz(func(t *testing.T, root, timestamp, snapshot, targets []byte) {
		s := fetch.State{Root: root, Timestamp: timestamp, Snapshot: snapshot, Targets: targets}
		folder := t.TempDir()
		if err := s.Write(folder); err != nil {
			t.Fatal(err)
		}
		again, err := fetch.ReadState(folder)
		if err != nil || !bytes.Equal(again.Root, root) || !bytes.Equal(again.Timestamp, timestamp) ||
			!bytes.Equal(again.Snapshot, snapshot) || !bytes.Equal(again.Targets, targets) {
			t.Fatalf("%q became %q (%v)", s, again, err)
		}
		v, err := s.Versions()
		if err != nil {
			if v != (fetch.Versions{}) {
				t.Fatalf("%+v beside %v", v, err)
			}
			return
		}
		for _, part := range []struct {
			data []byte
			got  int64
			want func([]byte) int64
		}{
			{root, v.Root, func(data []byte) int64 {
				return read(metadata.Root(), data, func(r metadata.RootType) int64 { return r.Version })
			}},
			{timestamp, v.Timestamp, func(data []byte) int64 {
				return read(metadata.Timestamp(), data, func(r metadata.TimestampType) int64 { return r.Version })
			}},
			{snapshot, v.Snapshot, func(data []byte) int64 {
				return read(metadata.Snapshot(), data, func(r metadata.SnapshotType) int64 { return r.Version })
			}},
			{targets, v.Targets, func(data []byte) int64 {
				return read(metadata.Targets(), data, func(r metadata.TargetsType) int64 { return r.Version })
			}},
		} {
			if (part.got > 0) != (len(part.data) > 0) {
				t.Fatalf("version %d of %q", part.got, part.data)
			}
			if want := part.want(part.data); want != 0 && want != part.got {
				t.Fatalf("version %d, not %d, of %q", part.got, want, part.data)
			}
		}
	})
}

// read is the version that the TUF client reads; 0 where it reads none.
func read[T metadata.Roles](m *metadata.Metadata[T], data []byte, version func(T) int64) int64 {
	if m, err := m.FromBytes(data); err == nil {
		return version(m.Signed)
	}
	return 0
}

// FuzzUpdate: whatever a client believes to have seen, an update brings the
// metadata of the mirror and nothing else, no root older than the one remembered,
// and nothing at all where the mirror goes back behind what it once signed.
func FuzzUpdate(f *testing.F) {
	// Every process of the fuzzer makes the same repository, which nobody sees expire.
	m := &mirror{Repo: tuftest.New(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC))}
	m.Publish(target, trustedRoot("one"))
	m.serve(f, m.Repo)
	old, first := m.Files(), state(m.Repo, "2")
	m.Publish(target, trustedRoot("two"))
	fresh, second := m.Files(), state(m.Repo, "3")
	for _, s := range []fetch.State{{}, first, second, {Root: first.Root, Timestamp: second.Timestamp, Snapshot: first.Snapshot, Targets: second.Targets}} {
		for _, back := range []bool{false, true} {
			f.Add(back, s.Root, s.Timestamp, s.Snapshot, s.Targets)
		}
	}
	f.Add(false, bytes.Replace(first.Root, []byte(`"version":1`), []byte(`"version":2`), 1), []byte("{}"), first.Snapshot, []byte(nil))
	f.Fuzz(func(t *testing.T, back bool, root, timestamp, snapshot, targets []byte) {
		want, shown := second, fresh
		if back {
			want, shown = first, old
		}
		m.Restore(shown)
		seen := fetch.State{Root: root, Timestamp: timestamp, Snapshot: snapshot, Targets: targets}
		u, err := m.update(seen)
		if err != nil {
			if u.Root.Data != nil || u.State.Root != nil {
				t.Fatalf("an update beside %v", err)
			}
			return
		}
		if back && bytes.Equal(timestamp, second.Timestamp) {
			t.Fatal("went back behind a timestamp that was seen")
		}
		if v, err := seen.Versions(); err != nil || u.Versions.Root < v.Root {
			t.Fatalf("%+v after %+v (%v)", u.Versions, v, err)
		}
		if s := u.State; !bytes.Equal(s.Root, want.Root) || !bytes.Equal(s.Timestamp, want.Timestamp) || !bytes.Equal(s.Snapshot, want.Snapshot) || !bytes.Equal(s.Targets, want.Targets) {
			t.Fatalf("%q instead of %q", s, want)
		}
	})
}

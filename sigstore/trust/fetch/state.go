package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/writefile"
)

// State is the TUF metadata of the last update, byte by byte as it was signed.
// The zero value remembers nothing.
type State struct {
	Root, Timestamp, Snapshot, Targets []byte
}

type stateFile struct {
	name string
	data *[]byte
}

// files lists the state's parts. The root comes first, so that a state which was
// written in part withholds no withdrawal of a key.
func (s *State) files() []stateFile {
	return []stateFile{
		{"root.json", &s.Root}, {"timestamp.json", &s.Timestamp},
		{"snapshot.json", &s.Snapshot}, {"targets.json", &s.Targets},
	}
}

// ReadState reads the state that [State.Write] left in a folder. A folder that
// does not exist remembers nothing; a file that cannot be read is an error, since
// going on would forget.
func ReadState(folder string) (State, error) {
	var s State
	for _, f := range s.files() {
		data, err := readfile.Regular(filepath.Join(folder, f.name), limits.FetchedTUF)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return State{}, err
		}
		*f.data = data
	}
	return s, nil
}

// Write stores the state in a folder, each file whole or not at all.
func (s State) Write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return s.writeTo(folder, func(name string, data []byte) error { return writefile.Replace(name, data, 0o644) })
}

func (s State) writeTo(folder string, write func(string, []byte) error) error {
	for _, f := range s.files() {
		if len(*f.data) == 0 {
			continue
		}
		path := filepath.Join(folder, f.name)
		if err := write(path, *f.data); err != nil {
			return fmt.Errorf("write TUF metadata: %w", writefile.Unwritten(path, err))
		}
	}
	return nil
}

// Versions are the version numbers of the metadata; 0 stands for none.
type Versions struct {
	Root, Timestamp, Snapshot, Targets int64
}

// Versions reads the version numbers. It fails for what is no TUF metadata.
func (s State) Versions() (Versions, error) {
	var v Versions
	numbers := []*int64{&v.Root, &v.Timestamp, &v.Snapshot, &v.Targets}
	for i, f := range s.files() {
		if len(*f.data) == 0 {
			continue
		}
		var file struct {
			Signed struct {
				Version int64 `json:"version"`
			} `json:"signed"`
		}
		if err := json.Unmarshal(*f.data, &file); err != nil {
			return Versions{}, fmt.Errorf("read TUF metadata %s: %w", f.name, err)
		}
		if file.Signed.Version <= 0 {
			return Versions{}, fmt.Errorf("read TUF metadata %s: it has no version", f.name)
		}
		*numbers[i] = file.Signed.Version
	}
	return v, nil
}

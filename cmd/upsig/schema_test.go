package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the command prints is usable as it is: each schema compiles in a folder
// that holds nothing else.
func TestSchemasThatArePrinted(t *testing.T) {
	folder := t.TempDir()
	files := map[string]string{"policy": ""}
	for _, x := range schemas() {
		files[x.flag] = "--" + x.flag
	}
	for name, flag := range files {
		args := []string{"policy", "schema"}
		if flag != "" {
			args = append(args, flag)
		}
		var out, stderr bytes.Buffer
		if code := run(context.Background(), args, streams{out: &out, err: &stderr}); code != exitAccepted || out.Len() == 0 {
			t.Fatalf("%q: exit code %d, %s", args, code, &stderr)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".schema.json"), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name := range files {
		if _, err := jsonschema.NewCompiler().Compile(filepath.Join(folder, name+".schema.json")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var out, stderr bytes.Buffer
	if code := run(context.Background(), []string{"policy", "schema", "--report", "--key"}, streams{out: &out, err: &stderr}); code != exitUsage {
		t.Errorf("two at a time: exit code %d", code)
	}
}

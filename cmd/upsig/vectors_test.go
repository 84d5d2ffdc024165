package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

// TestVectors runs every vector through the command: the JSON report must be of
// the schema and say what the vector expects, text and exit code must agree.
func TestVectors(t *testing.T) {
	vectors, err := testvec.Load(os.DirFS("../.."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := v.WriteTo(folder); err != nil {
				t.Fatal(err)
			}
			code, out := runVector(t, v, folder, "json")
			checkJSON(t, v, schema, code, out)
			textCode, text := runVector(t, v, folder, "text")
			if textCode != code {
				t.Errorf("exit code %d in text, %d in JSON", textCode, code)
			}
			checkText(t, v, text)
			checkSameFacts(t, out, string(text))
			checkRecorded(t, out, text)
		})
	}
}

func runVector(t *testing.T, v testvec.Vector, folder, format string) (int, []byte) {
	t.Helper()
	args := []string{"verify", "--format", format, "--policy", filepath.Join(folder, "policy.toml"), "--name", v.Artifact}
	if v.Version != "" {
		args = append(args, "--version", v.Version)
	}
	if v.Digest != "" {
		args = append(args, v.Digest)
		for _, name := range v.EvidenceNames() {
			args = append(args, filepath.Join(folder, name))
		}
	} else {
		args = append(args, filepath.Join(folder, v.Artifact))
	}
	var out, complaints bytes.Buffer
	code := run(context.Background(), args, streams{
		in: strings.NewReader(""), out: &out, err: &complaints, now: func() time.Time { return v.At },
	})
	if text := complaints.String(); text != "" && (format == "json" || !strings.HasPrefix(text, "upsig: hint: ")) {
		t.Errorf("on standard error: %s", complaints.Bytes())
	}
	return code, out.Bytes()
}

func checkJSON(t *testing.T, v testvec.Vector, schema *jsonschema.Schema, code int, out []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, out)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not of the schema: %v", err)
	}
	var report struct {
		Verdict struct {
			Accepted, Alarm bool
			Class, Reason   string
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	got := report.Verdict
	if got.Accepted != v.Accepted || got.Alarm != v.Alarm || got.Class != v.Class || got.Reason != v.Reason {
		t.Errorf("verdict %+v, want accepted %t, alarm %t, class %s, reason %q", got, v.Accepted, v.Alarm, v.Class, v.Reason)
	}
	if v.Accepted != (code == exitAccepted) || (!v.Accepted && code != exitRejected) {
		t.Errorf("exit code %d, accepted %t", code, v.Accepted)
	}
}

func checkText(t *testing.T, v testvec.Vector, text []byte) {
	t.Helper()
	first, _, _ := strings.Cut(string(text), "\n")
	if strings.HasPrefix(first, "ACCEPTED") != v.Accepted {
		t.Errorf("first line %q, accepted %t", first, v.Accepted)
	}
	if !strings.Contains(string(text), v.Reason) {
		t.Errorf("the text does not name the reason %q", v.Reason)
	}
	for _, r := range string(text) {
		if r != '\n' && !safetext.Visible(r) {
			t.Fatalf("character %U in the text", r)
		}
	}
}

// checkSameFacts: whatever code the JSON names, the text names too.
func checkSameFacts(t *testing.T, out []byte, text string) {
	t.Helper()
	type notices []struct{ Code string }
	var report struct {
		Verdict  struct{ Reason string }
		Evidence []struct {
			Reason     string
			Weaknesses []struct{ Weakness string }
			Notices    notices
		}
		Notices notices
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	codes := []string{report.Verdict.Reason}
	all := report.Notices
	for _, e := range report.Evidence {
		codes, all = append(codes, e.Reason), append(all, e.Notices...)
		for _, w := range e.Weaknesses {
			if !strings.Contains(text, w.Weakness+": ") {
				t.Errorf("the text does not name the weakness %s", w.Weakness)
			}
		}
	}
	for _, n := range all {
		codes = append(codes, n.Code)
	}
	for _, code := range codes {
		if code != "" && !strings.Contains(text, "("+code+")") {
			t.Errorf("the text does not name %s", code)
		}
	}
}

// checkRecorded: the text is made from the report alone, so that the recorded one
// gives the same, but for bytes that are no UTF-8: JSON cannot hold them.
func checkRecorded(t *testing.T, out, text []byte) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	var value map[string]any
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	// Of all types in a report, this one has words for writing and none for reading.
	for _, e := range value["evidence"].([]any) {
		e := e.(map[string]any)
		for s := policy.StatusUnusable; s <= policy.StatusSound; s++ {
			if e["finding"] == s.String() {
				e["finding"] = int(s)
			}
		}
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var report policy.Report
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := render.Text(&again, &report, render.Style{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Bytes(), text) && asRecorded(again.String()) != asRecorded(string(text)) {
		t.Errorf("the recorded report gives another text:\n%s\n%s", &again, text)
	}
}

// notUTF8 is how text shows a byte that is no UTF-8.
var notUTF8 = regexp.MustCompile(`\\x[89a-f][0-9a-f]`)

// asRecorded has in place of such bytes what JSON has, wherever lines break then.
func asRecorded(text string) string {
	return strings.Join(strings.Fields(notUTF8.ReplaceAllString(text, "\ufffd")), " ")
}

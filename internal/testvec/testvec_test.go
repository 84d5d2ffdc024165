package testvec_test

import (
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

func TestNoVectorsIsAnError(t *testing.T) {
	if _, err := testvec.Load(fstest.MapFS{"vectors/readme": {}}, "vectors"); err == nil {
		t.Error("no error")
	}
}

func TestParseRefuses(t *testing.T) {
	const head = "upsig vector v1\nabout: x\n"
	for name, text := range map[string]string{
		"another format":           "vector v2\nabout: x\nverdict: accepted\n",
		"no about":                 "upsig vector v1\nverdict: accepted\n",
		"unknown line":             head + "verdict: accepted\ncolour: red\n",
		"neither yes nor no":       head + "verdict: perhaps\n",
		"rejected without reason":  head + "verdict: rejected\n",
		"accepted with reason":     head + "verdict: accepted\nreason: unknown-key\n",
		"broken base64":            head + "verdict: accepted\n-- a.b64 --\n!\n",
		"padding of nothing":       head + "verdict: accepted\npad: a 10\n",
		"padding without size":     head + "verdict: accepted\npad: a\n-- a --\nx\n",
		"padding to a huge size":   head + "verdict: accepted\npad: a 99999999999\n-- a --\nx\n",
		"padding to a smaller one": head + "verdict: accepted\npad: a 1\n-- a --\nx\n",
	} {
		if _, err := testvec.Parse("v", []byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWriteAndParse(t *testing.T) {
	for _, v := range load(t) {
		if v.Pad != "" {
			continue
		}
		again, err := testvec.Parse(v.Name, v.Bytes())
		if err != nil || !reflect.DeepEqual(again, v) {
			t.Errorf("%s: differs when written and read: %v", v.Name, err)
		}
	}
}

// The zero report and the zero finding differ from everything that is accepted.
func TestNothingIsNoAcceptance(t *testing.T) {
	for _, v := range load(t) {
		if v.Accepted && len(v.Differences(&policy.Report{})) == 0 {
			t.Errorf("%s: an empty report will do", v.Name)
		}
		if len(v.Evidence) > 0 && len(v.FindingDifferences(nil, true)) == 0 && v.Accepted {
			t.Errorf("%s: no finding will do", v.Name)
		}
		if v.Accepted && len(v.FindingDifferences([]policy.Finding{{}}, false)) == 0 {
			t.Errorf("%s: an empty finding will do", v.Name)
		}
	}
}

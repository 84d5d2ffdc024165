package testvec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/policy"
)

// Differences says, one line each, where a report is not what the vector expects.
func (v Vector) Differences(r *policy.Report) []string {
	var all []string
	differ := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			all = append(all, fmt.Sprintf("%s: got %v, want %v", what, got, want))
		}
	}
	differ("accepted", r.Verdict.Accepted, v.Accepted)
	differ("class", r.Verdict.Class, v.Class)
	differ("reason", r.Verdict.Reason, v.Reason)
	differ("alarm", r.Verdict.Alarm, v.Alarm)
	differ("evidence", strings.Join(outcomes(r), ", "), strings.Join(v.Evidence, ", "))
	differ("weaknesses", strings.Join(weaknesses(r), " "), strings.Join(v.Weaknesses, " "))
	for _, n := range v.Notices {
		if !slices.Contains(notices(r), n) {
			all = append(all, fmt.Sprintf("notices: got %v, want %s among them", notices(r), n))
		}
	}
	return all
}

func outcomes(r *policy.Report) []string {
	var all []string
	for _, e := range r.Evidence {
		switch e.Outcome {
		case policy.OutcomeVerified:
			all = append(all, "verified "+e.Class.String())
		case policy.OutcomeTimestamp:
			all = append(all, "timestamp")
		default:
			all = append(all, "rejected "+string(e.Reason))
		}
	}
	return all
}

func weaknesses(r *policy.Report) []string {
	var all []string
	for _, e := range r.Evidence {
		for _, w := range e.Weaknesses {
			if !slices.Contains(all, string(w.Weakness)) {
				all = append(all, string(w.Weakness))
			}
		}
	}
	slices.Sort(all)
	return all
}

func notices(r *policy.Report) []string {
	var all []string
	for _, n := range r.Notices {
		all = append(all, string(n.Code))
	}
	for _, e := range r.Evidence {
		for _, n := range e.Notices {
			all = append(all, string(n.Code))
		}
	}
	return all
}

// WriteTo lays the vector's files out in a folder that exists.
func (v Vector) WriteTo(folder string) error {
	for _, name := range v.FileNames() {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, v.Files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// EvidenceNames lists the files whose names are the artifact's, or another of
// these names, with an ending; sorted.
func (v Vector) EvidenceNames(names ...string) []string {
	return slices.DeleteFunc(v.FileNames(), func(file string) bool {
		return !slices.ContainsFunc(append(names, v.Artifact), func(n string) bool { return n != "" && strings.HasPrefix(file, n+".") })
	})
}

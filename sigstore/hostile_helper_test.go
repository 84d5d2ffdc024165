package sigstore_test

import (
	"context"
	"crypto"
	"errors"
	"hash"
	"strings"
	"testing"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const hostileName = "example-1.0.0.tar.gz"

var (
	hostileNow      = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	hostileArtifact = []byte("an artifact\n")
)

// bytesDigests is an artifact in memory.
type bytesDigests []byte

func (bytesDigests) Size() int64 { return -1 }

func (bytesDigests) State(policy.Tap) (hash.Hash, error) { return nil, errors.New("no running state") }

func (d bytesDigests) Sum(h crypto.Hash) ([]byte, error) {
	state := h.New()
	state.Write(d)
	return state.Sum(nil), nil
}

// hostileJob is one file against trusted roots and managed keys.
type hostileJob struct {
	roots []*st.Instance // the first is named "test", the next "test1", ...
	key   *st.Key
	npm   *st.Key
}

// findings returns what the collector finds in the file about the artifact.
func (j hostileJob) findings(t *testing.T, data []byte) []policy.Finding {
	t.Helper()
	p := &policy.Policy{}
	if j.key != nil {
		p.KeySigners = []policy.KeySigner{{Name: "key", Kind: "pem", DER: j.key.DER(), HeldBy: policy.HeldByAuthor, Root: "test"}}
	}
	check, err := j.collector(t).Prepare(t.Context(), policy.Job{
		Evidence: []policy.File{{Path: "evidence.json", Data: data}}, Policy: p, Name: hostileName, Now: hostileNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	return check.Findings(context.Background(), bytesDigests(hostileArtifact))
}

func (j hostileJob) collector(t *testing.T) *sigstore.Collector {
	t.Helper()
	var roots []sigstore.TrustedRoot
	for i, in := range j.roots {
		name := []string{"test", "test1", "test2"}[i]
		r, err := sigstore.ParseTrustedRoot(name, in.TrustedRootJSON())
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, r)
	}
	var options []sigstore.Option
	if j.npm != nil {
		options = append(options, sigstore.WithNPMKeys("keys.json", j.roots[0].NPMKeysJSON(j.npm), "test"))
	}
	c, err := sigstore.New(roots, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sole is for files with one piece.
func (j hostileJob) sole(t *testing.T, data []byte) policy.Finding {
	t.Helper()
	all := j.findings(t, data)
	if len(all) != 1 {
		t.Fatalf("%d findings", len(all))
	}
	checkFinding(t, all[0])
	return all[0]
}

// checkFinding holds a finding against what findings promise: nothing that
// failed may carry what only verified evidence has.
func checkFinding(t *testing.T, f policy.Finding) {
	t.Helper()
	vouched := f.Status == policy.StatusSound || f.Status == policy.StatusOther
	if !vouched && (f.Certificate != nil || f.Key != nil || f.Statement != nil || f.Root != "" || f.Also != nil) {
		t.Errorf("status %d carries verified facts: %+v", f.Status, f)
	}
	if vouched && (f.Certificate == nil) == (f.Key == nil) {
		t.Errorf("status %d names certificate %v and key %v", f.Status, f.Certificate, f.Key)
	}
	if (f.Status == policy.StatusSound) != (f.Reason == "") {
		t.Errorf("status %d with reason %q", f.Status, f.Reason)
	}
	if strings.ContainsAny(f.Detail, "\n\r\x1b") {
		t.Errorf("detail is not one plain line: %q", f.Detail)
	}
	if f.Reason != "" && !f.Reason.Valid() {
		t.Errorf("reason %q is not one", f.Reason)
	}
}

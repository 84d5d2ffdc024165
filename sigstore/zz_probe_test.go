package sigstore_test

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"hash"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

type zzDigests []byte

func (zzDigests) State(policy.Tap) (hash.Hash, error) { return nil, errors.New("no state") }
func (d zzDigests) Sum(h crypto.Hash) ([]byte, error) {
	s := h.New()
	s.Write(d)
	return s.Sum(nil), nil
}

func zzRun(t *testing.T, in *sigstoretest.Instance, data []byte, key *sigstoretest.Key, art []byte) []policy.Finding {
	r, err := sigstore.ParseTrustedRoot("test", in.TrustedRootJSON())
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r})
	if err != nil {
		t.Fatal(err)
	}
	p := &policy.Policy{}
	if key != nil {
		p.KeySigners = []policy.KeySigner{{Name: "k", Kind: "pem", DER: key.DER(), HeldBy: policy.HeldByAuthor, Root: "test"}}
	}
	k, err := c.Prepare(context.Background(), policy.Job{Evidence: []policy.File{{Path: "e", Data: data}}, Policy: p, Name: "example-1.0.0.tar.gz", Now: in.Now})
	if err != nil {
		t.Fatal(err)
	}
	return k.Findings(context.Background(), zzDigests(art))
}

func TestZZ(t *testing.T) {
	in := sigstoretest.New("hostile", time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	art := []byte("an artifact\n")
	names := []string{"unusable", "missing", "bad", "other", "sound"}
	show := func(n string, fs []policy.Finding) {
		for _, f := range fs {
			d := f.Detail
			if len(d) > 90 {
				d = d[:90]
			}
			fmt.Printf("%-45s %d %-9s %-24s %s %v\n", n, f.Index, names[f.Status], f.Reason, d, f.Notices)
		}
		if len(fs) == 0 {
			fmt.Println(n, "NONE")
		}
	}
	for _, v := range in.Genuine("example-1.0.0.tar.gz", art) {
		show("G "+v.Name, zzRun(t, in, v.Data, v.Key, art))
	}
	for _, v := range in.Hostile("example-1.0.0.tar.gz", art) {
		show(v.Name, zzRun(t, in, v.Data, v.Key, art))
	}
	for _, v := range in.Containers("example-1.0.0.tar.gz", art) {
		show(fmt.Sprint("C ", v.Name, " ", v.Sound), zzRun(t, in, v.Data, v.Key, art))
	}
}

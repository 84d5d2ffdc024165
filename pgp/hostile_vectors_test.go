package pgp_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/policy"
)

// Every case of the catalogue is judged as the catalogue says.
func TestHostileVectors(t *testing.T) {
	for _, v := range vectors.All() {
		t.Run(v.Section+"/"+v.Name, func(t *testing.T) {
			fs := hostileFindings(t, hostileCollector(v.Certs), v)
			if got, want := foundAll(fs), wantedAll(v.Want); got != want {
				t.Errorf("got\n%s\nwant\n%s\n%+v", got, want, fs)
			}
			for _, f := range fs {
				if f.Status == policy.StatusSound && f.Key.Fingerprint != v.Pinned[0] {
					t.Errorf("by %s, want %s", f.Key.Fingerprint, v.Pinned[0])
				}
				if f.Status == policy.StatusBad && !slices.Contains(f.Claimed.Candidates, v.Pinned[0]) {
					t.Errorf("bad, but accuses %v", f.Claimed.Candidates)
				}
			}
		})
	}
}

// The answer depends neither on the order of keyrings nor on earlier answers by
// the same collector.
func TestHostileVectorsInAnyOrder(t *testing.T) {
	for _, v := range vectors.All() {
		c := hostileCollector(v.Certs)
		first := foundAll(hostileFindings(t, c, v))
		if again := foundAll(hostileFindings(t, c, v)); again != first {
			t.Errorf("%s: second answer\n%s\nfirst\n%s", v.Name, again, first)
		}
		reversed := slices.Clone(v.Certs)
		slices.Reverse(reversed)
		if other := foundAll(hostileFindings(t, hostileCollector(reversed), v)); other != first {
			t.Errorf("%s: with rings reversed\n%s\nelse\n%s", v.Name, other, first)
		}
	}
}

// A changed artifact is never sound; text signatures forgive line endings alone.
func TestHostileVectorsOnAnotherArtifact(t *testing.T) {
	for _, v := range vectors.All() {
		v.Data = append(bytes.Clone(v.Data), "changed"...)
		for _, f := range hostileFindings(t, hostileCollector(v.Certs), v) {
			if f.Status == policy.StatusSound || f.Key != nil {
				t.Errorf("%s: %s", v.Name, found(f))
			}
		}
	}
}

// Without certificates nothing is sound, and nobody is accused.
func TestHostileVectorsWithoutCertificates(t *testing.T) {
	for _, v := range vectors.All() {
		for _, f := range hostileFindings(t, hostileCollector(nil), v) {
			if f.Status != policy.StatusUnusable || f.Reason == "" {
				t.Errorf("%s: %s", v.Name, found(f))
			}
		}
	}
}

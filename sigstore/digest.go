package sigstore

import (
	"bytes"
	"crypto"
	_ "crypto/sha256" // the digests that Sigstore evidence uses
	_ "crypto/sha512"
	"encoding/hex"
	"strings"

	"github.com/upsig/upsig/policy"
)

// digestAlgorithm is a digest by which evidence may name an artifact.
type digestAlgorithm struct {
	name string // as in in-toto statements
	hash crypto.Hash
}

// algorithms are the supported digests, in the order of preference for reports.
var algorithms = [...]digestAlgorithm{
	{"sha256", crypto.SHA256},
	{"sha384", crypto.SHA384},
	{"sha512", crypto.SHA512},
}

func algorithmOf(name string) (digestAlgorithm, bool) {
	for _, a := range algorithms {
		if a.name == name {
			return a, true
		}
	}
	return digestAlgorithm{}, false
}

// protoAlgorithm is the algorithm under its name in Sigstore's protobuf messages, such as
// SHA2_256.
func protoAlgorithm(name string) (digestAlgorithm, bool) {
	return algorithmOf(strings.ToLower(strings.ReplaceAll(name, "SHA2_", "sha")))
}

func (a digestAlgorithm) format(digest []byte) string {
	return a.name + ":" + hex.EncodeToString(digest)
}

// taps lists the digests of the artifact that evidence needs.
func (p *parsed) taps() []policy.Tap {
	if p.message != nil {
		return []policy.Tap{{Hash: p.message.algorithm.hash}}
	}
	if p.envelope.statement == nil {
		return nil
	}
	var taps []policy.Tap
	for _, a := range algorithms {
		if p.envelope.statement.uses(a) {
			taps = append(taps, policy.Tap{Hash: a.hash})
		}
	}
	return taps
}

// match holds a message signature's digest against the artifact's.
func (m *message) match(d policy.Digests) (policy.Status, *problem) {
	sum, err := d.Sum(m.algorithm.hash)
	if err != nil {
		return policy.StatusUnusable, notCovered(m.algorithm.name)
	}
	if bytes.Equal(sum, m.digest) {
		return policy.StatusSound, nil
	}
	return policy.StatusOther, otherArtifact(m.algorithm.format(m.digest))
}

func notCovered(needed string) *problem {
	return unusable(policy.ReasonDigestNotCovered, "the evidence uses %s", needed)
}

func otherArtifact(covers string) *problem {
	return unusable(policy.ReasonOtherArtifact, "it covers %s", covers)
}

package sigstore

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/upsig/upsig/policy"
)

// signedFile is a signature file that a timestamp may be about.
type signedFile struct {
	path string
	data []byte
	sums map[string][]byte
}

// signedFiles are the files of the run that may be signatures over the artifact,
// if the policy lets anybody vouch for when they existed.
func signedFiles(job policy.Job) []signedFile {
	if job.Policy == nil || len(job.Policy.Timestamps) == 0 {
		return nil
	}
	var all []signedFile
	for _, f := range job.Signed {
		if len(f.Data) == 0 || looksLikeJSON(f.Data) || looksLikeToken(f.Data) {
			continue
		}
		s := signedFile{path: f.Path, data: f.Data, sums: map[string][]byte{}}
		for _, a := range algorithms {
			s.sums[a.name] = sumOf(a.hash, f.Data)
		}
		all = append(all, s)
	}
	return all
}

// covers reports whether the piece signs a digest of the file.
func (p *parsed) covers(s signedFile) bool {
	if p.message != nil {
		return bytes.Equal(p.message.digest, s.sums[p.message.algorithm.name])
	}
	return p.envelope.statement != nil && slices.ContainsFunc(p.envelope.statement.subjects, func(sub subject) bool {
		digest, _ := sub.match(s.sums)
		return digest != ""
	})
}

// timestampRoots are the roots that the policy lets vouch for when a signature
// file existed.
func (k *check) timestampRoots() []TrustedRoot {
	return slices.DeleteFunc(slices.Clone(k.roots), func(r TrustedRoot) bool { return !k.policy.MayTimestamp(r.Name) })
}

// stamps are the findings about the signature files that a piece covers, which
// prove when these existed. Who made the piece does not matter.
func (k *check) stamps(it item) (all []policy.Finding) {
	if it.parsed == nil || it.parsed.leaf == nil {
		return nil
	}
	for _, s := range k.signed {
		if it.parsed.covers(s) {
			all = append(all, k.stamp(it, s))
		}
	}
	return all
}

func (k *check) stamp(it item, s signedFile) (f policy.Finding) {
	defer func() {
		if r := recover(); r != nil {
			f = refused(overSignature(it.finding, s), unusable(policy.ReasonMalformedEvidence, "the verifier gave up: %v", r)).finding
		}
	}()
	f = overSignature(it.finding, s)
	under := check{roots: k.timestampRoots()}
	for _, t := range k.policy.Timestamps {
		under.named = append(under.named, t.Root)
	}
	witnesses, p := under.verifyUnderRoots(it.parsed)
	if p != nil {
		return refused(f, p).finding
	}
	f.Status, f.Root, f.RootDate = policy.StatusSound, witnesses[0].Root, witnesses[0].RootDate
	f.Times = aboutSignature(witnesses[0].Times)
	return f
}

func overSignature(f policy.Finding, s signedFile) policy.Finding {
	f.Over, f.Of, f.Side = policy.RoleSignature, s.path, policy.SideKey
	return f
}

func aboutSignature(times []policy.Time) []policy.Time {
	all := slices.Clone(times)
	for i := range all {
		all[i].About = policy.RoleSignature
	}
	return all
}

// token judges an RFC 3161 timestamp: which signature file it is about, and
// whether an authority that the policy names made it.
func (k *check) token(it item) (f policy.Finding) {
	f = it.finding
	f.Over, f.Side = policy.RoleSignature, policy.SideKey
	defer func() {
		if r := recover(); r != nil {
			f = refused(f, unusable(policy.ReasonMalformedEvidence, "the verifier gave up: %v", r)).finding
		}
	}()
	s, p := k.stamped(it.token)
	if p != nil {
		f = refused(f, p).finding
		if p.reason == policy.ReasonOtherArtifact {
			f.Status = policy.StatusOther
		}
		return f
	}
	f.Of = s.path
	name, times, p := k.verifyToken(it.token, s)
	if p != nil {
		return refused(f, p).finding
	}
	f.Status, f.Root, f.Times = policy.StatusSound, name, times
	return f
}

// stamped finds the file that a token is about.
func (k *check) stamped(token []byte) (signedFile, *problem) {
	ts, p := readToken(token)
	if p != nil {
		return signedFile{}, p
	}
	if len(k.policy.Timestamps) == 0 {
		return signedFile{}, unusable(policy.ReasonNoTrustedRoot, "the policy names nobody who may timestamp signatures ([[timestamp]])")
	}
	i := slices.IndexFunc(algorithms[:], func(a digestAlgorithm) bool { return a.hash == ts.HashAlgorithm })
	if i < 0 {
		return signedFile{}, unusable(policy.ReasonForbiddenHash, "a timestamp over %s", ts.HashAlgorithm)
	}
	for _, s := range k.signed {
		if bytes.Equal(s.sums[algorithms[i].name], ts.HashedMessage) {
			return s, nil
		}
	}
	return signedFile{}, unusable(policy.ReasonOtherArtifact, "it covers %s, no signature file at hand", algorithms[i].format(ts.HashedMessage))
}

// verifyToken tries the authorities of the roots that may timestamp.
func (k *check) verifyToken(token []byte, s signedFile) (string, []policy.Time, *problem) {
	worst := unusable(policy.ReasonNoTrustedRoot, "no trusted root for timestamps is at hand")
	for _, r := range k.timestampRoots() {
		for _, in := range r.instances {
			t, err := in.load()
			if err != nil {
				return "", nil, unusable(policy.ReasonNoTrustedRoot, "trusted root %s: %v", r.Name, err)
			}
			at, p := t.verifyToken(token, s.data)
			if p == nil {
				return r.Name, []policy.Time{*at}, nil
			}
			if louder(p, worst) {
				worst = p
			}
		}
	}
	return "", nil, worst
}

func (t *trust) verifyToken(token, data []byte) (*policy.Time, *problem) {
	var last error
	for _, tsa := range t.material.TimestampingAuthorities() {
		stamp, err := tsa.Verify(token, data)
		if err == nil {
			return &policy.Time{Kind: policy.TimeProven, About: policy.RoleSignature, At: stamp.Time.UTC(), By: stamp.URI}, nil
		}
		last = err
	}
	if p7 := parseToken(token); p7 != nil && len(p7.Signers) > 0 && t.knowsSigner(p7) {
		return nil, bad(policy.ReasonTimestampInvalid, "%v", last)
	}
	return nil, t.unknown(policy.ReasonUnknownTSA, fmt.Sprintf("the timestamp's authority is not known: %v", last))
}

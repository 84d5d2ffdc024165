package pgp

import (
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// judgeSignature says what is wrong with the signature itself, whoever made it.
func judgeSignature(s *signature, digest []byte, k *key, now time.Time) *judgement {
	j := &judgement{}
	j.form(s, k)
	if !s.prefixMatches(digest) {
		j.refuse(policy.ReasonHashPrefix, "the digest starts %s, the signature says %s", upperHex(digest[:2]), upperHex(s.tag[:]))
	}
	if f := s.critical(); f != nil {
		j.refuse(f.reason, "the signature has a %s", f.detail)
	}
	j.times(s, now)
	return j
}

func (j *judgement) form(s *signature, k *key) {
	if !matchingVersion(s.version, k.version) {
		j.refuse(policy.ReasonKeyVersion, "a version %d signature by version %d key %s", s.version, k.version, k.fpr)
	}
	if s.version == 3 {
		j.weak(policy.WeaknessV3Signature, "the signature packet is of version 3")
	}
	if s.hash == hashSHA1 {
		j.weak(policy.WeaknessSHA1Signature, "the signature is over SHA-1")
	}
	if k.tooShort(s.hash) {
		j.refuse(policy.ReasonForbiddenHash, "%s is too short for a signature by key %s (%s)", hashName(s.hash), k.fpr, k.algorithm())
	}
	if s.kind == typeText {
		j.weak(policy.WeaknessTextMode, "a text signature")
	}
}

func (j *judgement) times(s *signature, now time.Time) {
	if !s.hasCreated {
		j.refuse(policy.ReasonNoCreationTime, "no creation time among the hashed subpackets")
		return
	}
	if s.created.After(now.Add(limits.ClockSkew)) {
		j.refuse(policy.ReasonFromFuture, "the signature is dated %s", stamp(s.created))
	}
	if end, ok := s.expires(); ok && now.After(end) {
		j.refuse(policy.ReasonSignatureExpired, "the signature expired %s", stamp(end))
	}
}

// when returns the moment at which keys are judged for the signature.
func (s *signature) when(now time.Time) moment {
	if !s.hasCreated {
		return moment{at: now, now: now}
	}
	return moment{at: s.created, now: now}
}

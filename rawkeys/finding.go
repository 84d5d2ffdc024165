package rawkeys

import (
	"context"
	"crypto/sha512"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/crypto/blake2b"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/policy"
)

// attempt judges the signature of one file, unless something is against it. A
// panic leaves the file unusable.
func attempt(ctx context.Context, f policy.Finding, against *fault, judge func(policy.Finding) policy.Finding) (out policy.Finding) {
	defer func() {
		if recover() != nil {
			out = unusable(f, policy.ReasonMalformedEvidence, "the signature could not be judged")
		}
	}()
	switch {
	case ctx.Err() != nil:
		return unusable(f, policy.ReasonLimitExceeded, "stopped before the signature was judged")
	case against != nil:
		return unusable(f, against.reason, against.detail)
	}
	return judge(f)
}

func unusable(f policy.Finding, reason policy.Reason, detail string) policy.Finding {
	f.Status, f.Reason, f.Detail = policy.StatusUnusable, reason, detail
	return f
}

// message is what a signature is over: its size in bytes, and the hash that a key's
// tap asked for.
type message struct {
	size func() int64
	sum  func(key) ([]byte, error)
}

// findingOf judges the signature under each key that it may be by.
func (it item) findingOf(ctx context.Context, m message) policy.Finding {
	f := policy.Finding{File: it.path, Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Form: "minisign or signify signature"}
	if it.sig != nil {
		f.Form = it.sig.form()
		f.Claimed.Issuers = []string{it.sig.keyIDText()}
	}
	return attempt(ctx, f, it.against(), func(f policy.Finding) policy.Finding { return it.judge(f, m) })
}

func (it item) against() *fault {
	switch {
	case it.fault != nil || len(it.keys) > 0:
		return it.fault
	case it.declared != "":
		return &fault{policy.ReasonUnknownKey, fmt.Sprintf(
			"the key %s is taken for one of %s, and %s made this signature: give it that kind in the policy, or the comment \"untrusted comment: %s public key\" in its file",
			it.sig.keyIDText(), it.declared, it.sig.kind, it.sig.kind)}
	}
	return &fault{policy.ReasonUnknownKey, "no " + it.sig.kind + " key of the policy has the ID " + it.sig.keyIDText()}
}

func (it item) judge(f policy.Finding, m message) policy.Finding {
	f.Status, f.Reason = policy.StatusBad, policy.ReasonBadSignature
	f.Detail = "it does not hold under the key " + it.sig.keyIDText() + " that it claims to be by"
	for _, k := range it.keys {
		f.Claimed.Candidates = append(f.Claimed.Candidates, k.id)
		hash, err := m.sum(k)
		if err != nil {
			return unusable(f, policy.ReasonNeedsArtifact, err.Error())
		}
		if !k.holds(it.sig, hash) {
			continue
		}
		if it.sig.kind == kindMinisign && !k.holdsComment(it.sig) {
			f.Detail = "the signature over the trusted comment does not hold"
			continue
		}
		if !it.sig.prehashed && m.size() == blake2b.Size {
			return unusable(f, policy.ReasonUnsupportedEvidence, ambiguousSize)
		}
		return it.sound(f, k)
	}
	return f
}

// ambiguousSize: nothing signs whether minisign prehashed the file. The digest of one
// that it did, as a file, would else have a signature that nobody made for it.
const ambiguousSize = "a plain signature over 64 bytes, which may be the digest of another file under a prehashed one"

// sound states what is signed, the comment and the time in it along.
func (it item) sound(f policy.Finding, k key) policy.Finding {
	f.Status, f.Reason, f.Detail, f.Claimed = policy.StatusSound, "", "", policy.Claimed{}
	f.Key = &policy.Key{Kind: k.kind, Fingerprint: k.id, Signing: k.id, Algorithm: "Ed25519"}
	f.Comment = it.sig.trusted
	if at, ok := timestamp(it.sig.trusted); ok {
		f.Times = []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: at, By: "signer"}}
	}
	return f
}

var timestampField = lazyre.New(`(?:^|\t)timestamp:([0-9]{1,11})(?:\t|$)`)

// timestamp reads the field that minisign writes into trusted comments.
func timestamp(comment string) (time.Time, bool) {
	m := timestampField.Get().FindStringSubmatch(comment)
	if m == nil {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(m[1], 10, 64)
	return time.Unix(seconds, 0).UTC(), err == nil
}

// ReadMessage implements [policy.MessageReader]: signify's embedded signatures, as
// "signify -C" reads checksum lists.
func (Collector) ReadMessage(ctx context.Context, f policy.File, job policy.Job) (*policy.Message, error) {
	if isSSH(f.Data) {
		return nil, nil
	}
	it := prepare(f, keysOf(job.Policy))
	if it.sig == nil || it.sig.embedded == nil {
		return nil, nil
	}
	it.fault = nil
	size := func() int64 { return int64(len(it.sig.embedded)) }
	finding := it.findingOf(ctx, message{size, func(k key) ([]byte, error) {
		h := sha512.New()
		h.Write([]byte(k.tap(it.sig).Prefix))
		h.Write(it.sig.embedded)
		return h.Sum(nil), nil
	}})
	return &policy.Message{Content: it.sig.embedded, Findings: []policy.Finding{finding}}, ctx.Err()
}

package rawkeys

import (
	"bytes"
	"context"

	"golang.org/x/crypto/ssh"

	"github.com/upsig/upsig/policy"
)

// sshItem is one SSH signature file.
type sshItem struct {
	path  string
	sig   *sshSignature
	fault *fault
	// key is that of the policy that the signature names, nil if it names another.
	key    ssh.PublicKey
	public policy.SSHKey
}

func prepareSSH(f policy.File, p *policy.Policy) sshItem {
	it := sshItem{path: f.Path}
	if it.sig, it.fault = safely(parseSSH, f.Data); it.fault != nil {
		return it
	}
	it.key, it.public = sshKeyOf(p, it.sig.public)
	return it
}

// sshKeyOf finds the policy's key that the signature carries, byte for byte. The
// carried one is never used. A key that cannot be read is left out; whether the
// policy's name for it is right is seen when it matches the finding.
func sshKeyOf(p *policy.Policy, wire []byte) (ssh.PublicKey, policy.SSHKey) {
	if p == nil {
		return nil, policy.SSHKey{}
	}
	for _, s := range p.KeySigners {
		if s.Kind != kindSSH || !bytes.Equal(s.SSH, wire) {
			continue
		}
		public, err := policy.ReadSSHKey(s.SSH)
		if err != nil {
			continue
		}
		if key, err := ssh.ParsePublicKey(s.SSH); err == nil {
			return key, public
		}
	}
	return nil, policy.SSHKey{}
}

func (it sshItem) taps() []policy.Tap {
	if it.fault != nil || it.key == nil {
		return nil
	}
	return []policy.Tap{{Hash: it.sig.hash}}
}

// finding judges the signature under the policy's key.
func (it sshItem) finding(ctx context.Context, d policy.Digests) policy.Finding {
	f := policy.Finding{File: it.path, Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Form: "SSH signature"}
	if it.sig != nil {
		f.Claimed.Issuers = []string{it.id()}
	}
	return attempt(ctx, f, it.against(), func(f policy.Finding) policy.Finding { return it.judge(f, d) })
}

// id names the key that the signature carries.
func (it sshItem) id() string { return policy.SSHKey{Wire: it.sig.public}.ID() }

func (it sshItem) against() *fault {
	if it.fault == nil && it.key == nil {
		return &fault{policy.ReasonUnknownKey, "no SSH key of the policy is " + it.id()}
	}
	return it.fault
}

func (it sshItem) judge(f policy.Finding, d policy.Digests) policy.Finding {
	id := it.public.ID()
	f.Claimed.Candidates = []string{id}
	state, err := d.State(it.taps()[0])
	if err != nil {
		return unusable(f, policy.ReasonNeedsArtifact, err.Error())
	}
	if !it.sig.holds(it.key, state.Sum(nil)) {
		f.Status, f.Reason = policy.StatusBad, policy.ReasonBadSignature
		f.Detail = "it does not hold under the key that it claims to be by"
		return f
	}
	f.Status, f.Claimed = policy.StatusSound, policy.Claimed{}
	f.Key = &policy.Key{Kind: kindSSH, Fingerprint: id, Signing: id, Algorithm: sshAlgorithm(it.public), Namespace: it.sig.namespace}
	return f
}

package rawkeys

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Inspection is what a file of a plain key or of a signature under one says.
// Nothing in it is verified, and the comments may say anything.
type Inspection struct {
	// Form names the format, such as "minisign signature, prehashed".
	Form string
	// Key names the key: minisign's and signify's key ID, or [policy.SSHKey.ID].
	Key string
	// PublicKey is the key that an SSH signature carries, as a policy spells it; empty
	// for one that no policy can name. Nothing vouches for it.
	PublicKey string
	// Algorithm and Hash are for people; empty where the format says nothing.
	Algorithm, Hash string
	// Namespace is what an SSH signature says that it was made for.
	Namespace string
	// Untrusted is the comment that nothing signs, Trusted minisign's that is signed.
	Untrusted, Trusted string
	// Embedded is the text that a signify signature carries; nil without one.
	Embedded []byte
	// Needs says what verifying it takes; for a key, where it goes in a policy.
	Needs []string
	// Reason says why the file cannot be used, with particulars.
	Reason policy.Reason
	Detail string
}

// The sizes of the secret keys of signify and minisign, which have the form of the
// public ones and no business in a packaging tree.
const (
	signifySecretSize  = 104
	minisignSecretSize = 158
)

// secretPEM begins secret keys of OpenSSL, OpenSSH and cosign.
var secretPEM = lazyre.New(`^-----BEGIN (?:[A-Z ]{1,40} )?PRIVATE KEY-----`)

// Inspect reads a key or a signature. It reports false for a file that is neither.
func Inspect(data []byte) (in Inspection, ok bool) {
	defer func() {
		if recover() != nil {
			in, ok = Inspection{Form: "plain key or signature", Reason: policy.ReasonMalformedEvidence, Detail: "the file could not be parsed"}, true
		}
	}()
	switch {
	case isSSH(data):
		return inspectSSH(data), true
	case secretPEM.Get().Match(data):
		return Inspection{Form: "secret key", Reason: policy.ReasonSecretKey, Detail: "this file is one, and must never be published"}, true
	}
	if len(data) <= limits.PublicKeyFile {
		if in, ok := inspectKey(string(data)); ok {
			return in, true
		}
	}
	if recognises(data) && len(data) <= limits.EvidenceFile {
		return inspectSignature(data), true
	}
	return Inspection{}, false
}

func (in *Inspection) fault(f *fault) {
	if f != nil {
		in.Reason, in.Detail = f.reason, f.detail
	}
}

func inspectSSH(data []byte) Inspection {
	in := Inspection{Form: "SSH signature"}
	s, f := parseSSH(data)
	in.fault(f)
	if s == nil {
		return in
	}
	in.Key, in.Namespace, in.Hash = policy.SSHKey{Wire: s.public}.ID(), s.namespace, s.hashName
	k, err := policy.ReadSSHKey(s.public)
	if err != nil && in.Reason == "" {
		in.Reason, in.Detail = policy.ReasonUnsupportedEvidence, err.Error()
	}
	if err == nil {
		in.Algorithm = sshAlgorithm(k)
		in.PublicKey = k.Type + " " + base64.StdEncoding.EncodeToString(k.Wire)
	}
	if in.Reason == "" {
		in.Needs = []string{"the signed file", fmt.Sprintf("[[key.signer]] kind = %q with this public key, confirmed through another channel, and namespace = %q", kindSSH, s.namespace)}
	}
	return in
}

func inspectSignature(data []byte) Inspection {
	comment, _, _ := line(data)
	in := Inspection{Form: "minisign or signify signature", Untrusted: strings.TrimPrefix(comment, untrustedPrefix)}
	s, f := parse(data)
	in.fault(f)
	if s == nil {
		return in
	}
	in.Form, in.Key, in.Algorithm, in.Trusted, in.Embedded = s.form(), s.keyIDText(), "Ed25519", s.trusted, s.embedded
	in.Needs = []string{"the signed file", fmt.Sprintf("[[key.signer]] kind = %q with the public key of this ID, from another channel", s.kind)}
	if s.embedded != nil {
		in.Form += " with the text that it signs"
		in.Needs[0] = "a policy whose [[artifact]] names this file as its list (via)"
	}
	return in
}

// inspectKey reads a file with one public key, or with a secret one.
func inspectKey(text string) (Inspection, bool) {
	if k, err := policy.ParseSSHKey(text); err == nil {
		return Inspection{Form: "SSH public key", Key: k.ID(), Algorithm: sshAlgorithm(k), Untrusted: sshComment(text), Needs: keyNeeds(kindSSH)}, true
	}
	comment, rest, found := strings.Cut(text, "\n")
	if !found || !strings.HasPrefix(comment, untrustedPrefix) {
		comment, rest = "", text
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil || len(raw) < 2+keyIDSize || raw[0] != 'E' && comment == "" {
		return Inspection{}, false
	}
	in := Inspection{Untrusted: strings.TrimPrefix(comment, untrustedPrefix), Algorithm: "Ed25519"}
	switch len(raw) {
	case signifySecretSize, minisignSecretSize:
		return Inspection{Form: "minisign or signify secret key", Reason: policy.ReasonSecretKey, Detail: "this file is one, and must never be published"}, true
	case 2 + keyIDSize + publicSize:
		in.Form, in.Key, in.Needs = "minisign or signify public key", keyIDText([keyIDSize]byte(raw[2:])), keyNeeds(kindMinisign, kindSignify)
	default:
		return Inspection{}, false
	}
	if _, err := policy.ParseRawKey(text); err != nil {
		in.Reason, in.Detail = policy.ReasonUnsupportedEvidence, err.Error()
	}
	return in, true
}

func keyNeeds(kinds ...string) []string {
	for i, k := range kinds {
		kinds[i] = strconv.Quote(k)
	}
	return []string{fmt.Sprintf("to be confirmed through another channel; then it goes into a policy as [[key.signer]] kind = %s", strings.Join(kinds, " or "))}
}

// sshComment is what stands behind type and key.
func sshComment(text string) string {
	fields := strings.Fields(text)
	return strings.Join(fields[2:], " ")
}

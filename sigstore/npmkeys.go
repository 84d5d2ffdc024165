package sigstore

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/trustdata"
	"github.com/upsig/upsig/policy"
)

// KindNPM is the [policy.Key].Kind of npm's registry keys. Findings under them
// are on the Sigstore side: a registry vouches, no author and no workflow.
const KindNPM = "npm"

// npmUsage marks the keys under which npm's registry signs attestations.
const npmUsage = "npm:attestations"

// WithEmbeddedNPMKeys makes the collector verify npm's publish attestations
// under the registry keys that upsig ships, whose logs are the public-good ones.
func WithEmbeddedNPMKeys() Option {
	return WithNPMKeys(policy.EmbeddedKeys, trustdata.NPMKeys(), policy.PublicGood)
}

// WithNPMKeys is [WithEmbeddedNPMKeys] with other keys (npm's keys.json), their
// name in findings, and the name of the trusted root whose logs count.
func WithNPMKeys(name string, data []byte, root string) Option {
	return func(c *Collector) error {
		keys, err := parseNPMKeys(data)
		if err != nil {
			return fmt.Errorf("read npm registry keys %s: %w", name, err)
		}
		for i := range keys {
			keys[i].source, keys[i].root = name, root
		}
		c.keys = append(c.keys, keys...)
		return nil
	}
}

// NPMKeys are the options for the registry keys that the policy's signers name;
// read reads a file of keys that they name. Without such a signer the embedded
// keys serve where their root does, so that a report tells the registry's
// attestation, which npm's documents hold beside provenance, from a stranger's.
func NPMKeys(p *policy.Policy, read func(name string) ([]byte, error)) ([]Option, error) {
	var all []Option
	seen := map[[2]string]bool{}
	for _, s := range p.SigstoreSigners {
		id := [2]string{s.Keys, s.Root}
		if s.Keys == "" || seen[id] {
			continue
		}
		seen[id] = true
		data := trustdata.NPMKeys()
		if s.Keys != policy.EmbeddedKeys {
			var err error
			if data, err = read(s.Keys); err != nil {
				return nil, err
			}
		}
		all = append(all, WithNPMKeys(s.Keys, data, s.Root))
	}
	if all == nil && slices.Contains(p.Roots(), policy.PublicGood) {
		all = append(all, WithEmbeddedNPMKeys())
	}
	return all, nil
}

func parseNPMKeys(data []byte) ([]managedKey, error) {
	if len(data) > limits.TrustedRootFile {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), limits.TrustedRootFile)
	}
	values, p := scan(data)
	if p != nil {
		return nil, p
	}
	if len(values) != 1 {
		return nil, fmt.Errorf("%d JSON values instead of one", len(values))
	}
	file := asObject(values[0])
	if err := spelt(file, "keys"); err != nil {
		return nil, err
	}
	var keys []managedKey
	for _, raw := range file.array("keys") {
		o := asObject(raw)
		if err := spelt(o, "keyId", "keyUsage", "publicKey"); err != nil {
			return nil, err
		}
		if o.text("keyUsage") != npmUsage {
			continue
		}
		k, err := npmKey(o)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("no key is for %s", npmUsage)
	}
	return keys, nil
}

// spelt refuses a key that is one of these names but for its case: what other
// readers take for the end of a key's validity would be none here.
func spelt(o object, names ...string) error {
	if key := o.misspelt(names...); key != "" {
		return fmt.Errorf("%s is misspelt", safetext.Quoted(key))
	}
	return nil
}

func npmKey(o object) (managedKey, error) {
	pub := o.object("publicKey")
	if err := spelt(pub, "rawBytes", "validFor"); err != nil {
		return managedKey{}, err
	}
	der, err := base64.StdEncoding.DecodeString(pub.text("rawBytes"))
	if err != nil {
		return managedKey{}, fmt.Errorf("decode key: %w", err)
	}
	k, err := newManagedKey(der)
	if err != nil {
		return managedKey{}, err
	}
	k.side, k.kind = policy.SideSigstore, KindNPM
	k.hints = []string{o.text("keyId")}
	window := pub.object("validFor")
	if window == nil && !pub.isNull("validFor") {
		return managedKey{}, errors.New("a key's validity is no object")
	}
	if err := spelt(window, "start", "end"); err != nil {
		return managedKey{}, err
	}
	if k.from, err = npmTime(window, "start"); err != nil {
		return managedKey{}, err
	}
	k.to, err = npmTime(window, "end")
	return k, err
}

func npmTime(window object, name string) (time.Time, error) {
	if window.isNull(name) {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, window.text(name))
	if err != nil {
		return time.Time{}, fmt.Errorf("parse %s of a key's validity: %w", name, err)
	}
	if t.IsZero() {
		return time.Time{}, fmt.Errorf("%s of a key's validity is the time that stands for none", name)
	}
	return t, nil
}

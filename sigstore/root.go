package sigstore

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/trustdata"
	"github.com/upsig/upsig/policy"
)

// TrustedRoot is a named set of Sigstore instances to trust. Evidence must
// verify under one of them on its own. The zero value trusts nothing.
//
// It is safe for concurrent use; verifiers are built when they are first needed
// and reused.
type TrustedRoot struct {
	// Name is how policies name it.
	Name      string
	instances []*instance
}

// instance is one Sigstore deployment: one trusted_root.json.
type instance struct {
	name string
	data []byte
	once sync.Once
	made *trust
	err  error
}

// ParseTrustedRoot reads a trusted root (media type
// application/vnd.dev.sigstore.trustedroot+json;version=0.1): one JSON object,
// or several one after the other as `gh attestation trusted-root` writes them.
// Several become several instances under one name, which are never merged.
// Certificates of a timestamp authority in PEM make an instance that vouches for
// times alone.
//
// It fails for text that is no trusted root, that trusts nobody, or that leaves
// no way to establish a time.
func ParseTrustedRoot(name string, data []byte) (TrustedRoot, error) {
	instances, err := parseInstances(name, data)
	if err != nil {
		return TrustedRoot{}, fmt.Errorf("parse trusted root %s: %w", name, err)
	}
	return TrustedRoot{Name: name, instances: instances}, nil
}

func parseInstances(name string, data []byte) ([]*instance, error) {
	if name == "" {
		return nil, errors.New("it has no name")
	}
	if len(data) > limits.TrustedRootFile {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), limits.TrustedRootFile)
	}
	if isPEM(data) {
		in, err := authorityInstance(name, data)
		return []*instance{in}, err
	}
	values, p := scan(data)
	if p != nil {
		return nil, errors.New(p.detail)
	}
	if len(values) == 0 {
		return nil, errors.New("the file is empty")
	}
	var instances []*instance
	for _, v := range values {
		in := &instance{name: name, data: v}
		if _, err := in.load(); err != nil {
			return nil, err
		}
		instances = append(instances, in)
	}
	return instances, nil
}

// EmbeddedPublicGood returns the trusted root of the public-good instance that
// upsig ships, under the name [policy.PublicGood]. It is parsed when first used.
func EmbeddedPublicGood() TrustedRoot {
	in := &instance{name: policy.PublicGood, data: trustdata.PublicGoodRoot()}
	return TrustedRoot{Name: policy.PublicGood, instances: []*instance{in}}
}

// Digest returns the SHA-256 digests of the instances' JSON, "sha256:HEX" each.
func (r TrustedRoot) Digest() []string {
	var all []string
	for _, in := range r.instances {
		all = append(all, sha256Text(in.data))
	}
	return all
}

// trust is a parsed instance with its verifier.
type trust struct {
	name     string
	material root.TrustedMaterial
	verifier *verify.Verifier
	newest   time.Time // of the content
}

// newest is the date of the newest content of any instance; zero if one cannot be
// parsed.
func (r TrustedRoot) newest() (newest time.Time) {
	for _, in := range r.instances {
		t, err := in.load()
		if err != nil {
			return time.Time{}
		}
		if t.newest.After(newest) {
			newest = t.newest
		}
	}
	return newest
}

func (in *instance) load() (*trust, error) {
	in.once.Do(func() { in.made, in.err = newTrust(in.name, in.data) })
	return in.made, in.err
}

func newTrust(name string, data []byte) (t *trust, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("parse: %v", r)
		}
	}()
	material, err := root.NewTrustedRootFromJSON(data)
	if err != nil {
		return nil, fmt.Errorf("no trusted root of Sigstore, whose mediaType is %q: %w", root.TrustedRootMediaType01, errors.New(oneLine(err.Error())))
	}
	if err := checkRoot(material); err != nil {
		return nil, err
	}
	v, err := verify.NewVerifier(material, verifierOptions(material, true)...)
	if err != nil {
		return nil, err
	}
	t = &trust{name: name, material: material, verifier: v}
	t.newest = describeRoot(material).Newest
	return t, nil
}

// checkRoot refuses a root that trusts nobody, or nobody for a time. One without
// certificate authorities may serve managed keys.
func checkRoot(m root.TrustedMaterial) error {
	if len(m.RekorLogs())+len(m.TimestampingAuthorities()) == 0 {
		return errors.New("it has neither transparency logs nor timestamp authorities, so nothing can prove a time")
	}
	return nil
}

// verifierOptions asks of evidence what the instance offers: a root that lists
// logs requires an entry, one that lists CT logs a proof of publication in
// certificates, one without logs a time by a timestamp authority.
func verifierOptions(m root.TrustedMaterial, certificates bool) []verify.VerifierOption {
	options := []verify.VerifierOption{verify.WithoutStatementPredicate()}
	if len(m.RekorLogs()) > 0 {
		options = append(options, verify.WithTransparencyLog(1), verify.WithObserverTimestamps(1))
	} else {
		options = append(options, verify.WithSignedTimestamps(1))
	}
	if certificates && len(m.CTLogs()) > 0 {
		options = append(options, verify.WithSignedCertificateTimestamps(1))
	}
	return options
}

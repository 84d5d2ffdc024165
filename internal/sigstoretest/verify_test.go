package sigstoretest_test

import (
	"bytes"
	"crypto"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/upsig/upsig/internal/sigstoretest"
)

var (
	now      = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	artifact = []byte("an artifact\n")
)

// check verifies a bundle file with sigstore-go, by digest, under the options
// that the instance calls for.
func check(in *sigstoretest.Instance, file, artifact []byte, keys ...*sigstoretest.Key) error {
	trusted, err := root.NewTrustedRootFromJSON(in.TrustedRootJSON())
	if err != nil {
		return err
	}
	var b bundle.Bundle
	if err := b.UnmarshalJSON(file); err != nil {
		return err
	}
	options := []verify.VerifierOption{
		verify.WithSignedCertificateTimestamps(1), verify.WithTransparencyLog(1), verify.WithObserverTimestamps(1),
	}
	who := verify.WithoutIdentitiesUnsafe()
	var material root.TrustedMaterial = trusted
	switch {
	case in.Logless:
		options = []verify.VerifierOption{verify.WithSignedTimestamps(1)}
	case len(keys) > 0:
		options, who = options[1:], verify.WithKey()
		material = withKeys(trusted, keys)
	}
	v, err := verify.NewVerifier(material, options...)
	if err != nil {
		return err
	}
	_, err = v.Verify(&b, verify.NewPolicy(digestOf(&b, artifact), who))
	return err
}

// digestOf asks about the artifact by the hash that the bundle uses.
func digestOf(b *bundle.Bundle, artifact []byte) verify.ArtifactPolicyOption {
	h, name := crypto.SHA256, "sha256"
	if m := b.GetMessageSignature(); m != nil {
		switch len(m.GetMessageDigest().GetDigest()) {
		case 48:
			h, name = crypto.SHA384, "sha384"
		case 64:
			h, name = crypto.SHA512, "sha512"
		}
	}
	if bytes.Contains(b.GetDsseEnvelope().GetPayload(), []byte(`"sha512"`)) {
		h, name = crypto.SHA512, "sha512"
	}
	state := h.New()
	state.Write(artifact)
	return verify.WithArtifactDigest(name, state.Sum(nil))
}

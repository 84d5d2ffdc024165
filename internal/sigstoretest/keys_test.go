package sigstoretest_test

import (
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore/pkg/signature"

	"github.com/upsig/upsig/internal/sigstoretest"
)

// withKeys adds managed keys to a trusted root.
func withKeys(trusted root.TrustedMaterial, keys []*sigstoretest.Key) root.TrustedMaterial {
	known := map[string]*root.ExpiringKey{}
	for _, k := range keys {
		v, err := signature.LoadDefaultVerifier(k.Public())
		if err != nil {
			panic(err)
		}
		known[k.Hint] = root.NewExpiringKey(v, time.Time{}, time.Time{})
	}
	return root.TrustedMaterialCollection{trusted, root.NewTrustedPublicKeyMaterialFromMapping(known)}
}

package sigstoretest

import "slices"

// AuthorityPEM writes the certificates of the timestamp authority, as
// authorities publish them for other programs than Sigstore's.
func (in *Instance) AuthorityPEM() []byte {
	return slices.Concat(pemBlock("CERTIFICATE", in.tsa.cert.Raw), pemBlock("CERTIFICATE", in.tsaRoot.cert.Raw))
}

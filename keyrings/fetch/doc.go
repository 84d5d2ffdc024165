// Package fetch gets OpenPGP certificates from keyservers, Web Key Directories,
// web pages and forges. It is the only part of package keyrings that uses the
// network, and what it brings goes through [keyrings.Keyring.Update] or
// [keyrings.Keyring.Import] like any file.
//
// # Trust model
//
// No place vouches for a certificate: a keyserver stores what anybody sends, a Web
// Key Directory is as good as the web server of the domain, and a forge shows what
// the account's holder of today uploaded. The fingerprint vouches, which the
// caller has from another channel. Only certificates that were asked for by
// fingerprint are kept; others are told of and dropped. Secret keys are refused.
//
// A place can withhold: a revocation, most of all. So several places are asked and
// compared, and merging what they have only ever adds. A place that has nothing,
// one that answers with something else and one that cannot be reached are three
// different things.
//
// Connections are those of the package's client: https with verified certificates,
// few redirects, bounded in size and time, without credentials. HTTPS_PROXY and
// NO_PROXY choose a proxy. Servers learn which fingerprint or address is asked for.
//
// # Compatibility
//
// Keyservers by the VKS interface of keys.openpgp.org (by fingerprint) and by HKP
// (draft-ietf-openpgp-hkp, op=get); Web Key Directories by
// draft-koch-openpgp-webkey-service: the advanced method, and the direct one where
// the host openpgpkey.DOMAIN does not exist. keys.openpgp.org leaves out user IDs
// that nobody confirmed and all certifications by others.
package fetch

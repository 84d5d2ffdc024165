// Package trustdata embeds the trust anchors that upsig is shipped with: the
// trusted root of the public-good Sigstore instance and the keys under which
// npm's registry signs its own attestations. Origin, date and digest of each
// file are in README.md beside this file, and a test holds them together.
//
// # Trust model
//
// Who holds these bytes decides what upsig believes about Sigstore evidence.
// They are data of a release, reviewed like code; nothing fetches them anew.
package trustdata

import _ "embed"

// PublicGoodRoot returns the trusted root of the public-good Sigstore instance,
// one JSON object (media type
// application/vnd.dev.sigstore.trustedroot+json;version=0.1).
func PublicGoodRoot() []byte { return []byte(publicGoodRoot) }

// NPMKeys returns the keys of npm's registry: a JSON object {"keys": [...]}
// with keyId, keyUsage and a Sigstore PublicKey each.
func NPMKeys() []byte { return []byte(npmKeys) }

// Strings, because embedded strings cannot be changed by a caller.
var (
	//go:embed public-good.trusted_root.json
	publicGoodRoot string
	//go:embed npm-keys.json
	npmKeys string
)

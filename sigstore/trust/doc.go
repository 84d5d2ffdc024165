// Package trust keeps Sigstore trusted roots as files: it reads them, says what
// they contain and what changed, and stores new ones. It works offline; package
// trust/fetch gets new roots through TUF.
//
// # Trust model
//
// A trusted root decides whom upsig believes, so a change of one is made to be
// reviewed: authorities and logs are compared by the digest of their keys and
// certificates, never by the names and numbers that the file gives them. A root
// older than the one it would replace is refused unless the caller insists, for
// taking back a root brings back authorities that were dropped.
//
// Files are bounded before they are parsed, and replaced whole or not at all.
// Names and addresses in a root are foreign text and are sanitised by whoever
// prints them.
//
// # Compatibility
//
// Trusted roots are those of the Sigstore protobuf specification (media type
// application/vnd.dev.sigstore.trustedroot+json;version=0.1), one in a file, or
// several one after the other as GitHub's command line program writes them.
package trust

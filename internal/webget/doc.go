// Package webget fetches small public files over HTTPS. It is the only package
// of upsig that opens connections, and only the commands that fetch keys and
// trusted roots use it; a test holds every other package to that.
//
// # Trust model
//
// Servers, redirects and bodies are hostile. What comes back is bytes, bounded
// in size and time, and proves nothing: the caller checks it against a
// fingerprint or a signature.
//
// Only https is spoken, with the system's certificate authorities and TLS 1.2 or
// later. Redirects are few, stay on https, and may not lead to an address of the
// local network, where a request alone can do harm: only an address that the caller
// gave may be there. No request carries credentials, cookies or the address of the
// page before: there is nothing to leak to a mirror (CVE-2026-48501 is such a leak in
// a peer). Bodies are not decompressed, so that a size is a size.
//
// # Environment
//
// As in most programs HTTPS_PROXY and NO_PROXY choose a proxy, through which the
// connection stays encrypted up to the server; the proxy then resolves names and
// is trusted to keep redirects out of the local network. SSL_CERT_FILE and
// SSL_CERT_DIR replace the system's certificate authorities (package
// crypto/x509). Nothing else is read, no .netrc and no configuration file.
package webget

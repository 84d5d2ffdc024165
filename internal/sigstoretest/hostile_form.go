package sigstoretest

import (
	"bytes"
	"strings"
)

// forms are files that are no bundle, or not quite.
func (h hostile) forms() []Variant {
	m, good := h.message, string(h.message.JSON())
	media := func(t string) []byte { return m.Edit(func(b *Bundle) { b.MediaType = t }).JSON() }
	extra := func(k string, v any) []byte {
		return m.Edit(func(b *Bundle) { b.Extra = object{k: v} }).JSON()
	}
	replace := func(old, with string) []byte {
		if !strings.Contains(good, old) {
			panic("nothing to replace")
		}
		return []byte(strings.Replace(good, old, with, 1))
	}
	const base = "application/vnd.dev.sigstore.bundle"
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	return []Variant{
		{Name: "version-0.4", Why: "a bundle version of the future", Data: media(base + ".v0.4+json"), SigstoreGo: "not yet supported"},
		{Name: "version-0.3.1", Why: "a bundle version that sigstore-go takes for 0.3", Data: media(base + ".v0.3.1+json")},
		{Name: "version-none", Why: "no media type", Data: media(""), SigstoreGo: "unsupported media type"},
		{Name: "version-foreign", Why: "another media type", Data: media("application/json"), SigstoreGo: "unsupported media type"},
		{Name: "chain-in-0.3", Why: "a certificate chain where version 0.3 wants one certificate",
			Data: m.Edit(func(b *Bundle) { b.Legacy = true }).JSON(), SigstoreGo: "cannot be X.509 certificate chain"},
		{Name: "field-unknown", Why: "a field that bundles do not have", Data: extra("comment", "hello"), SigstoreGo: "unknown field"},
		{Name: "field-twice", Why: "a media type given twice",
			Data: replace(`"mediaType":`, `"mediaType": "`+base+`.v0.3+json", "mediaType":`), SigstoreGo: "duplicate field"},
		{Name: "contents-two", Why: "a message signature and an envelope",
			Data: m.Edit(func(b *Bundle) { b.Envelope = h.provenance.Envelope }).JSON(), SigstoreGo: "oneof"},
		{Name: "content-none", Why: "neither signature nor envelope",
			Data: m.Edit(func(b *Bundle) { b.Message = nil }).JSON(), SigstoreGo: "missing bundle content"},
		{Name: "material-none", Why: "neither certificate nor key",
			Data: m.Edit(func(b *Bundle) { b.Certificate = nil }).JSON(), SigstoreGo: "missing verification material"},
		{Name: "index-negative", Why: "a negative log index",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].LogIndex = -1 }).JSON(), SigstoreGo: "nil value"},
		{Name: "number-huge", Why: "a log index beyond 64 bits", Data: replace(`"logIndex": "`, `"logIndex": "99999999999999999999`), SigstoreGo: "invalid value"},
		{Name: "base64-broken", Why: "a signature that is no base64", Data: replace(`"signature": "`, `"signature": "!`), SigstoreGo: "invalid value"},
		{Name: "trailing-object", Why: "something behind the bundle", Data: []byte(good + "{}"), SigstoreGo: "unexpected token"},
		{Name: "truncated", Why: "half of a download", Data: []byte(good[:len(good)/2]), SigstoreGo: "unexpected"},
		{Name: "empty-object", Why: "an empty object", Data: []byte("{}"), SigstoreGo: "unsupported media type"},
		{Name: "null", Why: "JSON null", Data: []byte("null"), SigstoreGo: "unexpected token"},
		{Name: "empty-file", Why: "an empty file", Data: nil, SigstoreGo: "unexpected token"},
		{Name: "web-page", Why: "what a mirror serves in place of a missing file", Data: []byte("<!DOCTYPE html><title>404</title>"), SigstoreGo: "invalid value"},
		{Name: "byte-order-mark", Why: "a byte order mark before the bundle", Data: append([]byte("\xef\xbb\xbf"), good...), SigstoreGo: "invalid value"},
		{Name: "utf-16", Why: "UTF-16", Data: bytes.ReplaceAll([]byte(good), []byte(""), []byte{0}), SigstoreGo: "invalid value"},
		{Name: "deep", Why: "nested 100,000 levels deep", Data: []byte(deep), SigstoreGo: "unknown field"},
		{Name: "deep-field", Why: "an unknown field nested 100,000 levels deep",
			Data: []byte(`{"mediaType":"` + base + `.v0.3+json","x":` + deep + "}"), SigstoreGo: "unknown field"},
	}
}

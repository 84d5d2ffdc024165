package sigstoretest

import (
	"bytes"
	"strings"
)

// Container is a file that carries several pieces of evidence.
type Container struct {
	Name, Why string
	Data      []byte
	// Sound says of each piece, in order, whether it is sound evidence about the
	// artifact. Empty means that the file as a whole is refused, or holds nothing.
	Sound []bool
	// Key is the managed key that some piece needs.
	Key *Key
}

// Containers lists files with several pieces about the artifact of that name,
// good and hostile ones.
func (in *Instance) Containers(name string, artifact []byte) []Container {
	w := GitHubWorkflow{Repository: "example/example"}
	subject := SHA256(name, artifact)
	c := containers{
		key:        in.NPMKey("2026"),
		message:    in.Sign(Request{Identity: Email{Address: "jane@example.org"}, Artifact: artifact}),
		provenance: in.Sign(Request{Identity: w, Statement: Provenance(w, subject)}),
		publish:    in.Sign(Request{Identity: w, Statement: Publish(subject)}),
		elsewhere:  in.Sign(Request{Identity: Email{Address: "jane@example.org"}, Artifact: []byte("other bytes")}),
		other:      in.Sign(Request{Identity: w, Statement: Publish(SHA256("other", []byte("other bytes")))}),
		publisher:  Publisher{Kind: "GitHub", Repository: "example/example", Workflow: "release.yml"},
	}
	purl := SHA512("pkg:npm/example@1.0.0", artifact)
	c.npmPublish = in.Sign(Request{Key: c.key, Statement: NPM("example", "1.0.0", purl), Version: "0.2"})
	c.npmProvenance = in.Sign(Request{Identity: w, Statement: Provenance(w, purl)})
	c.bad = c.publish.Edit(func(b *Bundle) { b.Envelope.Signatures = [][]byte{flip(b.Signature())} })
	return append(c.good(), c.hostile()...)
}

type containers struct {
	key                                      *Key
	message, provenance, publish, other, bad *Bundle
	npmPublish, npmProvenance, elsewhere     *Bundle
	publisher                                Publisher
}

func (c containers) good() []Container {
	return []Container{
		{Name: "lines", Why: "bundles as JSON lines", Data: Lines(c.message, c.provenance), Sound: []bool{true, true}},
		{Name: "lines-one", Why: "one bundle as one line", Data: Lines(c.provenance), Sound: []bool{true}},
		{Name: "array", Why: "bundles as a JSON array", Data: Array(c.message, c.provenance), Sound: []bool{true, true}},
		{Name: "attestation", Why: "a PEP 740 attestation", Data: c.publish.Attestation(), Sound: []bool{true}},
		{Name: "provenance-object", Why: "a PEP 740 provenance object",
			Data: ProvenanceObject(c.publisher, c.publish, c.provenance), Sound: []bool{true, true}},
		{Name: "npm", Why: "npm's attestations", Key: c.key,
			Data: NPMDocument(c.npmPublish, c.npmProvenance), Sound: []bool{true, true}},
		{Name: "cosign", Why: "cosign's bundle of old", Data: c.message.Cosign(), Sound: []bool{true}},
		{Name: "github", Why: "an answer of GitHub's API", Data: GitHubAnswer(c.provenance), Sound: []bool{true}},
	}
}

func (c containers) hostile() []Container {
	attestation := string(c.publish.Attestation())
	index := string(ProvenanceObject(c.publisher, c.publish))
	edit := func(text, old, with string) []byte {
		if !strings.Contains(text, old) {
			panic("nothing to replace")
		}
		return []byte(strings.Replace(text, old, with, 1))
	}
	twice := c.publish.Edit(func(b *Bundle) { b.Entries = append(c.other.Entries, b.Entries...) })
	return []Container{
		{Name: "mixed", Why: "a good piece, one about other bytes, a bad one: none may hide another",
			Data: Lines(c.publish, c.other, c.bad), Sound: []bool{true, false, false}},
		{Name: "bad-first", Why: "the bad piece comes first", Data: Array(c.bad, c.publish), Sound: []bool{false, true}},
		{Name: "lines-broken-between", Why: "a broken line between good ones",
			Data: bytes.Join([][]byte{c.message.Compact(), []byte("hello"), c.provenance.Compact()}, []byte("\n"))},
		{Name: "lines-truncated", Why: "the last line is cut", Data: Lines(c.message, c.provenance)[:9000]},
		{Name: "array-empty", Why: "no pieces", Data: []byte("[]\n")},
		{Name: "array-of-null", Why: "a piece that is null", Data: []byte("[null]\n")},
		{Name: "array-in-array", Why: "an array inside of an array", Data: []byte("[" + string(Array(c.message)) + "]")},
		{Name: "blank", Why: "white space alone", Data: []byte("\n\n \n")},
		{Name: "attestations-empty", Why: "npm and GitHub for: nothing here (CVE-2025-25204)", Data: []byte(`{"attestations": []}`)},
		{Name: "attestations-null", Why: "null for a list", Data: []byte(`{"attestations": null}`)},
		{Name: "github-bundle-null", Why: "an answer without the bundle", Data: []byte(`{"attestations": [{"bundle": null, "repository_id": 1}]}`)},
		{Name: "npm-type-lies", Why: "the predicate type outside of the bundle is unsigned", Key: c.key,
			Data:  edit(string(NPMDocument(c.npmPublish)), `"predicateType": "`+NPMPublish, `"predicateType": "`+SLSAv1),
			Sound: []bool{true}},
		{Name: "provenance-object-no-bundles", Why: "no attestation bundles: fail closed", Data: []byte(`{"version": 1, "attestation_bundles": []}`)},
		{Name: "provenance-object-no-attestations", Why: "a publisher without attestations: fail closed", Data: ProvenanceObject(c.publisher)},
		{Name: "provenance-object-version-2", Why: "a version of the future", Data: edit(index, `"version": 1
}`, `"version": 2
}`)},
		{Name: "publisher-forged", Why: "the publisher object is unsigned: the certificate alone says who",
			Data:  ProvenanceObject(Publisher{Kind: "GitHub", Repository: "evil/evil", Workflow: "evil.yml"}, c.publish),
			Sound: []bool{true}},
		{Name: "attestation-version-2", Why: "a version of the future", Data: edit(attestation, `"version": 1`, `"version": 2`)},
		{Name: "attestation-no-entries", Why: "no transparency entries",
			Data: c.publish.Edit(func(b *Bundle) { b.Entries = nil }).Attestation(), Sound: []bool{false}},
		{Name: "attestation-entry-of-another-first", Why: "an entry of another attestation stands before the own one",
			Data: twice.Attestation(), Sound: []bool{false}},
		{Name: "attestation-signature-tampered", Why: "one bit of the signature differs", Data: c.bad.Attestation(), Sound: []bool{false}},
		{Name: "attestation-no-certificate", Why: "an empty certificate",
			Data: c.publish.Edit(func(b *Bundle) { b.Certificate = nil }).Attestation(), Sound: []bool{false}},
		{Name: "attestation-statement-no-base64", Why: "the statement is not base64", Data: edit(attestation, `"statement": "`, `"statement": "!`)},
		{Name: "attestation-no-material", Why: "no verification material", Data: edit(attestation, `"verification_material"`, `"verification"`)},
		{Name: "cosign-signature-tampered", Why: "one bit of the signature differs from the logged one",
			Data:  c.message.Edit(func(b *Bundle) { b.Message.Signature = flip(b.Message.Signature) }).Cosign(),
			Sound: []bool{false}},
		{Name: "cosign-set-tampered", Why: "nobody vouches for the time",
			Data:  c.message.Edit(func(b *Bundle) { b.Entries[0].SET = flip(b.Entries[0].SET) }).Cosign(),
			Sound: []bool{false}},
		{Name: "cosign-entry-of-another", Why: "the entry of another artifact: cosign once took any (CVE-2026-22703)",
			Data:  c.message.Edit(func(b *Bundle) { b.Entries = c.elsewhere.Entries }).Cosign(),
			Sound: []bool{false}},
		{Name: "two-forms-at-once", Why: "a bundle that is an attestation too: which one counts?",
			Data: c.message.Edit(func(b *Bundle) { b.Extra = c.publish.attestation() }).JSON()},
		{Name: "pieces-200", Why: "more pieces than anybody publishes", Data: bytes.Repeat(Lines(c.bad), 200)},
	}
}

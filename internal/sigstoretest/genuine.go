package sigstoretest

import "crypto"

// Genuine lists good bundles about the artifact of that name, in every form
// that Sigstore clients have written. SigstoreGo is set where sigstore-go v1.3.0
// refuses a form that is genuine all the same.
func (in *Instance) Genuine(name string, artifact []byte) []Variant {
	w, jane := GitHubWorkflow{Repository: "example/example"}, Email{Address: "jane@example.org"}
	subject := SHA256(name, artifact)
	key := in.Key("release", P256)
	all := []Variant{
		in.genuine("workflow", "a file signed by a workflow", Request{Identity: w, Artifact: artifact}),
		in.genuine("email", "a file signed by a person", Request{Identity: jane, Artifact: artifact}),
		in.genuine("gitlab", "a file signed by a GitLab pipeline", Request{Identity: GitLabPipeline{}, Artifact: artifact}),
		in.genuine("other-name", "a user name instead of a mail address", Request{
			Identity: Claims{OtherName: "jane!example", Extensions: map[int]string{8: "https://example.org"}}, Artifact: artifact}),
		in.genuine("sha512", "a file signed over its SHA-512, by an Ed25519 key", Request{Identity: jane, Artifact: artifact, Algorithm: Ed25519}),
		in.genuine("p384", "a P-384 key with SHA-384", Request{Identity: jane, Artifact: artifact, Algorithm: P384}),
		in.genuine("p384-sha256", "a P-384 key with SHA-256, as old clients did", Request{
			Identity: jane, Artifact: artifact, Algorithm: P384, Hash: crypto.SHA256, Version: "0.1"}),
		in.genuine("rsa", "an RSA key", Request{Identity: jane, Artifact: artifact, Algorithm: RSA2048}),
		in.genuine("v0.1", "the first bundle version", Request{Identity: jane, Artifact: artifact, Version: "0.1"}),
		in.genuine("v0.2", "the second bundle version", Request{Identity: jane, Artifact: artifact, Version: "0.2"}),
		in.genuine("timestamped", "logged and timestamped", Request{Identity: jane, Artifact: artifact, Timestamp: true}),
		in.genuine("tiled-log", "logged in a tiled log", Request{Identity: jane, Artifact: artifact, Log: LogV2}),
		in.genuine("provenance", "SLSA provenance", Request{Identity: w, Statement: Provenance(w, subject)}),
		in.genuine("provenance-v0.2", "SLSA provenance as early npm wrote it", Request{
			Identity: w, Statement: ProvenanceV02(w, subject), Version: "0.1", Log: LogIntoto}),
		in.genuine("provenance-p384", "SLSA provenance by a P-384 key", Request{Identity: w, Statement: Provenance(w, subject), Algorithm: P384}),
		in.genuine("provenance-ed25519", "SLSA provenance by an Ed25519 key", Request{Identity: w, Statement: Provenance(w, subject), Algorithm: Ed25519}),
		in.genuine("provenance-tiled-log", "SLSA provenance in a tiled log", Request{Identity: w, Statement: Provenance(w, subject), Log: LogV2}),
		in.genuine("provenance-several-subjects", "the artifact is the second of two subjects", Request{
			Identity: w, Statement: Provenance(w, SHA256("other", nil), subject)}),
		in.genuine("publish", "PyPI's publish attestation", Request{Identity: w, Statement: Publish(subject)}),
		in.genuine("key", "a file signed by a managed key", Request{Key: key, Artifact: artifact}),
		in.genuine("key-tiled-log", "the same in a tiled log", Request{Key: key, Artifact: artifact, Log: LogV2}),
		in.genuine("npm-publish", "the registry's attestation under its key", Request{
			Key: in.NPMKey("2026"), Statement: NPM("example", "1.0.0", SHA512("pkg:npm/example@1.0.0", artifact)), Version: "0.2"}),
	}
	return append(all, in.odd(Request{Identity: jane, Artifact: artifact})...)
}

func (in *Instance) genuine(name, why string, r Request) Variant {
	return Variant{Name: name, Why: why, Data: in.Sign(r).JSON(), Key: r.Key}
}

// odd are genuine forms that need care.
func (in *Instance) odd(r Request) []Variant {
	good := in.Sign(r)
	r.Version = "0.1"
	early, other := in.Sign(r), New(in.Name+"-other", in.Now)
	elsewhere := good.Edit(other.Relog)
	return []Variant{
		{Name: "v0.1-without-proof", Why: "the first version needs a SET alone",
			Data: early.Edit(func(b *Bundle) { b.Entries[0].Proof = nil }).JSON()},
		{Name: "v0.1-without-checkpoint", Why: "an early release of CPython: the proof lacks its checkpoint, the SET suffices",
			Data:       early.Edit(func(b *Bundle) { b.Entries[0].Proof.Checkpoint = "" }).JSON(),
			SigstoreGo: "missing required checkpoint"},
		{Name: "entry-of-unknown-log-too", Why: "logged in a second log that the root does not list",
			Data: good.Edit(func(b *Bundle) { b.Entries = append(b.Entries, elsewhere.Entries...) }).JSON()},
		{Name: "timestamp-of-unknown-authority-too", Why: "stamped by an authority that the root does not list, and logged",
			Data: good.Edit(func(b *Bundle) { b.Timestamps = [][]byte{other.Timestamp(b.Signature(), in.Now)} }).JSON()},
	}
}

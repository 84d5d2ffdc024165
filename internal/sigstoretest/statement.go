package sigstoretest

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
)

// Predicate types of the statements made here.
const (
	SLSAv1       = "https://slsa.dev/provenance/v1"
	SLSAv02      = "https://slsa.dev/provenance/v0.2"
	PyPIPublish  = "https://docs.pypi.org/attestations/publish/v1"
	NPMPublish   = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	ReleaseV01   = "https://in-toto.io/attestation/release/v0.1"
	ReleaseV02   = "https://in-toto.io/attestation/release/v0.2"
	StatementV1  = "https://in-toto.io/Statement/v1"
	StatementV01 = "https://in-toto.io/Statement/v0.1"
	GitHubBuild  = "https://actions.github.io/buildtypes/workflow/v1"
)

// Statement is an in-toto statement before it is written; every field may be
// edited.
type Statement struct {
	Type          string    `json:"_type"`
	Subjects      []Subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	// Predicate is written as given; nil is null.
	Predicate any `json:"predicate"`
}

// Subject is what a statement is about; digests are hexadecimal.
type Subject struct {
	Name   string            `json:"name,omitempty"`
	URI    string            `json:"uri,omitempty"`
	Digest map[string]string `json:"digest"`
}

// JSON writes the statement on one line.
func (s *Statement) JSON() []byte { return must(json.Marshal(s)) }

// Edit returns an edited copy.
func (s *Statement) Edit(edit func(*Statement)) *Statement {
	c := *s
	c.Subjects = append([]Subject(nil), s.Subjects...)
	edit(&c)
	return &c
}

// SHA256 is the subject of that name and content.
func SHA256(name string, content []byte) Subject {
	d := sha256.Sum256(content)
	return Subject{Name: name, Digest: map[string]string{"sha256": hex.EncodeToString(d[:])}}
}

// SHA512 is the subject of that name and content, as npm writes it.
func SHA512(name string, content []byte) Subject {
	d := sha512.Sum512(content)
	return Subject{Name: name, Digest: map[string]string{"sha512": hex.EncodeToString(d[:])}}
}

// Provenance is SLSA provenance version 1 as GitHub's attest action writes it:
// the builder is the workflow that signs.
func Provenance(w GitHubWorkflow, subjects ...Subject) *Statement {
	w = w.filled()
	repository := "https://github.com/" + w.Repository
	return &Statement{StatementV1, subjects, SLSAv1, object{
		"buildDefinition": object{
			"buildType": GitHubBuild,
			"externalParameters": object{"workflow": object{
				"ref": w.Ref, "repository": repository, "path": w.Workflow,
			}},
			"internalParameters": object{"github": object{
				"event_name": w.Trigger, "repository_id": w.RepositoryID,
				"repository_owner_id": w.OwnerID, "runner_environment": w.Runner,
			}},
			"resolvedDependencies": []object{{
				"uri": "git+" + repository + "@" + w.Ref, "digest": object{"gitCommit": w.Commit},
			}},
		},
		"runDetails": object{
			"builder":  object{"id": w.SignerURI()},
			"metadata": object{"invocationId": repository + "/actions/runs/" + w.Run},
		},
	}}
}

// ProvenanceV02 is SLSA provenance version 0.2 as early npm wrote it.
func ProvenanceV02(w GitHubWorkflow, subjects ...Subject) *Statement {
	w = w.filled()
	source := "git+https://github.com/" + w.Repository + "@" + w.Ref
	return &Statement{StatementV01, subjects, SLSAv02, object{
		"buildType": "https://github.com/npm/cli/gha/v2",
		"builder":   object{"id": "https://github.com/actions/runner"},
		"invocation": object{
			"configSource": object{
				"uri": source, "digest": object{"sha1": w.Commit}, "entryPoint": w.Workflow,
			},
			"parameters": object{},
		},
		"metadata":  object{"buildInvocationId": w.Run, "reproducible": false},
		"materials": []object{{"uri": source, "digest": object{"sha1": w.Commit}}},
	}}
}

// Publish is PyPI's publish attestation: its predicate is null.
func Publish(subjects ...Subject) *Statement {
	return &Statement{StatementV1, subjects, PyPIPublish, nil}
}

// NPM is the registry's publish attestation.
func NPM(name, version string, subjects ...Subject) *Statement {
	return &Statement{StatementV01, subjects, NPMPublish, object{
		"name": name, "version": version, "registry": "https://registry.npmjs.example",
	}}
}

// Release is GitHub's attestation of an immutable release: the first subject is
// the tag, the others are the assets.
func Release(repository, tag, commit string, assets ...Subject) *Statement {
	purl := "pkg:github/" + repository + "@" + tag
	subjects := append([]Subject{{URI: purl, Digest: map[string]string{"sha1": commit}}}, assets...)
	return &Statement{StatementV1, subjects, ReleaseV02, object{
		"ownerId": "815", "purl": purl, "databaseId": "42", "repository": repository,
		"repositoryId": "4711", "tag": tag, "packageId": "7",
	}}
}

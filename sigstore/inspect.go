package sigstore

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Inspection is what a file of evidence says about itself. None of it is
// verified; every string may have been written by an attacker.
type Inspection struct {
	// Form names the form of the file as a whole, if it was recognised.
	Form string
	// Reason and Detail say why the file could not be taken apart; empty if it was.
	Reason policy.Reason
	Detail string
	Pieces []Inspected
}

// Inspected is what one attestation or signature says about itself.
type Inspected struct {
	// Index counts from 1.
	Index int
	Form  string
	// Reason and Detail say why the piece could not be read; empty if it was.
	Reason policy.Reason
	Detail string

	// Certificate is the identity that the certificate names; nil for a bundle
	// under a key.
	Certificate *policy.Certificate
	// CertificateIssuer is the distinguished name of the authority.
	CertificateIssuer string
	// KeyHint names the key of a bundle without certificate; it may be empty.
	KeyHint string

	// Digest is what a plain signature covers, "sha256:HEX".
	Digest string
	// PayloadType is that of an envelope.
	PayloadType string
	// Statement is the in-toto statement in an envelope, all its subjects in
	// Matching; nil for a plain signature and an unreadable statement.
	Statement *policy.Statement

	Logs  []InspectedLog
	Times []policy.Time
	// Needs says what it would take to verify the piece, a clause each.
	Needs []string
}

// InspectedLog is a transparency log entry.
type InspectedLog struct {
	ID    string // hexadecimal
	Index int64
	// Kind is kind and version, such as "dsse 0.0.1".
	Kind string
	// Promise and Proof say whether the entry has a signed entry timestamp and
	// an inclusion proof.
	Promise, Proof bool
}

// Inspect takes a file of Sigstore evidence apart, in any form that
// [Collector] reads. It verifies and trusts nothing.
func Inspect(data []byte) Inspection {
	if looksLikeToken(data) {
		return inspectToken(data)
	}
	pieces, form, p := split(data)
	if p != nil {
		return Inspection{Form: form, Reason: p.reason, Detail: p.detail}
	}
	in := Inspection{Form: pieces[0].form}
	left := limits.FileWitnesses
	for i, piece := range pieces {
		in.Pieces = append(in.Pieces, inspect(i+1, piece, &left))
	}
	return in
}

func inspect(index int, piece piece, left *int) (in Inspected) {
	defer func() {
		if r := recover(); r != nil {
			in = Inspected{Index: index, Form: piece.form, Reason: policy.ReasonMalformedEvidence, Detail: oneLine(fmt.Sprint(r))}
		}
	}()
	it := preparePiece(policy.Finding{Index: index, Form: piece.form}, piece, left)
	in = Inspected{Index: index, Form: it.finding.Form, Reason: it.finding.Reason, Detail: it.finding.Detail}
	if p := it.parsed; p != nil {
		in.signer(p)
		in.content(p)
		in.witnesses(p)
		in.Needs = needs(p, in.Certificate)
	}
	return in
}

func (in *Inspected) signer(p *parsed) {
	if p.leaf == nil {
		in.KeyHint = p.hint
		return
	}
	in.CertificateIssuer = p.leaf.Issuer.String()
	who, problem := identity(p.leaf)
	if problem != nil {
		in.Reason, in.Detail = problem.reason, problem.detail
		return
	}
	in.Certificate = who
}

func (in *Inspected) content(p *parsed) {
	if p.message != nil {
		in.Digest = p.message.algorithm.format(p.message.digest)
		return
	}
	in.PayloadType = p.envelope.payloadType
	if p.envelope.problem != nil {
		in.Reason, in.Detail = p.envelope.problem.reason, p.envelope.problem.detail
		return
	}
	facts := p.envelope.facts()
	for _, sub := range p.envelope.statement.subjects {
		facts.Matching = append(facts.Matching, policy.StatementSubject{Name: sub.name, Digest: sub.first()})
	}
	in.Statement = &facts
}

// first formats a subject's first supported digest; empty if it has none.
func (s subject) first() string {
	for _, a := range algorithms {
		if sum := s.digests[a.name]; sum != nil {
			return a.format(sum)
		}
	}
	return ""
}

// witnesses lists logs and times. A time here is claimed, whoever is said to
// vouch for it.
func (in *Inspected) witnesses(p *parsed) {
	claim := func(at time.Time, by string) {
		in.Times = append(in.Times, policy.Time{Kind: policy.TimeClaimed, About: policy.RoleArtifact, At: at.UTC(), By: by})
	}
	for _, e := range p.entries {
		kind := e.TransparencyLogEntry().GetKindVersion()
		log := InspectedLog{
			ID: hex.EncodeToString([]byte(e.LogKeyID())), Index: e.LogIndex(),
			Kind:    kind.GetKind() + " " + kind.GetVersion(),
			Promise: e.HasInclusionPromise(), Proof: e.HasInclusionProof(),
		}
		in.Logs = append(in.Logs, log)
		if log.Promise && !e.IntegratedTime().IsZero() {
			claim(e.IntegratedTime(), "transparency log "+log.ID)
		}
	}
	tokens, err := p.bundle.Timestamps()
	if err != nil {
		return
	}
	for _, token := range tokens {
		if ts, err := timestamp.ParseResponse(token); err == nil {
			claim(ts.Time, "timestamp authority "+tokenIssuer(token))
		}
	}
}

func tokenIssuer(token []byte) string {
	p7 := parseToken(token)
	if p7 == nil || len(p7.Signers) == 0 {
		return "of an unreadable name"
	}
	return rawName(p7.Signers[0].IssuerAndSerialNumber.IssuerName.FullBytes)
}

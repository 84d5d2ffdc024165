package sigstore_test

import (
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// hostileBad are variants that must be found bad, by reason.
var hostileBad = map[policy.Reason]string{
	policy.ReasonBadSignature: `
		signature-tampered signature-tampered-logged signature-tampered-tiled signature-over-other-bytes
		signature-over-other-bytes-tiled signature-empty digest-replaced-logged digest-unpaired-tampered
		digest-replaced digest-replaced-tiled certificate-forged certificate-key-differs key-hint-stolen
		key-hint-stolen-logged key-instead-of-certificate payload-tampered payload-tampered-logged
		payload-type-replaced envelope-signature-tampered-logged`,
	policy.ReasonLogEntryInvalid: `
		entry-of-another-certificate entry-of-another-digest
		entry-of-another-signature entry-of-another-artifact entry-twice entry-of-impostor-log
		entry-body-tampered entry-body-spaced entry-for-envelope set-by-another-key set-tampered
		set-time-moved set-index-moved set-before-log checkpoint-by-another-key checkpoint-key-id-lies
		checkpoint-of-another-root checkpoint-unsigned proof-root-replaced proof-hash-replaced
		proof-hash-dropped proof-index-moved proof-of-another-entry proof-bad-v0.1 tiled-entry-in-old-log
		tiled-entry-in-old-log-certificate tiled-entry-in-old-log-digest tiled-entry-in-old-log-signature
		tiled-log-body-of-another-signature tiled-log-entry-of-another-signature envelope-entry-of-another
		envelope-entry-of-another-certificate envelope-entry-of-another-payload envelope-logged-as-message`,
	policy.ReasonCertificateInvalid: `
		certificate-expired certificate-not-yet-valid certificate-for-other-use timestamp-too-late
		timestamp-disagrees`,
	policy.ReasonSCTInvalid: `
		sct-missing sct-forged sct-of-another-certificate`,
	policy.ReasonTimestampInvalid: `
		timestamp-of-impostor-authority timestamp-over-artifact timestamp-tampered timestamp-trailing-bytes
		timestamp-refused timestamp-empty`,
}

// hostileUnusable are variants that must be found unusable, by reason.
var hostileUnusable = map[policy.Reason]string{
	policy.ReasonUnsupportedEvidence: `
		digest-missing entry-kind-unknown certificate-is-ca certificate-without-name certificate-two-names
		certificate-directory-name digest-unpaired digest-unpaired-rsa
		payload-type-other payload-type-case subject-digest-other-algorithm statement-type-other
		payload-array payload-null version-0.4 version-0.3.1 version-foreign chain-in-0.3`,
	policy.ReasonMalformedEvidence: `
		digest-algorithm-lies version-none entry-kind-lies entry-body-no-json set-missing-v0.1 proof-missing checkpoint-missing
		certificate-garbage certificate-trailing-bytes certificate-issuers-differ certificate-issuer-empty signatures-none
		signatures-two signatures-good-and-bad subject-digest-short subject-digest-none subject-digest-number subject-name-number
		predicate-type-empty
		payload-empty payload-no-json payload-two-statements payload-key-twice payload-key-folded
		payload-not-utf-8 field-unknown field-twice contents-two content-none material-none index-negative
		number-huge base64-broken truncated web-page byte-order-mark utf-16 entry-proposed
		entry-proposed-folded entry-proposed-in-toto entry-signatures-two entry-signatures-two-in-toto
		entry-keys-two`,
	policy.ReasonNoLogEntry: `
		entry-missing entry-missing-timestamped`,
	policy.ReasonUnknownLog: `
		entry-of-unknown-log`,
	policy.ReasonNoTimestamp: `
		set-missing tiled-log-without-timestamp tiled-log-integrated-time`,
	policy.ReasonUnknownCA: `
		certificate-of-unknown-ca certificate-of-impostor-ca certificate-of-impostor-ca-with-chain`,
	policy.ReasonUnknownCTLog: `
		sct-of-unknown-log`,
	policy.ReasonUnknownTSA: `
		timestamp-of-unknown-authority`,
	policy.ReasonEmptyEvidence: `
		subjects-none empty-file`,
	policy.ReasonLimitExceeded: `
		payload-deep deep deep-field subjects-1025 subject-digests-34 entries-33 timestamps-33
		checkpoint-large`,
	policy.ReasonUnrecognisedEvidence: `
		trailing-object empty-object null`,
	policy.ReasonTooLarge: `
		large`,
}

// hostileOther are sound evidence about something else.
const hostileOther = `other-artifact subject-other-digest subject-digest-mixed`

// hostileSound are cryptographically sound: facts for the policy to judge, or
// differences in what no signature covers (the hint, a field unknown to in-toto).
const hostileSound = `
	subject-other-name subject-no-name subject-name-and-digest-apart subject-twice subject-path
	subject-digest-upper predicate-type-other predicate-type-prefix predicate-missing
	predicate-other-shape publish-with-predicate builder-differs source-differs control-bytes
	payload-unknown-field key-hint-unknown certificate-instead-of-key certificate-name-respelt
	key-id-foreign`

type found struct {
	status policy.Status
	reason policy.Reason
}

// hostileTable is the expectation for each variant by name.
func hostileTable() map[string]found {
	table := map[string]found{}
	add := func(status policy.Status, reason policy.Reason, names string) {
		for _, n := range strings.Fields(names) {
			table[n] = found{status, reason}
		}
	}
	for reason, names := range hostileBad {
		add(policy.StatusBad, reason, names)
	}
	for reason, names := range hostileUnusable {
		add(policy.StatusUnusable, reason, names)
	}
	add(policy.StatusOther, policy.ReasonOtherArtifact, hostileOther)
	add(policy.StatusSound, "", hostileSound)
	return table
}

func TestHostileBundles(t *testing.T) {
	in := st.New("hostile", hostileNow)
	table, seen := hostileTable(), 0
	for _, v := range in.Hostile(hostileName, hostileArtifact) {
		t.Run(v.Name, func(t *testing.T) {
			f := hostileJob{roots: []*st.Instance{in}, key: v.Key}.sole(t, v.Data)
			want, listed := table[v.Name]
			if !listed {
				t.Fatalf("nobody says what to expect; found %v", found{f.Status, f.Reason})
			}
			seen++
			if got := (found{f.Status, f.Reason}); got != want {
				t.Errorf("found %v, want %v: %s\n%s", got, want, f.Detail, v.Why)
			}
		})
	}
	if seen != len(table) {
		t.Errorf("%d of %d expectations were met by a variant", seen, len(table))
	}
}

// Every genuine form is sound under the instance's root, and under no other.
func TestGenuineBundles(t *testing.T) {
	in := st.New("genuine", hostileNow)
	for _, v := range in.Genuine(hostileName, hostileArtifact) {
		t.Run(v.Name, func(t *testing.T) {
			j := hostileJob{roots: []*st.Instance{in}, key: v.Key}
			if v.Name == "npm-publish" {
				j.key, j.npm = nil, v.Key
			}
			if f := j.sole(t, v.Data); f.Status != policy.StatusSound {
				t.Errorf("status %d, %s: %s", f.Status, f.Reason, f.Detail)
			}
			j.roots = []*st.Instance{in.Impostor()}
			if f := j.sole(t, v.Data); f.Status == policy.StatusSound || f.Status == policy.StatusOther {
				t.Error("verifies under the impostor's root")
			}
		})
	}
}

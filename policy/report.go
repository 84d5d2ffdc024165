package policy

import "time"

// ReportSchema is the version of the machine-readable report.
const ReportSchema = "upsig/report/v1"

// Report is the whole result of one verification: what was judged, by what
// rules, what was found and what follows. Text and JSON are both made from it.
// The zero value is a rejection. Strings may have been written by an attacker:
// whoever prints them sanitises them.
type Report struct {
	Schema       string              `json:"schema"`
	Verdict      Verdict             `json:"verdict"`
	Artifact     ArtifactReport      `json:"artifact"`
	Policy       PolicyReport        `json:"policy"`
	Time         time.Time           `json:"time"`
	Requirements []RequirementReport `json:"requirements"`
	Evidence     []EvidenceReport    `json:"evidence"`
	// LookedFor are the names of [Request.Looked], where the verdict is that there is
	// no evidence.
	LookedFor  []string          `json:"looked_for,omitempty"`
	Exceptions []ExceptionReport `json:"exceptions"`
	Notices    []NoticeReport    `json:"notices"`
}

// Verdict is accepted or rejected. Reason is set on rejection.
type Verdict struct {
	Accepted bool `json:"accepted"`
	// Class is the strongest class among the requirements that were met; none on
	// rejection.
	Class  Class  `json:"class"`
	Reason Reason `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
	// Alarm: evidence that claims to be by a declared signer does not hold.
	Alarm bool `json:"alarm"`
}

// ArtifactReport names the bytes that were judged.
type ArtifactReport struct {
	// File is the path as it was given, by which callers with several files tell
	// the reports apart; empty for a digest or standard input.
	File         string   `json:"file,omitempty"`
	Name         string   `json:"name,omitempty"`
	UpstreamName string   `json:"upstream_name,omitempty"`
	Version      string   `json:"version,omitempty"`
	Size         *int64   `json:"size,omitempty"`
	Digests      []string `json:"digests"`
	// VersionCoveredBy is the signed field that names the version; empty if none does.
	VersionCoveredBy string `json:"version_covered_by,omitempty"`
	// Content is what the file holds, where evidence may cover that.
	Content *ContentReport `json:"content,omitempty"`
}

// ContentReport is [Content] for reports.
type ContentReport struct {
	Form    string   `json:"form"`
	Size    int64    `json:"size"`
	Digests []string `json:"digests"`
	// Reason says why the content could not be read.
	Reason Reason `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// ListReport is the checksum list between a piece of evidence and the artifact.
type ListReport struct {
	File string `json:"file"`
	// Digest names the bytes that the evidence covers.
	Digest string `json:"digest,omitempty"`
	// Names is the artifact's name in the list, Gives the digests that it has there.
	Names string   `json:"names,omitempty"`
	Gives []string `json:"gives"`
	// Holds: the digests are the artifact's.
	Holds bool `json:"holds"`
}

// PolicyReport names the rules.
type PolicyReport struct {
	File    string  `json:"file,omitempty"`
	Package string  `json:"package,omitempty"`
	Require Require `json:"require"`
	Minimum Class   `json:"minimum"`
}

// RequirementReport is one requirement and how far it was met.
type RequirementReport struct {
	Sides []Side `json:"sides"`
	Met   bool   `json:"met"`
	// Bar is the class that had to be reached, Reached the one that was.
	Bar     Class `json:"bar"`
	Reached Class `json:"reached"`
	// Strongest is the strongest class declared; above Bar only where the policy
	// states a minimum.
	Strongest Class `json:"strongest"`
	// Need and Have count distinct signers.
	Need    int      `json:"need"`
	Have    int      `json:"have"`
	Signers []string `json:"signers"`
	// Expected are the declared signers for this version that can reach Bar.
	Expected []string `json:"expected"`
	Reason   Reason   `json:"reason,omitempty"`
	Detail   string   `json:"detail,omitempty"`
}

// Outcome is what the policy makes of one piece of evidence.
type Outcome string

const (
	// OutcomeRejected: the evidence does not count.
	OutcomeRejected Outcome = "rejected"
	// OutcomeVerified: sound, by a named signer, no refusal.
	OutcomeVerified Outcome = "verified"
)

// EvidenceReport is one piece of evidence and what the policy makes of it.
type EvidenceReport struct {
	File  string `json:"file,omitempty"`
	Index int    `json:"index,omitempty"`
	Side  Side   `json:"side,omitempty"`
	Form  string `json:"form,omitempty"`
	// Over says what the evidence is about: the artifact, its content or a list.
	Over Role `json:"over,omitempty"`
	// Of is the signature file that a timestamp is about.
	Of      string  `json:"of,omitempty"`
	Finding Status  `json:"finding"`
	Outcome Outcome `json:"outcome"`
	Reason  Reason  `json:"reason,omitempty"`
	Detail  string  `json:"detail,omitempty"`
	// Signer is the policy's name of the signer; also set when the evidence was
	// rejected for another cause.
	Signer string `json:"signer,omitempty"`
	Class  Class  `json:"class"`
	// Alarm: it claims to be by a declared signer and does not hold.
	Alarm        bool             `json:"alarm"`
	Proves       string           `json:"proves,omitempty"`
	DoesNotProve string           `json:"does_not_prove,omitempty"`
	Key          *KeyReport       `json:"key,omitempty"`
	Identity     *IdentityReport  `json:"identity,omitempty"`
	Claimed      *ClaimedReport   `json:"claimed,omitempty"`
	Statement    *StatementReport `json:"statement,omitempty"`
	Root         string           `json:"trusted_root,omitempty"`
	List         *ListReport      `json:"list,omitempty"`
	Comment      string           `json:"comment,omitempty"`
	Times        []TimeReport     `json:"times"`
	Weaknesses   []WeaknessReport `json:"weaknesses"`
	Refusals     []RefusalReport  `json:"refusals"`
	Notices      []NoticeReport   `json:"notices"`
}

// KeyReport is [Key] for reports.
type KeyReport struct {
	Kind        string     `json:"kind"`
	Fingerprint string     `json:"fingerprint"`
	Signing     string     `json:"signing_key,omitempty"`
	Algorithm   string     `json:"algorithm,omitempty"`
	Namespace   string     `json:"namespace,omitempty"`
	Created     *time.Time `json:"created,omitempty"`
	UserIDs     []string   `json:"user_ids"`
	Certificate string     `json:"certificate,omitempty"`
}

// IdentityReport is [Certificate] for reports.
type IdentityReport struct {
	SAN               string `json:"san"`
	Issuer            string `json:"issuer,omitempty"`
	SourceRepository  string `json:"source_repository,omitempty"`
	SourceRef         string `json:"source_ref,omitempty"`
	SourceDigest      string `json:"source_digest,omitempty"`
	BuildConfigURI    string `json:"build_config_uri,omitempty"`
	BuildSignerURI    string `json:"build_signer_uri,omitempty"`
	BuildTrigger      string `json:"build_trigger,omitempty"`
	RunnerEnvironment string `json:"runner_environment,omitempty"`
	RunInvocationURI  string `json:"run_invocation_uri,omitempty"`
}

// ClaimedReport is [Claimed] for reports: unverified.
type ClaimedReport struct {
	Issuers    []string        `json:"issuers"`
	Candidates []string        `json:"candidates"`
	Identity   *IdentityReport `json:"identity,omitempty"`
}

// StatementReport is [Statement] for reports.
type StatementReport struct {
	PredicateType string   `json:"predicate_type"`
	Subjects      []string `json:"matching_subjects"`
	// Claims are what SLSA provenance says: the workflow wrote it.
	Claims []ClaimReport `json:"claims"`
}

// TimeReport is [Time] for reports.
type TimeReport struct {
	Kind  TimeKind  `json:"kind"`
	About Role      `json:"about"`
	At    time.Time `json:"at"`
	By    string    `json:"by"`
}

// WeaknessReport is one weakness and whether the policy accepts it.
type WeaknessReport struct {
	Weakness Weakness `json:"weakness"`
	Detail   string   `json:"detail,omitempty"`
	// Cleared says what evidence removes the weakness; empty if none does.
	Cleared  string `json:"cleared,omitempty"`
	Accepted bool   `json:"accepted"`
}

// RefusalReport is [Refusal] for reports.
type RefusalReport struct {
	Reason Reason `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

// ExceptionState says what became of an exception.
type ExceptionState string

const (
	// ExceptionApplied: evidence passed because of it.
	ExceptionApplied ExceptionState = "applied"
	// ExceptionUnused: in force, and not needed.
	ExceptionUnused ExceptionState = "unused"
	// ExceptionExpired: its date has passed.
	ExceptionExpired ExceptionState = "expired"
)

// ExceptionReport is one exception of the policy.
type ExceptionReport struct {
	Weakness Weakness       `json:"weakness"`
	Signer   string         `json:"signer"`
	Reason   string         `json:"reason"`
	Until    string         `json:"until,omitempty"` // YYYY-MM-DD, the last day
	State    ExceptionState `json:"state"`
}

// NoticeReport is [Notice] for reports.
type NoticeReport struct {
	Code   NoticeCode `json:"code"`
	Detail string     `json:"detail,omitempty"`
}

// String returns the word used in reports.
func (s Status) String() string {
	switch s {
	case StatusMissing:
		return "missing"
	case StatusBad:
		return "bad"
	case StatusOther:
		return "other"
	case StatusSound:
		return "sound"
	case StatusUnusable:
		return "unusable"
	}
	return "unusable"
}

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

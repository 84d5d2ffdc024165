package policy

import (
	"cmp"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/decompress"
)

// Content is what a compressed artifact holds, as far as one read could tell.
type Content struct {
	// Form is the ending that the compression has in file names, such as "xz".
	Form string
	// Size in bytes, and Digests as in [Subject].
	Size    int64
	Digests []string
	// Reason says why the content could not be read; then there are no digests.
	Reason Reason
	Detail string
}

// Link is what hashing established between a checksum list and the artifact. The
// zero value ties nothing.
type Link struct {
	// List is the file that the list was read from, Via the name that policies
	// have for it.
	List, Via string
	// Bytes is "sha256:HEX" of what was read as the list. Evidence counts only if
	// it covers just that.
	Bytes string
	// Names is the artifact's name in the list, Gives the digests that it has there.
	Names string
	Gives []string
	// Holds: all digests that could be compared are the artifact's, and one could.
	Holds bool
	// Reason says why it does not hold.
	Reason Reason
	Detail string
}

// reach turns sound evidence that does not reach the artifact into what it is
// worth: evidence about something else, or evidence against the artifact.
func (a *assessment) reach(f Finding) Finding {
	if f.Status != StatusSound {
		return f
	}
	status, reason, detail := a.covered(f)
	if status == StatusSound {
		return f
	}
	return f.demote(status, cmp.Or(f.Reason, reason), detail)
}

// covered says whether what the evidence is about is the artifact, or leads to it.
func (a *assessment) covered(f Finding) (Status, Reason, string) {
	switch f.Over {
	case RoleArtifact:
		return a.coveredFile()
	case RoleContent:
		return a.coveredContent(f)
	case RoleList:
		return a.coveredList(f)
	case RoleSignature:
		return StatusOther, ReasonOtherArtifact, "it is about a signature, not about the artifact"
	}
	return StatusOther, ReasonOtherArtifact, "nothing says what it is about"
}

func (a *assessment) coveredFile() (Status, Reason, string) {
	c := a.subject.Content
	switch {
	case a.target.covers != CoversUncompressed:
		return StatusSound, "", ""
	case a.subject.Size < 0:
		return StatusOther, ReasonOtherArtifact, `it covers a digest, and the policy says covers = "uncompressed": that takes the file`
	case c == nil:
		return StatusSound, "", ""
	case c.Reason != "":
		return StatusBad, c.Reason, c.Detail
	}
	return StatusOther, ReasonOtherArtifact, `it covers the compressed file, and the policy says covers = "uncompressed"`
}

func (a *assessment) coveredContent(f Finding) (Status, Reason, string) {
	c := a.subject.Content
	switch {
	case c == nil || c.Reason != "" || f.Bytes == "" || !slices.Contains(c.Digests, f.Bytes):
		return StatusOther, ReasonOtherArtifact, "nothing ties what it covers to the artifact"
	case a.target.covers == CoversFile:
		return StatusOther, ReasonOtherArtifact, `it covers the uncompressed content, and the policy says covers = "file"`
	case !a.target.holdsContent():
		return StatusOther, ReasonOtherArtifact, "it covers the uncompressed content, and the file's name does not say that it is compressed"
	case !decompress.Fits(a.target.file, decompress.Form(c.Form)):
		// What begins as a skippable frame of zstd can be an .lzma file as well: whoever
		// goes by the name would unpack something else than what was signed.
		return StatusBad, ReasonContent, "it is compressed as " + c.Form + ", and its name says another form"
	}
	return StatusSound, "", ""
}

// holdsContent reports whether a signature over what the file holds speaks for the
// file. It does for those who decompress the file, which its name or the policy must
// say. Others read the same bytes in another way: a gzip file can be a ZIP archive
// as well, in header fields of which nothing comes out.
func (t target) holdsContent() bool {
	switch t.covers {
	case CoversFile:
		return false
	case CoversUncompressed:
		return true
	case CoversByName, CoversAuto:
	}
	_, compressed := decompress.Strip(t.file)
	return compressed
}

// coveredList follows the chain: the evidence covers the list, the list gives the
// artifact's digests. A list that gives others is the signer's word against these
// bytes, as much as a signature that does not hold.
func (a *assessment) coveredList(f Finding) (Status, Reason, string) {
	l := a.link(f)
	switch {
	case l == nil:
		return StatusOther, ReasonOtherArtifact, "nothing ties the list to the artifact"
	case a.target.via == "" || l.Via != a.target.via:
		return StatusOther, ReasonListUndeclared, l.Via
	case l.Reason == "" && l.Holds && len(l.Gives) > 0:
		return StatusSound, "", ""
	case l.Reason == ReasonListMismatch:
		return StatusBad, l.Reason, l.Detail
	case l.Reason == ReasonNotListed:
		return StatusOther, l.Reason, l.Detail
	}
	return StatusUnusable, cmp.Or(l.Reason, ReasonMalformedList), l.Detail
}

// link finds what ties the list that the evidence covers to the artifact. It must
// be about the very bytes that the evidence covers.
func (a *assessment) link(f Finding) *Link {
	i := slices.IndexFunc(a.subject.Links, func(l Link) bool {
		return f.Over == RoleList && f.Bytes != "" && l.Bytes == f.Bytes && l.List == f.List
	})
	if i < 0 {
		return nil
	}
	return &a.subject.Links[i]
}

func (a *assessment) listReport(f Finding) *ListReport {
	if f.Over != RoleList {
		return nil
	}
	r := &ListReport{File: f.List, Digest: f.Bytes}
	if l := a.link(f); l != nil {
		r.Names, r.Gives, r.Holds = l.Names, slices.Clone(l.Gives), l.Holds && l.Reason == ""
	}
	return r
}

// demote takes back that a finding is sound. What it verified to be becomes what
// it claims, unless it is merely about something else.
func (f Finding) demote(status Status, reason Reason, detail string) Finding {
	f.Status, f.Reason, f.Detail = status, reason, detail
	if f.Key != nil {
		f.Claimed.Candidates = []string{f.Key.Fingerprint}
	}
	if f.Certificate != nil {
		f.Claimed.Certificate = f.Certificate
	}
	if status != StatusOther {
		f.Key, f.Certificate, f.Statement, f.Root, f.RootDate, f.Also = nil, nil, nil, "", time.Time{}, nil
	}
	return f
}

// about is the target as evidence names it: an attestation about a list carries
// the list's name.
func (t target) about(f Finding) target {
	switch f.Over {
	case RoleList:
		t.name, t.subject = t.via, ""
	case RoleContent:
		t.name, _ = decompress.Strip(t.name)
	case RoleArtifact, RoleSignature:
	}
	return t
}

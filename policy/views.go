package policy

import (
	"cmp"
	"context"
	"crypto"
	"errors"
	"slices"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/decompress"
)

// view is one of the things that evidence may be about: the file, what it holds,
// or a list. Collectors look at each view as if it were the artifact; which of
// them leads to the artifact is for the judge to say.
type view struct {
	role    Role
	list    string
	bytes   string
	via     string
	digests *artifact.Digests
}

func (r *run) views(file *artifact.Digests, content artifact.Content) []view {
	views := []view{{role: RoleArtifact, digests: file}}
	if content.Digests != nil {
		views = append(views, view{role: RoleContent, bytes: content.Digests.Name(crypto.SHA256), digests: content.Digests})
	}
	for _, l := range r.lists {
		views = append(views, view{role: RoleList, list: l.file, via: l.via, bytes: l.bytes, digests: l.digests})
	}
	return views
}

// judge lets every check look at every view, and takes of each piece of evidence
// what it is worth at best: evidence is bad only if it holds for none of them.
func (r *run) judge(ctx context.Context, views []view) error {
	for _, c := range r.checks {
		seen, err := look(ctx, c, views)
		if err != nil {
			return err
		}
		var found []Finding
		for i := range seen[0] {
			found = append(found, r.best(views, seen, i))
		}
		r.findings = append(r.findings, WithoutOther(found)...)
	}
	for _, m := range r.messages {
		m.Finding.Over, m.List, m.Bytes = RoleList, m.list.file, m.list.bytes
		r.findings = append(r.findings, m.Finding)
	}
	return nil
}

// look gives what a check finds over each view: the same pieces over all of them. What
// it found before it gave up counts for nothing.
func look(ctx context.Context, c *guardedCheck, views []view) ([][]Finding, error) {
	seen := make([][]Finding, len(views))
	for i, v := range views {
		seen[i] = c.Findings(ctx, v.digests)
	}
	if c.broken {
		for i := range seen {
			seen[i] = c.unusable()
		}
	}
	for _, again := range seen[1:] {
		if !slices.EqualFunc(seen[0], again, samePiece) {
			// One that ended early may leave pieces out.
			return nil, cmp.Or(ctx.Err(), errors.New("verify: a collector found other pieces of evidence in a second look"))
		}
	}
	return seen, nil
}

// WithoutOther drops, of one collector's findings, what pieces say about other
// artifacts where they are about signature files: those are the others. Of several
// views it needs the best finding of each piece, which may be about a later one.
func WithoutOther(found []Finding) []Finding {
	type piece struct {
		file  string
		index int
	}
	stamps := map[piece]bool{}
	for _, f := range found {
		if f.Over == RoleSignature {
			stamps[piece{f.File, f.Index}] = true
		}
	}
	return slices.DeleteFunc(found, func(f Finding) bool {
		return f.Over != RoleSignature && f.Status == StatusOther && stamps[piece{f.File, f.Index}]
	})
}

func samePiece(a, b Finding) bool { return a.File == b.File && a.Index == b.Index }

// best picks the finding of piece i over the view that it holds for; where it
// holds for none, over the view that its name speaks of. What may be about an
// artifact that is not at hand is not bad for not being about a list.
func (r *run) best(views []view, seen [][]Finding, i int) Finding {
	var found, unseen Finding
	rank, home := -1, false
	for n, v := range views {
		f := seen[n][i]
		if v.role == RoleContent && !r.wantsContent(File{Path: f.File}) {
			continue
		}
		k := 2 * worth(f.Status)
		at := r.home(v, f.File)
		if at {
			k++
		}
		if k > rank {
			found, rank, home = v.mark(f), k, at
		}
		if v.role == RoleArtifact && f.Reason == ReasonNeedsArtifact {
			unseen = v.mark(f)
		}
	}
	if found.Status == StatusBad && !home && unseen.Reason == ReasonNeedsArtifact {
		return unseen
	}
	return found
}

// worth orders what came of several views: only one can hold, and evidence that
// holds for none must not hide behind one that could not be looked at.
func worth(s Status) int {
	switch s {
	case StatusSound:
		return 4
	case StatusBad:
		return 3
	case StatusOther:
		return 2
	case StatusUnusable:
		return 1
	case StatusMissing:
	}
	return 0
}

// home reports whether evidence of that name is meant for the view.
func (r *run) home(v view, file string) bool {
	switch v.role {
	case RoleList:
		return namedAfter(file, v.via)
	case RoleContent:
		name, ok := decompress.Strip(r.target.name)
		return ok && namedAfter(file, name) && !namedAfter(file, r.target.name)
	case RoleArtifact, RoleSignature:
	}
	return false
}

// mark says which view the finding is about. What is over a signature stays so.
func (v view) mark(f Finding) Finding {
	if f.Over == RoleArtifact && v.role != RoleArtifact {
		f.Over, f.List, f.Bytes = v.role, v.list, v.bytes
	}
	return f
}

// unreadable gives evidence that is about the content the reason for which that
// could not be read. It stays bad: whoever made the file unreadable must not
// silence the signature that speaks against it.
func (r *run) unreadable(c *Content) {
	if c == nil || c.Reason == "" {
		return
	}
	for i := range r.findings {
		f := &r.findings[i]
		switch {
		case f.Status != StatusBad || f.Over != RoleArtifact || !r.wantsContent(File{Path: f.File}):
		case r.target.covers == CoversUncompressed || r.home(view{role: RoleContent}, f.File):
			f.Reason, f.Detail = c.Reason, c.Detail
		default:
			f.Detail += "; what the file holds could not be read: " + c.Detail
		}
	}
}

// contentOf states what is known about the artifact's content.
func contentOf(c artifact.Content) *Content {
	switch {
	case c.Form == "":
		return nil
	case errors.Is(c.Err, decompress.ErrBomb):
		return &Content{Form: c.Form, Reason: ReasonBomb, Detail: c.Err.Error()}
	case c.Err != nil || c.Digests == nil:
		return &Content{Form: c.Form, Reason: ReasonContent, Detail: cmp.Or(c.Err, errors.New("it was not read")).Error()}
	}
	return &Content{Form: c.Form, Size: c.Digests.Size(), Digests: c.Digests.Names()}
}

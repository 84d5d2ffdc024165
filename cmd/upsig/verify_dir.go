package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/policy"
)

// folderPolicy is one policy of a folder, shared by the files that it knows.
type folderPolicy struct {
	policy *policy.Policy
	// uses counts the files that still need what prepare made.
	uses atomic.Int32
	once sync.Once
	made verification
	err  error
}

// prepare reads keys and roots, once for all files of the policy.
func (p *folderPolicy) prepare(f *verifyFlags, now time.Time) (verification, error) {
	p.once.Do(func() {
		keys, err := policyKeys(p.policy)
		if err == nil {
			p.made, err = f.verification(p.policy, keys, now)
		}
		p.err = err
	})
	return p.made, p.err
}

// release lets go of keys and roots after the last file: memory is that of the
// policies at work, not that of all.
func (p *folderPolicy) release() {
	if p.uses.Add(-1) == 0 {
		p.made = verification{}
	}
}

// folderRun verifies files, each by the policy of a folder that knows it.
type folderRun struct {
	*verifyFlags
	s      streams
	folder *policyFolder
	now    time.Time
}

// folderFile is one file to verify.
type folderFile struct {
	path   string
	policy *folderPolicy
	// err: it cannot be judged, which was clear before it was opened.
	err error
}

// dir verifies files by the policies of a folder. Nothing that is wrong with one
// of them keeps the others from being judged.
func (f *verifyFlags) dir(ctx context.Context, s streams, args []string, now time.Time) (int, error) {
	folder, err := openPolicyFolder(ctx, f.policyDir.value, f.workers())
	if err != nil {
		return 0, err
	}
	f.shared = &rootCache{}
	run := &folderRun{verifyFlags: f, s: s, folder: folder, now: now}
	return many(ctx, f, s, folder.problems, run.plan(args), run.judge)
}

// plan finds the policy of each file, and leaves out the evidence of others.
func (r *folderRun) plan(args []string) []folderFile {
	found := map[string]folderFile{}
	for _, path := range args {
		p, err := r.folder.find(path, r.version.value)
		found[path] = folderFile{path, p, err}
	}
	var files []folderFile
	for _, path := range beside.ArtifactsOf(func(path string) *policy.Policy { return found[path].policy.policy }, r.version.value, args) {
		file := found[path]
		file.policy.uses.Add(1)
		files = append(files, file)
	}
	return files
}

func (r *folderRun) judge(ctx context.Context, file folderFile) result {
	defer file.policy.release()
	return judged(file.path, func() (*policy.Report, error) {
		if file.err != nil {
			return nil, file.err
		}
		return r.verify(ctx, file)
	})
}

func (r *folderRun) verify(ctx context.Context, file folderFile) (*policy.Report, error) {
	v, err := file.policy.prepare(r.verifyFlags, r.now)
	if err != nil {
		return nil, err
	}
	request, err := v.request(r.s, []string{file.path})
	if err != nil {
		return nil, err
	}
	defer request.Artifact.Close()
	if file.policy == r.folder.foreign {
		// Nobody is declared, so nobody's evidence counts.
		request.Evidence = nil
	}
	return policy.Verify(ctx, v.policy, request, v.collectors...)
}

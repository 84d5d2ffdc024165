package sigstore

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/policy"
)

// problem says why evidence could not be verified, in the policy's vocabulary.
type problem struct {
	reason policy.Reason
	detail string
	// bad is true when the evidence was judged and does not hold, false when it
	// could not be judged.
	bad bool
	// rootDate is that of the newest content of the trusted root that does not know
	// who vouches; zero for other causes.
	rootDate time.Time
}

// Error implements error; it is for messages, the reason is what counts.
func (p *problem) Error() string {
	if p.detail == "" {
		return string(p.reason)
	}
	return string(p.reason) + ": " + p.detail
}

func unusable(r policy.Reason, format string, args ...any) *problem {
	return &problem{reason: r, detail: oneLine(fmt.Sprintf(format, args...))}
}

func bad(r policy.Reason, format string, args ...any) *problem {
	return &problem{reason: r, detail: oneLine(fmt.Sprintf(format, args...)), bad: true}
}

// status is the finding's status for a problem.
func (p *problem) status() policy.Status {
	if p.bad {
		return policy.StatusBad
	}
	return policy.StatusUnusable
}

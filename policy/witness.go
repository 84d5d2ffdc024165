package policy

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// Witness is what vouches for a piece of evidence: a trusted root, the key if there
// is no certificate, and the times that they prove. The signer must name it; what
// one root proves says nothing to a signer that names another.
type Witness struct {
	Root     string
	RootDate time.Time
	Key      *Key
	Times    []Time
}

// views are the finding as each of its witnesses has it.
func (f Finding) views() []Finding {
	all := []Finding{f}
	for _, w := range f.Also {
		view := f
		view.Root, view.RootDate, view.Key, view.Times = w.Root, w.RootDate, w.Key, w.Times
		all = append(all, view)
	}
	return all
}

// rootAges says which trusted roots are so old that newer logs and authorities are
// probably missing from them: those of the instances that change every year, and
// any that did not know who vouches for the evidence.
func (a *assessment) rootAges() {
	said := map[string]bool{}
	for _, j := range a.judged {
		name := "the trusted root " + j.Root
		if j.Root == "" {
			name = "the trusted root that does not know the evidence"
		}
		changes := j.Root == "" || j.Root == PublicGood || j.Root == GitHub
		if !changes || j.RootDate.IsZero() || said[name] || a.now.Sub(j.RootDate) <= limits.RootAge {
			continue
		}
		said[name] = true
		a.notice(NoticeRootAge, fmt.Sprintf("the newest content of %s is of %s, %d days ago",
			name, j.RootDate.UTC().Format(time.DateOnly), int(a.now.Sub(j.RootDate).Hours()/24)))
	}
}

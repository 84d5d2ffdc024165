package policy

import "time"

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

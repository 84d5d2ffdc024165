package sigstore

import "github.com/sigstore/sigstore-go/pkg/root"

// gitHubAuthority is the address of the certificate authority of GitHub's own
// instance, as its trusted roots spell it.
const gitHubAuthority = "fulcio.githubapp.com"

// Empty reports whether the root trusts nobody.
func (r TrustedRoot) Empty() bool { return len(r.instances) == 0 }

// SplitGitHub parts the instances that call themselves GitHub's own, which has
// other certificates and no log, from all others: `gh attestation trusted-root`
// writes both into one file. It fails for an instance that cannot be parsed.
func (r TrustedRoot) SplitGitHub() (github, others TrustedRoot, err error) {
	github.Name, others.Name = r.Name, r.Name
	for _, in := range r.instances {
		t, err := in.load()
		if err != nil {
			return TrustedRoot{}, TrustedRoot{}, err
		}
		if isGitHub(t.material) {
			github.instances = append(github.instances, in)
		} else {
			others.instances = append(others.instances, in)
		}
	}
	return github, others, nil
}

func isGitHub(m root.TrustedMaterial) bool {
	for _, ca := range fulcioAuthorities(m) {
		if ca.URI != gitHubAuthority {
			return false
		}
	}
	return len(fulcioAuthorities(m)) > 0
}

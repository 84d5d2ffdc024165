package keyrings

import "path/filepath"

// Path lists the folders that are searched for certificates, in this order.
// Folders that do not exist are passed over, and so are empty strings, which
// would be the working folder.
type Path []string

// systemFolder is where distributions install upstreams' certificates.
const systemFolder = "/usr/share/openpgp-keys"

// Default is the search path for a policy in that folder: the folder itself, its
// keys and keys/pgp, then /usr/share/openpgp-keys. Without a policy file the
// folder is "", and the last alone is searched.
func Default(policyDir string) Path { return append(Beside(policyDir), systemFolder) }

// Beside is the part of [Default] that belongs to the policy. Its record files count
// wherever certificates come from.
func Beside(policyDir string) Path {
	if policyDir == "" {
		return nil
	}
	return Path{policyDir, filepath.Join(policyDir, "keys"), filepath.Join(policyDir, "keys", "pgp")}
}

func (p Path) folders() []string {
	var all []string
	for _, folder := range p {
		if folder != "" {
			all = append(all, folder)
		}
	}
	return all
}

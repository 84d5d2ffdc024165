package keyrings

import (
	"slices"

	"github.com/upsig/upsig/pgp"
)

// rememberSubkeys notes in the record which subkeys the owner revoked in a
// certificate, and returns those that it did not know as much of. What it knew stays:
// a copy may lack the revocation, or the subkey.
func (r *Record) rememberSubkeys(d pgp.CertificateDump) (news []string) {
	// Other copies of the record share the lists.
	r.RevokedSubkeys, r.RetiredSubkeys = slices.Clone(r.RevokedSubkeys), slices.Clone(r.RetiredSubkeys)
	for _, k := range d.Keys {
		hard, soft := revocations(k)
		known := slices.Contains(r.RevokedSubkeys, k.Fingerprint)
		switch retired := slices.Contains(r.RetiredSubkeys, k.Fingerprint); {
		case !k.Subkey || known:
			continue
		case hard:
			r.RevokedSubkeys = append(r.RevokedSubkeys, k.Fingerprint)
			r.RetiredSubkeys = slices.DeleteFunc(r.RetiredSubkeys, func(f string) bool { return f == k.Fingerprint })
		case soft && !retired:
			r.RetiredSubkeys = append(r.RetiredSubkeys, k.Fingerprint)
		default:
			continue
		}
		news = append(news, k.Fingerprint)
	}
	slices.Sort(r.RevokedSubkeys)
	slices.Sort(r.RetiredSubkeys)
	return news
}

// unrevokedSubkey finds a subkey that a certificate has without the revocation that
// the record knows; empty if there is none. A subkey that is not there signs nothing.
func (r *Record) unrevokedSubkey(d pgp.CertificateDump) string {
	for _, k := range d.Keys {
		hard, soft := revocations(k)
		forever := slices.Contains(r.RevokedSubkeys, k.Fingerprint)
		someday := slices.Contains(r.RetiredSubkeys, k.Fingerprint)
		if forever && !hard || someday && !hard && !soft {
			return k.Fingerprint
		}
	}
	return ""
}

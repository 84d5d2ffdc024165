package keyrings

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/pgp"
)

// SigningKey is a key of a certificate that may sign releases, as far as its
// bindings go.
type SigningKey struct {
	Fingerprint string    `json:"fingerprint"`
	Subkey      bool      `json:"subkey"`
	Algorithm   string    `json:"algorithm"`
	Created     time.Time `json:"created"`
	// Expires is the earlier end of the key's and the primary key's life; zero if
	// neither ends.
	Expires time.Time `json:"expires,omitzero"`
	Revoked bool      `json:"revoked"`
	Expired bool      `json:"expired"`
}

// Usable reports whether new releases may be signed with the key.
func (s SigningKey) Usable() bool { return !s.Revoked && !s.Expired }

// Entry is a certificate of a keyring as its maintainers look at it. User IDs are
// raw, nobody has verified them.
type Entry struct {
	Fingerprint string       `json:"fingerprint"`
	Who         string       `json:"who"`
	State       State        `json:"state"`
	Packages    []string     `json:"packages"`
	UserIDs     []string     `json:"userIDs"`
	Algorithm   string       `json:"algorithm"`
	Created     time.Time    `json:"created,omitzero"`
	SigningKeys []SigningKey `json:"signingKeys"`
	// Usable is true when some key can sign new releases.
	Usable bool `json:"usable"`
	// Expires is when the last usable key runs out, or ran out; zero if never.
	Expires   time.Time `json:"expires,omitzero"`
	Imported  time.Time `json:"imported,omitzero"`
	Refreshed time.Time `json:"refreshed,omitzero"`
	// RefreshedDays is how long ago that is.
	RefreshedDays int    `json:"refreshedDays"`
	Record        Record `json:"-"`
}

// List describes every certificate that has a file or a record, by who is meant
// and then by fingerprint.
func (k *Keyring) List(now time.Time) []Entry {
	var all []Entry
	for _, fpr := range k.fingerprints() {
		all = append(all, k.entry(fpr, now))
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Who, b.Who), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	return all
}

// Forecast lists the active certificates that cannot sign new releases after
// that many days, those first that run out first. What has expired already is
// among them.
func (k *Keyring) Forecast(now time.Time, days int) []Entry {
	end := now.AddDate(0, 0, days)
	all := slices.DeleteFunc(k.List(now), func(e Entry) bool {
		return e.State != StateActive || e.Expires.IsZero() || e.Expires.After(end)
	})
	slices.SortStableFunc(all, func(a, b Entry) int { return a.Expires.Compare(b.Expires) })
	return all
}

// Entry describes one certificate; false if there is neither file nor record.
func (k *Keyring) Entry(fpr string, now time.Time) (Entry, bool) {
	if _, recorded := k.Record(fpr); !recorded && k.certs[fpr] == nil {
		return Entry{}, false
	}
	return k.entry(fpr, now), true
}

func (k *Keyring) entry(fpr string, now time.Time) Entry {
	r, _ := k.Record(fpr)
	e := Entry{
		Fingerprint: fpr, Who: r.Who, State: r.State, Packages: append([]string{}, r.Packages...),
		UserIDs: []string{}, SigningKeys: []SigningKey{},
		Imported: r.Imported, Refreshed: r.Refreshed, Record: r,
	}
	if !r.Refreshed.IsZero() {
		e.RefreshedDays = daysBetween(r.Refreshed, now)
	}
	c := k.certs[fpr]
	if c == nil {
		return e
	}
	e.Algorithm, e.Created, e.UserIDs = c.Algorithm(), c.Created(), append(e.UserIDs, c.SignedUserIDs()...)
	d := k.dumps[fpr]()
	e.State = stateOf(d, r.State)
	e.SigningKeys = append(e.SigningKeys, signingKeys(d, now)...)
	e.Usable, e.Expires = lastUsable(e.SigningKeys)
	return e
}

func daysBetween(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

// SigningKeys lists the keys of a certificate that may sign releases, the primary
// key first.
func SigningKeys(c *pgp.Certificate, now time.Time) []SigningKey {
	return signingKeys(c.Inspect(), now)
}

func signingKeys(d pgp.CertificateDump, now time.Time) []SigningKey {
	var all []SigningKey
	for _, k := range d.Keys {
		if !signs(k) {
			continue
		}
		end := k.Expires
		if primary := d.Keys[0]; sooner(primary.Expires, end) {
			end = primary.Expires
		}
		all = append(all, SigningKey{
			Fingerprint: k.Fingerprint, Subkey: k.Subkey, Algorithm: k.Algorithm, Created: k.Created, Expires: end,
			Revoked: revokedBy(k, now) || revokedBy(d.Keys[0], now), Expired: !end.IsZero() && now.After(end),
		})
	}
	return all
}

// revokedBy reports whether a key counts as revoked at a time. Hard revocations
// count whenever they are dated.
func revokedBy(k pgp.KeyDump, now time.Time) bool {
	return slices.ContainsFunc(k.Signatures, func(s pgp.SignatureDump) bool {
		return s.Valid && s.Revocation != "" && (!s.Soft || !s.Created.After(now))
	})
}

// lastUsable sums up signing keys: whether one is usable, and until when.
func lastUsable(keys []SigningKey) (usable bool, expires time.Time) {
	for _, k := range keys {
		if k.Usable() && k.Expires.IsZero() {
			return true, time.Time{}
		}
		usable = usable || k.Usable()
		if !k.Revoked && k.Expires.After(expires) {
			expires = k.Expires
		}
	}
	return usable, expires
}

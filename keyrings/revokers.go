package keyrings

import (
	"maps"
	"slices"

	"github.com/upsig/upsig/pgp"
)

// revokers are the certificates of those whom the found ones let revoke them. Who
// they are is known only once all files were read, so that these are read again:
// certificates that name a revoker are rare.
func (c *collection) revokers() []*pgp.Certificate {
	var wanted []string
	for _, fpr := range slices.Sorted(maps.Keys(c.found)) {
		for _, revoker := range c.found[fpr].Revokers() {
			if c.found[revoker] == nil && !slices.Contains(wanted, revoker) {
				wanted = append(wanted, revoker)
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	again := newCollection(wanted)
	for _, name := range slices.Sorted(maps.Keys(c.done)) {
		data, err := readBounded(name)
		if err != nil {
			continue // said when it was read before
		}
		certs, _ := parse(data, name)
		for _, cert := range certs {
			again.add(cert, len(data))
		}
	}
	again.heard = c.heard
	again.agree()
	return again.result().Certificates
}

package pgp_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest/vectors"
)

// Certificates flooded as in CVE-2019-13050 are judged, or refused by a named
// limit, within bounds of time and memory. Certifications by others cost next to
// nothing and never take away a certificate.
func TestHostileFloods(t *testing.T) {
	for _, v := range vectors.Floods() {
		t.Run(v.Name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			fs := hostileFindings(t, hostileCollector(v.Certs), v)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 200<<20 {
				t.Errorf("allocated %d bytes", bytes)
			}
			if got := foundAll(fs); got != wantedAll(v.Want) {
				t.Errorf("got %s, want %s\n%+v", got, wantedAll(v.Want), fs)
			}
		})
	}
}

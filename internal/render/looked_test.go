package render_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/policy"
)

// Names of one stem share a row, others have their own, and very many are counted.
func TestLookedFor(t *testing.T) {
	many := []string{}
	for i := range 20 {
		many = append(many, fmt.Sprintf("n%d.asc", i))
	}
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{"a-1.tar.xz.asc", "a-1.tar.xz.sigstore.json", "a-1.tar.asc", "SUMS.sig", "named"},
			"\n  looked for  a-1.tar.xz.asc, .sigstore.json\n              a-1.tar.asc\n              SUMS.sig\n              named\n"},
		{[]string{"x", "x"}, "\n  looked for  x\n              x\n"},
		{many, "              n7.asc\n              and 12 more\n"},
		{[]string{"\x1b[1m.asc"}, "  looked for  \\x1b[1m.asc\n"},
	} {
		r := rejection("", policy.ReasonMissingEvidence, false)
		r.LookedFor = tt.names
		var page strings.Builder
		if err := render.Text(&page, r, render.Style{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), tt.want) || strings.Contains(page.String(), "looked for") != (tt.want != "") {
			t.Errorf("%q: %s", tt.names, page.String())
		}
	}
}

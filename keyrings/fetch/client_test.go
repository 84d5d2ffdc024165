package fetch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/internal/webtest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/keyrings/fetch"
)

var (
	day0 = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	now  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	jane = pgptest.Ed25519Key("fetch jane", day0)
	john = pgptest.Ed25519Key("fetch john", day0)
)

func newWeb(t *testing.T) *webtest.Web {
	w := webtest.New(time.Now())
	t.Cleanup(w.Close)
	return w
}

func client(w *webtest.Web) fetch.Client {
	return fetch.Client{Web: webget.New(w.Options())}
}

func ask(t *testing.T, c fetch.Client, places []fetch.Place, wanted ...*pgptest.Key) []fetch.Result {
	t.Helper()
	var fprs []string
	for _, k := range wanted {
		fprs = append(fprs, k.HexFingerprint())
	}
	all, err := c.All(context.Background(), places, fprs, now)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func must(p fetch.Place, err error) fetch.Place {
	if err != nil {
		panic(err)
	}
	return p
}

// one serves a body as https://example.org/key and asks for Jane's certificate.
func one(t *testing.T, h http.HandlerFunc) fetch.Result {
	t.Helper()
	w := newWeb(t)
	w.Host("example.org", h)
	all := ask(t, client(w), []fetch.Place{must(fetch.URL("https://example.org/key"))}, jane)
	if len(all) != 1 {
		t.Fatalf("%d results", len(all))
	}
	return all[0]
}

func body(parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Join(parts, "")) }
}

// TestHonestPlaces asks each kind of place as it really answers.
func TestHonestPlaces(t *testing.T) {
	w := newWeb(t)
	cert, fpr := pgptest.Good(jane), jane.HexFingerprint()
	w.Files("keys.openpgp.org", map[string]string{"/vks/v1/by-fingerprint/" + fpr: pgptest.NewCert(jane).DirectKey(pgptest.SigOptions{}).Armor()})
	w.Files("keyserver.ubuntu.com", map[string]string{"/pks/lookup?op=get&options=mr&search=0x" + fpr: cert.Armor()})
	w.Files("openpgpkey.example.org", map[string]string{
		"/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=joe.doe": string(cert.Bytes()),
	})
	w.Files("direct.example", map[string]string{
		"/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=joe.doe": string(cert.Bytes()),
	})
	w.Files("github.com", map[string]string{"/jane.gpg": cert.Armor() + "\n" + pgptest.Good(john).Armor()})
	w.Host("example.org", http.RedirectHandler("https://www.example.org/keys/jane.asc", http.StatusFound))
	w.Files("www.example.org", map[string]string{"/keys/jane.asc": cert.Armor()})
	places := []fetch.Place{
		must(fetch.VKS(fetch.DefaultVKS, fpr)), must(fetch.HKP(fetch.DefaultHKP, fpr)), must(fetch.WKD("joe.doe@example.org")),
		must(fetch.WKD("joe.doe@direct.example")), must(fetch.GitHub("jane")), must(fetch.URL("https://example.org/jane.asc")),
	}
	c := client(w)
	var told []string
	c.Progress = func(address string) { told = append(told, address) }
	all := ask(t, c, append(places, places[0]), jane)
	if len(all) != len(places) {
		t.Fatalf("%d results", len(all))
	}
	for _, r := range all {
		m, ok := r.Material()
		if !ok || r.Status != fetch.StatusFound || r.Err != nil || len(r.Certificates) != 1 || !r.Date.Equal(now) {
			t.Errorf("%s: %s, %v, %v", r.Source.URL, r.Status, r.Err, r.Problems)
			continue
		}
		certs := keyrings.Certificates([]keyrings.Material{m})
		if len(certs) != 1 || certs[0].Fingerprint() != fpr {
			t.Errorf("%s: the material holds %v", r.Source.URL, certs)
		}
	}
	for i, asked := range map[int]string{3: places[3].Otherwise, 5: "https://example.org/jane.asc"} {
		if m, _ := all[i].Material(); m.Source.Location != asked {
			t.Errorf("%q is on record, want %q", m.Source.Location, asked)
		}
	}
	if r := all[5]; r.URL != "https://www.example.org/keys/jane.asc" || r.SHA256 != keyrings.Digest([]byte(cert.Armor())) {
		t.Errorf("%s, %s", r.URL, r.SHA256)
	}
	if len(all[4].Dropped) != 1 || len(keyrings.Certificates(fetch.Materials(all))) != 1 {
		t.Error("what was not asked for is kept")
	}
	// Of what was told, the host that does not exist was not asked.
	told = slices.DeleteFunc(told, func(s string) bool { return strings.Contains(s, "openpgpkey.direct.example") })
	if diff := cmp.Diff(append(told, "https://www.example.org/keys/jane.asc"), w.Asked()); diff != "" {
		t.Errorf("told and asked differ: %s", diff)
	}
}

// TestDirectOnlyWithoutAdvanced: where the host openpgpkey exists, what it says
// counts, even if it is nothing (draft-koch-openpgp-webkey-service section 3.1).
func TestDirectOnlyWithoutAdvanced(t *testing.T) {
	w := newWeb(t)
	w.Host("openpgpkey.example.org", http.NotFoundHandler())
	w.Host("example.org", body(pgptest.Good(jane).Armor()))
	all := ask(t, client(w), []fetch.Place{must(fetch.WKD("jane@example.org"))}, jane)
	if all[0].Status != fetch.StatusAbsent || len(w.Asked()) != 1 {
		t.Errorf("%s after %v", all[0].Status, w.Asked())
	}
}

// TestHostilePlaces: whatever comes, only what was asked for is taken.
func TestHostilePlaces(t *testing.T) {
	good, other := pgptest.Good(jane), pgptest.Good(john)
	secret := append(jane.SecretPacket(), good.Bytes()[len(jane.PublicPacket()):]...)
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   fetch.Status
	}{
		"another certificate": {body(other.Armor()), fetch.StatusOther},
		"many others":         {body(other.Armor(), pgptest.Good(pgptest.Ed25519Key("x", day0)).Armor()), fetch.StatusOther},
		"nothing":             {body(), fetch.StatusUnreadable},
		"a web page":          {body("<!DOCTYPE html><html><body>Please log in</body></html>"), fetch.StatusUnreadable},
		"a note in armor":     {body("-----BEGIN PGP PUBLIC KEY BLOCK-----\nNote: This user hasn't uploaded any GPG keys.\n\n=twTO\n-----END PGP PUBLIC KEY BLOCK-----\n"), fetch.StatusUnreadable},
		"a secret key":        {body(pgptest.Armor("PGP PRIVATE KEY BLOCK", secret)), fetch.StatusUnreadable},
		"cut off armor":       {body(good.Armor()[:200]), fetch.StatusUnreadable},
		"cut off body":        {cutOff(good.Armor()), fetch.StatusFailed},
		"404":                 {http.NotFound, fetch.StatusAbsent},
		"500":                 {code(500), fetch.StatusFailed},
		"401":                 {code(401), fetch.StatusFailed},
		"huge":                {huge, fetch.StatusFailed},
		"loop":                {redirect("https://example.org/key"), fetch.StatusFailed},
		"to http":             {redirect("http://example.org/key"), fetch.StatusFailed},
		"to a file":           {redirect("file:///etc/passwd"), fetch.StatusFailed},
		"to nowhere":          {redirect("https://nowhere.example/key"), fetch.StatusFailed},
		"a signature":         {body(pgptest.ArmorSignature(jane.Sign([]byte("x"), pgptest.SigOptions{}))), fetch.StatusUnreadable},
		"flooded by its owner": {body(string(pgptest.Good(jane).FloodSelf(limits.SelfSignatures + 1).Bytes())),
			fetch.StatusUnreadable},
	} {
		r := one(t, c.answer)
		if r.Status != c.want || len(r.Certificates) > 0 {
			t.Errorf("%s: %q, want %q; %v, %v", name, r.Status, c.want, r.Err, r.Problems)
		}
		if m, ok := r.Material(); ok || m.Data != nil {
			t.Errorf("%s: it becomes material", name)
		}
		if r.Err == nil && len(r.Problems) == 0 && len(r.Dropped) == 0 {
			t.Errorf("%s: nothing is told", name)
		}
	}
}

func code(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) }
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

func cutOff(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, text)
	}
}

func huge(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write(bytes.Repeat([]byte("x"), limits.FetchedKey+1))
}

// TestGoodAmongBad: what was asked for is taken out of what surrounds it, and
// nothing of that comes along.
func TestGoodAmongBad(t *testing.T) {
	good, other := pgptest.Good(jane), pgptest.Good(john)
	for name, h := range map[string]http.HandlerFunc{
		"an extra certificate": body(good.Armor(), other.Armor()),
		"in one block":         body(pgptest.Armor("PGP PUBLIC KEY BLOCK", append(other.Bytes(), good.Bytes()...))),
		"a web page around":    body("<pre>\n", good.Armor(), "</pre>\n", other.Armor()),
		"a flooded neighbour":  body(other.FloodCertifications(jane, 5000).Armor(), good.Armor()),
	} {
		r := one(t, h)
		m, ok := r.Material()
		if !ok {
			t.Errorf("%s: %s, %v", name, r.Status, r.Problems)
			continue
		}
		if len(r.Dropped) != 1 && name != "a flooded neighbour" || bytes.Contains(m.Data, john.PublicBody()) {
			t.Errorf("%s: dropped %v", name, r.Dropped)
		}
	}
}

// TestSlowPlace does not hold the others up for long.
func TestSlowPlace(t *testing.T) {
	w := newWeb(t)
	w.Host("slow.example", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	w.Host("example.org", body(pgptest.Good(jane).Armor()))
	o := w.Options()
	o.Timeout = 300 * time.Millisecond
	all := ask(t, fetch.Client{Web: webget.New(o)}, []fetch.Place{must(fetch.URL("https://slow.example/")), must(fetch.URL("https://example.org/"))}, jane)
	if all[0].Status != fetch.StatusFailed || !errors.Is(all[0].Err, context.DeadlineExceeded) || all[1].Status != fetch.StatusFound {
		t.Errorf("%s, %v; %s", all[0].Status, all[0].Err, all[1].Status)
	}
}

// TestNothingAskedNothingKept: without fingerprints there are only offers.
func TestNothingAskedNothingKept(t *testing.T) {
	w := newWeb(t)
	w.Host("example.org", body(pgptest.Good(jane).Armor()))
	r := ask(t, client(w), []fetch.Place{must(fetch.URL("https://example.org/"))})[0]
	if r.Status != fetch.StatusOther || len(r.Dropped) != 1 || len(fetch.Materials([]fetch.Result{r})) != 0 {
		t.Errorf("%+v", r)
	}
	if _, ok := (fetch.Result{}).Material(); ok {
		t.Error("the zero result becomes material")
	}
}

// TestNoSuchHost: without a second address there is nothing to ask instead, and the
// cause is told as it is.
func TestNoSuchHost(t *testing.T) {
	place := must(fetch.URL("https://nowhere.example/key"))
	r := ask(t, client(newWeb(t)), []fetch.Place{place}, jane)[0]
	if r.Status != fetch.StatusFailed || !webget.NoSuchHost(r.Err) || r.Asked != place.URL {
		t.Errorf("%s, %v after %q", r.Status, r.Err, r.Asked)
	}
}

// TestRefusedCalls: nothing is asked when a part of the call makes no sense.
func TestRefusedCalls(t *testing.T) {
	w := newWeb(t)
	w.Host("example.org", body("x"))
	good := must(fetch.URL("https://example.org/"))
	many := slices.Repeat([]fetch.Place{good}, limits.FetchSources+1)
	for name, c := range map[string]struct {
		places []fetch.Place
		fprs   []string
	}{
		"plain http":      {[]fetch.Place{good, must(fetch.URL("http://example.org/"))}, nil},
		"http keyserver":  {[]fetch.Place{good, must(fetch.VKS("http://127.0.0.1:11371", fpr))}, nil},
		"a password":      {[]fetch.Place{good, must(fetch.URL("https://u:p@example.org/"))}, nil},
		"the zero place":  {[]fetch.Place{good, {}}, nil},
		"bad fingerprint": {[]fetch.Place{good}, []string{"0x1234"}},
		"too many":        {many, nil},
	} {
		if _, err := client(w).All(context.Background(), c.places, c.fprs, now); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if len(w.Asked()) > 0 {
		t.Errorf("asked %v", w.Asked())
	}
	// The usual keyservers are two places for each certificate of a keyring.
	if _, err := client(w).All(context.Background(), many, nil, now); err == nil || !strings.Contains(err.Error(), "name some of the fingerprints") {
		t.Errorf("the next step is not told: %v", err)
	}
}

// TestCompare: a place that withholds a revocation is found out.
func TestCompare(t *testing.T) {
	w := newWeb(t)
	w.Host("old.example", body(pgptest.Good(jane).Armor()))
	w.Host("new.example", body(pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Armor()))
	w.Host("none.example", http.NotFoundHandler())
	all := ask(t, client(w), []fetch.Place{
		must(fetch.URL("https://old.example/")), must(fetch.URL("https://new.example/")), must(fetch.URL("https://none.example/")),
	}, jane, john)
	agreed := fetch.Compare(all, []string{jane.HexFingerprint(), john.HexFingerprint()})
	if len(agreed) != 2 || agreed[1].Found() || len(agreed[0].Views) != 2 {
		t.Fatalf("%+v", agreed)
	}
	lacks := func(v fetch.View) bool {
		return slices.ContainsFunc(v.Lacks, func(c keyrings.Change) bool { return c.Code == keyrings.ChangeLacksRevocation })
	}
	if v := agreed[0].Views; !lacks(v[0]) || lacks(v[1]) || len(v[1].Lacks) > 0 || v[0].URL != "https://old.example/" {
		t.Errorf("%+v", v)
	}
	if (fetch.Agreement{}).Found() {
		t.Error("nothing is found")
	}
}

// TestCompareFlooded: what a place adds to its copy spoils no comparison of the others.
func TestCompareFlooded(t *testing.T) {
	flooded := pgptest.NewCert(jane)
	for i := range limits.CertificateUserIDs {
		flooded.UserID(fmt.Sprint("fake ", i))
	}
	w := newWeb(t)
	w.Host("old.example", body(pgptest.Good(jane).Armor()))
	w.Host("flood.example", body(flooded.Armor()))
	w.Host("new.example", body(pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Armor()))
	all := ask(t, client(w), []fetch.Place{
		must(fetch.URL("https://old.example/")), must(fetch.URL("https://flood.example/")), must(fetch.URL("https://new.example/")),
	}, jane)
	views := fetch.Compare(all, []string{jane.HexFingerprint()})[0].Views
	if len(views) != 3 {
		t.Fatalf("views %+v", views)
	}
	for i, v := range views {
		lacks := slices.ContainsFunc(v.Lacks, func(c keyrings.Change) bool { return c.Code == keyrings.ChangeLacksRevocation })
		if v.Err != nil || lacks != (i < 2) {
			t.Errorf("%s: %v, %v", v.URL, v.Lacks, v.Err)
		}
	}
}

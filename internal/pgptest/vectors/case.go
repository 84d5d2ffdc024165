// Package vectors is the catalogue of OpenPGP cases, good and hostile, with what
// a verifier must say about each. Tests of every layer run it, and the fixture
// generator writes it to files for comparison with other programs.
//
// # Trust model
//
// None: these are test keys, see package pgptest.
package vectors

import (
	"slices"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// Case is one detached signature file, the certificates at hand and the truth.
type Case struct {
	// Name is unique and fit for a file name.
	Name string
	// Section says where the attack or cause comes from: a group of cases.
	Section string
	// Data is the artifact; Sig the signature file; Certs the keyring files.
	Data  []byte
	Sig   []byte
	Certs [][]byte
	// Pinned are the fingerprints that the policy names.
	Pinned []string
	Now    time.Time
	// Want has one entry for each expected finding, in the file's order.
	Want []Want
}

// Want is what must be found about one signature. Empty lists mean none.
type Want struct {
	Status     policy.Status
	Reason     policy.Reason
	Refusals   []policy.Reason
	Weaknesses []policy.Weakness
	Notices    []policy.NoticeCode
}

// All lists every case.
func All() []Case {
	return slices.Concat(goodCases(), containerCases(), packetCases(), typeCases(), timeCases(),
		signatureCases(), misshapenCases(), hashCases(), shortHashCases(), keyCases(), bindingCases(), backCases(), oldFormCases(), oldKeyCases(),
		revocationCases(), strangeRevocationCases(), otherVersionCases(), ringCases(), unusableIssuerCases(), saltedCases(), floodCases())
}

var (
	// day0 is when keys are made; signatures follow a day later.
	day0 = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	// now is a year later.
	now  = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	data = []byte("a release\nof two lines\n")
)

const (
	day  = 24 * time.Hour
	jane = "Jane Doe <jane@example.org>"
)

type (
	opts    = pgptest.SigOptions
	binding = pgptest.Binding
)

func author() *pgptest.Key   { return pgptest.Ed25519Key("author", day0) }
func subkey() *pgptest.Key   { return pgptest.Ed25519Key("subkey", day0) }
func mallory() *pgptest.Key  { return pgptest.Ed25519Key("mallory", day0) }
func authorV6() *pgptest.Key { return pgptest.Ed25519V6Key("author", day0) }

// goodCert is the plain certificate of the key.
func goodCert(k *pgptest.Key) *pgptest.Cert {
	c := pgptest.NewCert(k)
	if k.Version == 6 {
		c.DirectKey(opts{})
	}
	return c.UserID(jane, opts{})
}

// plain is the case of a signature file beside the author's good certificate.
func plain(name string, sig []byte, want ...Want) Case {
	return under(name, goodCert(author()), author(), sig, want...)
}

// signed is the case of one signature by the author, made with the options.
func signed(name string, o opts, want ...Want) Case {
	return plain(name, author().Sign(data, o), want...)
}

// certified is the case of a good signature by the author beside that certificate.
func certified(name string, c *pgptest.Cert, want ...Want) Case {
	return under(name, c, author(), author().Sign(data, opts{}), want...)
}

// bound is the case of a good signature by a subkey bound like that.
func bound(name string, b binding, want ...Want) Case {
	c := goodCert(author()).Subkey(subkey(), b)
	return under(name, c, author(), subkey().Sign(data, opts{}), want...)
}

func under(name string, c *pgptest.Cert, primary *pgptest.Key, sig []byte, want ...Want) Case {
	return Case{
		Name: name, Data: data, Sig: sig, Certs: [][]byte{c.Bytes()},
		Pinned: []string{primary.HexFingerprint()}, Now: now, Want: want,
	}
}

// section names the section of all cases.
func section(name string, cases ...Case) []Case {
	for i := range cases {
		cases[i].Section = name
	}
	return cases
}

func sound(w ...policy.Weakness) Want { return Want{Status: policy.StatusSound, Weaknesses: w} }

func refused(r ...policy.Reason) Want { return Want{Status: policy.StatusSound, Refusals: r} }

func unusable(r policy.Reason) Want { return Want{Status: policy.StatusUnusable, Reason: r} }

func bad(r policy.Reason) Want { return Want{Status: policy.StatusBad, Reason: r} }

func (w Want) noting(n ...policy.NoticeCode) Want { w.Notices = n; return w }

func (w Want) weak(f ...policy.Weakness) Want { w.Weaknesses = f; return w }

func join(parts ...[]byte) []byte { return slices.Concat(parts...) }

// Package pgptest builds OpenPGP test material, good and hostile, packet by
// packet and always the same bytes for the same calls. Tests and the fixture
// generator use it; product code must not import it.
//
// Every hostile form is a small edit of a good one:
//
//	author := pgptest.Ed25519Key("author", day0)
//	cert := pgptest.Good(author).Bytes()
//	sig := author.Sign(data, pgptest.SigOptions{})                               // good
//	sig = author.Sign(data, pgptest.SigOptions{Hash: pgptest.SHA1})              // weak
//	sig = author.Sign(data, pgptest.SigOptions{By: mallory})                     // forged
//	sig = author.Sign(data, pgptest.SigOptions{Tamper: pgptest.CorruptHashTag})  // altered
//
// Certificates are put together with [NewCert], or with [Good] where any will do;
// messages with [Key.Inline] and [Key.ClearSign]; armor with [NewArmor]. The
// subpackage vectors is the catalogue of all cases with what must be found.
//
// Functions panic on misuse, as they only ever see literal arguments of tests.
//
// # Trust model
//
// None. The keys in here are public; whoever trusts one trusts everybody.
package pgptest

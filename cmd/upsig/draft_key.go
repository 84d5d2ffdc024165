package main

import (
	"fmt"
	"strings"

	"github.com/upsig/upsig/policy"
)

// whose asks the question that decides about the class.
const whose = `is the key held by the author, or is it a secret of a CI platform ("ci")?`

func (d *draft) author() string { return fmt.Sprintf("author %d", len(d.keys)+1) }

// certificate drafts an OpenPGP signer; file is where the certificate was found, or
// empty.
func (d *draft) certificate(about, fingerprint, advice, file string, weaknesses []policy.Flaw) error {
	e := entry{table: "pgp.signer", id: fingerprint}
	e.check("%s", advice)
	e.check(whose)
	for _, w := range weaknesses {
		e.check("the signature has the weakness %s, for which verify rejects it, and says how to accept it.", w.Weakness)
	}
	e.pin("name", d.author())
	e.lines = append(e.lines, line{"fingerprints", "[" + quote(fingerprint) + "]"})
	if file != "" && !d.places.searched(file) {
		where, err := d.places.of(file, "keys")
		if err != nil {
			return err
		}
		if c := where.check(); c != "" {
			e.copies = []string{c}
		}
		e.pin("keyring", where.name)
	}
	e.pin("held-by", string(policy.HeldByAuthor))
	d.add(e, about)
	return nil
}

// soundKey drafts whoever made a sound signature on the key side.
func (d *draft) soundKey(f policy.Finding, sources map[string]string, carried map[string]string) error {
	switch {
	case f.Key == nil:
	case f.Key.Kind == "openpgp":
		return d.certificate(f.File, f.Key.Fingerprint,
			"This certificate made the signature. Its user IDs prove nothing: confirm the fingerprint through another channel.",
			sources[f.Key.Fingerprint], f.Weaknesses)
	case f.Key.Kind == "ssh" && carried[f.Key.Fingerprint] != "":
		e := entry{table: "key.signer", id: f.Key.Fingerprint}
		e.check("The signature carries this key, %s, and holds under it; nothing vouches for the key. Confirm it through another channel.", f.Key.Fingerprint)
		e.check(whose)
		e.pin("name", d.author())
		e.pin("kind", "ssh")
		e.pin("key", carried[f.Key.Fingerprint])
		if f.Key.Namespace != policy.SSHNamespace {
			e.check("The signature was not made for files: is its namespace what upstream signs releases for?")
			e.pin("namespace", f.Key.Namespace)
		}
		e.pin("held-by", string(policy.HeldByAuthor))
		d.add(e, f.File)
	}
	return nil
}

// unsoundKey drafts whom a signature claims to be by, where it says so in full. Else
// it says what is missing.
func (d *draft) unsoundKey(f policy.Finding) error {
	fpr := fullIssuer(f)
	if fpr == "" {
		d.unnamed(f)
		return nil
	}
	advice := "The signature claims to be by this key, and nothing was verified."
	if f.Status == policy.StatusBad {
		advice = "The signature claims to be by this key and does NOT hold."
	}
	d.hint("to look for the certificate: upsig key fetch --list %s; with it at hand: upsig policy init --keyring FILE", fpr)
	return d.certificate(f.File, fpr,
		advice+" It may be a subkey: put in the fingerprint of its primary key, confirmed through another channel, and get the certificate.", "", nil)
}

// fullIssuer is the fingerprint that an OpenPGP signature gives of its key; empty
// without one.
func fullIssuer(f policy.Finding) string {
	if !strings.HasPrefix(f.Form, "OpenPGP") {
		return ""
	}
	return firstFingerprint(f.Claimed.Issuers)
}

// unnamed tells of evidence under a key that the evidence does not name so that a
// policy could.
func (d *draft) unnamed(f policy.Finding) {
	who := strings.Join(f.Claimed.Issuers, ", ")
	raw, _, _ := strings.Cut(f.Form, " ")
	switch {
	case f.Reason != policy.ReasonUnknownKey:
		d.leave(f.File, because(f))
	case raw == "minisign" || raw == "signify":
		d.leave(f.File, fmt.Sprintf("it is by the %s key with the ID %s, and does not carry the key; to count it, add a [[key.signer]] with kind = %q and the public key of this ID", raw, who, raw))
		d.hint("get the public key %s through another channel and add to the policy: [[key.signer]] with kind = %q, key = \"RW...\" and held-by", who, raw)
	case !strings.HasPrefix(f.Form, "OpenPGP"):
		d.leave(f.File, fmt.Sprintf("it is under a managed key (hint: %s), which it does not carry; to count it, add a [[key.signer]] with kind = \"pem\" and the public key", orNothing(who)))
		d.hint("get the public key through another channel and add to the policy: [[key.signer]] with kind = \"pem\", key and held-by; for a bundle that stands in no log also root = \"none\"")
	default:
		text := "the signature does not say which key made it"
		if who != "" {
			text = fmt.Sprintf("the signature names its key by the 64-bit ID %s alone, which can be forged and cannot stand in a policy", who)
		}
		d.leave(f.File, text+"; the certificate is needed")
		d.hint("get the certificate (upsig key fetch --list --wkd ADDRESS, or --list --url URL, shows what there is), then: upsig policy init --keyring FILE")
	}
}

func orNothing(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// because says in words why evidence is not sound.
func because(f policy.Finding) string {
	reason, detail := f.Reason, f.Detail
	if len(f.Refusals) > 0 {
		reason, detail = f.Refusals[0].Reason, f.Refusals[0].Detail
	}
	text := reason.Explain()
	if detail != "" {
		text += ": " + detail
	}
	return fmt.Sprintf("%s (%s)", text, reason)
}

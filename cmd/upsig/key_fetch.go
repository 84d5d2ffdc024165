package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/keyrings/fetch"
	"github.com/upsig/upsig/policy"
)

func keyFetchNode() *command {
	return &command{
		name: "fetch", args: "[FINGERPRINT...]",
		short: "Fetch certificates from keyservers, key directories, web pages and GitHub",
		long: `
This command uses the network, https alone. It asks for the primary FINGERPRINTs, or
for every active certificate of the keyring; merges what comes into the keyring as
upsig key update does; and drops whatever was not asked for. Without --vks, --hkp,
--wkd, --url and --github it asks keys.openpgp.org, keyserver.ubuntu.com and the
addresses in the keyring's records. Several places are compared, since each may be old
or withhold a revocation.

A FINGERPRINT that the keyring does not have is imported, with --reason: say where you
saw it. --list shows what the places have and takes nothing. Progress goes to standard
error. The places learn what is asked for. HTTPS_PROXY and NO_PROXY choose a proxy.

Exit codes: 0 all were found, 1 some place has not what was asked for or it was refused,
2 usage error, 3 not found, and some place could not be asked.`,
		examples: []string{
			"upsig key fetch --keyring-dir keys --dry-run",
			"upsig key fetch --keyring-dir keys --wkd jane@example.org --reason 'on her business card' \\",
			"    0123456789ABCDEF0123456789ABCDEF01234567",
			"upsig key fetch --list --wkd jane@example.org",
		},
		bind: keyFetchCommand,
	}
}

type keyFetchFlags struct {
	keyFlags
	vks, hkp, wkd, urls, github []string
	packages                    []string
	who, reason                 once
	list                        bool
}

func keyFetchCommand(flags *pflag.FlagSet) runner {
	f := &keyFetchFlags{}
	stringMany(flags, &f.vks, "vks", "a keyserver like keys.openpgp.org: `URL` (repeatable)")
	stringMany(flags, &f.hkp, "hkp", "a keyserver of the older kind: `URL`, https or hkps (repeatable)")
	stringMany(flags, &f.wkd, "wkd", "the Web Key Directory of a mail `ADDRESS` (repeatable)")
	stringMany(flags, &f.urls, "url", "a file on the web: `URL` (repeatable)")
	stringMany(flags, &f.github, "github", "what GitHub shows as keys of `USER` (repeatable)")
	flags.BoolVar(&f.list, "list", false, "show what the places have and take nothing")
	stringOnce(flags, &f.who, "who", "`NAME` of who is meant, for a new certificate")
	stringMany(flags, &f.packages, "package", "a `PACKAGE` that may be signed with a new certificate (repeatable)")
	stringOnce(flags, &f.reason, "reason", "`TEXT`: why a new certificate is accepted")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		wanted, err := f.checkFetch(args)
		if err != nil {
			return 0, err
		}
		return f.run(ctx, s, wanted)
	}
}

// checkFetch checks the flags and returns the fingerprints in their usual form.
func (f *keyFetchFlags) checkFetch(args []string) ([]string, error) {
	var wanted []string
	for _, arg := range args {
		fpr, err := policy.ParseFingerprint(arg)
		if err != nil {
			return nil, withHint(usagef("key fetch: %w", err), "--list --wkd ADDRESS, or --list --url URL, shows what there is")
		}
		if !slices.Contains(wanted, fpr) {
			wanted = append(wanted, fpr)
		}
	}
	if !f.list {
		return wanted, f.check("fetch")
	}
	if f.yes || f.dryRun || f.reason.set || f.who.set || len(f.packages) > 0 {
		return nil, usagef("key fetch: --list takes nothing, so flags about taking make no sense")
	}
	return wanted, checkFormat("fetch", f.format)
}

func (f *keyFetchFlags) run(ctx context.Context, s streams, wanted []string) (int, error) {
	records, err := f.records()
	if err != nil {
		return 0, err
	}
	if len(wanted) == 0 {
		wanted = active(records)
	}
	fresh := slices.DeleteFunc(slices.Clone(wanted), func(fpr string) bool {
		return slices.ContainsFunc(records, func(r keyrings.Record) bool { return r.Fingerprint == fpr })
	})
	if err := f.checkNew(wanted, fresh); err != nil {
		return 0, err
	}
	places, err := f.places(wanted, records)
	if err != nil {
		return 0, usageError{fmt.Errorf("key fetch: %w", err)}
	}
	results, err := f.ask(ctx, s, places, wanted)
	if err != nil {
		return 0, usageError{fmt.Errorf("key %w", err)}
	}
	if f.list {
		return f.show(s, results)
	}
	agreed := fetch.Compare(results, wanted)
	if err := render.FetchResults(s.err, results, agreed, render.Style{}); err != nil {
		return 0, err
	}
	code := exitAccepted
	if materials := fetch.Materials(results); len(materials) > 0 {
		if code, err = f.change(ctx, s, newAsker(s), f.work(s, materials, wanted, fresh, agreed)); err != nil {
			return 0, err
		}
	}
	return max(code, foundCode(results, agreed)), nil
}

// records reads the keyring's records; --list needs no keyring.
func (f *keyFetchFlags) records() ([]keyrings.Record, error) {
	if !f.dir.set {
		return nil, nil
	}
	k, err := openKeyring(f.dir.value)
	if err != nil {
		return nil, err
	}
	return k.Records(), nil
}

// active lists what is worth refreshing when nothing is named.
func active(records []keyrings.Record) []string {
	var all []string
	for _, r := range records {
		if r.State == keyrings.StateActive {
			all = append(all, r.Fingerprint)
		}
	}
	return all
}

func (f *keyFetchFlags) checkNew(wanted, fresh []string) error {
	switch {
	case f.list:
		return nil
	case len(wanted) == 0:
		return withHint(usagef("key fetch: %s has no active certificate; name a FINGERPRINT", f.dir.value),
			"take it from another channel than the place that you fetch from")
	case len(fresh) > 0 && len(fresh) < len(wanted):
		return usagef("key fetch: the keyring does not have %s; import new certificates in a command of their own", fresh[0])
	case len(fresh) > 0 && !f.reason.set:
		return usagef("key fetch: the keyring does not have %s; say with --reason why it is accepted, and where you saw the fingerprint", fresh[0])
	case len(fresh) == 0 && (f.reason.set || f.who.set || len(f.packages) > 0):
		return usagef("key fetch: --reason, --who and --package are for new certificates, and the keyring has all of these")
	}
	return nil
}

// work plans what becomes of the materials: an import of certificates that are
// new, or else an update.
func (f *keyFetchFlags) work(s streams, materials []keyrings.Material, wanted, fresh []string, agreed []fetch.Agreement) func(*keyrings.Keyring) (*keyrings.Plan, error) {
	if len(fresh) == 0 {
		return func(k *keyrings.Keyring) (*keyrings.Plan, error) { return k.Update(materials, wanted, s.now()) }
	}
	o := keyrings.ImportOptions{Who: f.who.value, Packages: f.packages, Accepted: f.reason.value, Now: s.now()}
	for _, a := range agreed {
		if a.Found() {
			o.Fingerprints = append(o.Fingerprints, a.Fingerprint)
		}
	}
	return func(k *keyrings.Keyring) (*keyrings.Plan, error) { return k.Import(materials, o) }
}

func (f *keyFetchFlags) ask(ctx context.Context, s streams, places []fetch.Place, wanted []string) ([]fetch.Result, error) {
	web := webget.New(s.web)
	if len(places) > 0 {
		sayProxy(s, web, places[0].URL)
	}
	c := fetch.Client{Web: web, Progress: func(address string) { fmt.Fprintf(s.err, "upsig: fetch %s\n", safetext.Line(address)) }}
	return c.All(ctx, places, wanted, s.now())
}

// show is --list.
func (f *keyFetchFlags) show(s streams, results []fetch.Result) (int, error) {
	code := exitIO
	for _, r := range results {
		switch r.Status {
		case fetch.StatusFound, fetch.StatusOther:
			code = exitAccepted
		case fetch.StatusAbsent, fetch.StatusUnreadable:
			code = min(code, exitRejected)
		case fetch.StatusFailed:
		}
	}
	if f.format.value == "json" {
		return code, render.FetchJSON(s.out, results)
	}
	return code, render.FetchList(s.out, results, s.style)
}

// foundCode tells "nobody has it" from "somebody could not be asked".
func foundCode(results []fetch.Result, agreed []fetch.Agreement) int {
	if !slices.ContainsFunc(agreed, func(a fetch.Agreement) bool { return !a.Found() }) {
		return exitAccepted
	}
	if slices.ContainsFunc(results, func(r fetch.Result) bool { return r.Status == fetch.StatusFailed }) {
		return exitIO
	}
	return exitRejected
}

var errNoPlace = errors.New("name a place: --vks, --hkp, --wkd, --url or --github")

package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/checksums"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
)

func inspectCommand(*pflag.FlagSet) runner {
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) == 0 {
			return 0, usagef("inspect: name a file")
		}
		code := exitAccepted
		giveUp(s)
		for _, file := range args {
			c, err := inspect(s, file)
			if err != nil {
				return 0, err
			}
			code = max(code, c)
		}
		return code, nil
	}
}

// inspect says what is in a file, by its content. Exit code 1 means that it is
// nothing that upsig knows.
func inspect(s streams, file string) (int, error) {
	data, err := readfile.Regular(file, limits.CertificateFile)
	if errors.Is(err, readfile.ErrTooLarge) {
		return 0, withHint(fmt.Errorf("inspect: %w", err), "evidence is never so large; inspect what signs or attests the file, such as %s", shell(file+".asc"))
	}
	if err != nil {
		return 0, unread(fmt.Errorf("inspect: %w", err), "check the name; inspect takes files, one by one")
	}
	style := s.style
	collector, err := sigstore.New(nil)
	if err != nil {
		return 0, err
	}
	switch {
	case strings.HasSuffix(file, ".toml"):
		return inspectPolicy(s, file, style)
	case collector.Recognises(data):
		in := sigstore.Inspect(data)
		return problemCode(in.Reason), render.Sigstore(s.out, file, in, style)
	case isPublicKey(data):
		return exitAccepted, render.PublicKey(s.out, file, data, style)
	}
	if in, ok := rawkeys.Inspect(data); ok {
		return problemCode(in.Reason), render.RawKey(s.out, file, in, style)
	}
	d := pgp.Inspect(data, file)
	if len(d.Signatures)+len(d.Certificates) > 0 {
		return exitAccepted, render.OpenPGP(s.out, d, style)
	}
	if isList(data) {
		return exitAccepted, render.ChecksumList(s.out, file, data, style)
	}
	if onlyEmpty(d) {
		return exitRejected, render.NoEvidence(s.out, file, len(data), besideIt(file), style)
	}
	return exitRejected, render.OpenPGP(s.out, d, style)
}

// onlyEmpty: nothing in the file looks like OpenPGP at all, which is what was left.
func onlyEmpty(d *pgp.Dump) bool {
	return !slices.ContainsFunc(d.Problems, func(p pgp.Problem) bool { return p.Reason != policy.ReasonEmptyEvidence })
}

// besideIt names evidence about a file that was inspected in place of it. What cannot
// be read is no help, and no failure.
func besideIt(file string) []string {
	found, err := beside.About(file)
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range found {
		names = append(names, f.Path)
	}
	return names
}

// isList recognises a checksum list: nothing but its entries tells it from a text.
func isList(data []byte) bool {
	l, err := checksums.Parse(data)
	return err == nil && l.Names() > 0
}

func problemCode(r policy.Reason) int {
	if r != "" {
		return exitRejected
	}
	return exitAccepted
}

func inspectPolicy(s streams, file string, style render.Style) (int, error) {
	p, err := loadPolicy(file)
	if err != nil {
		return 0, err
	}
	return exitAccepted, render.Policy(s.out, p.Package, p.Enforced("", s.now()), style)
}

func isPublicKey(data []byte) bool {
	block, rest := pem.Decode(data)
	return block != nil && block.Type == "PUBLIC KEY" && len(bytes.TrimSpace(rest)) == 0
}

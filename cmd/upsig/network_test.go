package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/internal/tuftest"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/internal/webtest"
)

// TestNetworkScripts runs the commands that fetch against an Internet of the test
// on loopback, as upsig-net.
func TestNetworkScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/network",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup:               setupNetwork,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitCodeIs, "host": serveHost, "cert": writeCert, "root": writeRoot, "tuf": editTUF, "keyjson": jsonOf(keySchema), "trustjson": jsonOf(trustSchema),
		},
	})
}

// world is the Internet of one script.
type world struct {
	web   *webtest.Web
	repo  *tuftest.Repo
	kept  map[string][]byte
	sites map[string]map[string]string
}

type worldKey struct{}

func setupNetwork(env *testscript.Env) error {
	repo := tuftest.New(time.Now())
	w := &world{web: webtest.New(time.Now()), repo: repo, sites: map[string]map[string]string{}}
	w.web.Host("tuf.example", repo)
	env.Defer(w.web.Close)
	env.Values[worldKey{}] = w
	w.connect(env.Setenv)
	env.Setenv("NO_COLOR", "1")
	env.Setenv("NET_AUTHORITY", filepath.Join(env.WorkDir, "authority.pem"))
	if err := os.WriteFile(filepath.Join(env.WorkDir, "authority.pem"), w.web.Authority(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(env.WorkDir, "root.json"), repo.FirstRoot(), 0o644)
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// networkMain is the command in a process that the script's Internet is all there
// is for. The program itself has no way to get there.
func networkMain() {
	authority, err := os.ReadFile(os.Getenv("NET_AUTHORITY"))
	if err != nil {
		fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	hosts := map[string]string{}
	for _, pair := range strings.Fields(os.Getenv("NET_HOSTS")) {
		name, to, _ := strings.Cut(pair, "=")
		hosts[name] = to
	}
	s := system()
	s.web = webget.Options{Timeout: 10 * time.Second, Test: &webget.Test{Local: true, Hosts: hosts, Roots: pool}}
	os.Exit(run(context.Background(), os.Args[1:], s))
}

// fatal ends a process that cannot become what a script needs.
func fatal(err error) {
	fmt.Fprintln(os.Stderr, "cannot run as the script wants:", err)
	os.Exit(99)
}

// connect tells the next commands which hosts there are.
func (w *world) connect(setenv func(key, value string)) {
	var pairs []string
	for host, to := range w.web.Options().Test.Hosts {
		pairs = append(pairs, host+"="+to)
	}
	setenv("NET_HOSTS", strings.Join(pairs, " "))
}

// serveHost: host NAME PATH FILE serves a file; host NAME code N answers with a
// status; host NAME to URL redirects; host NAME down breaks connections off.
func serveHost(ts *testscript.TestScript, _ bool, args []string) {
	w, name := worldOf(ts), args[0]
	switch args[1] {
	case "code":
		n, err := strconv.Atoi(args[2])
		ts.Check(err)
		w.web.Host(name, http.HandlerFunc(func(res http.ResponseWriter, _ *http.Request) { res.WriteHeader(n) }))
	case "to":
		w.web.Host(name, http.RedirectHandler(args[2], http.StatusFound))
	case "down":
		w.web.Host(name, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	default:
		if w.sites[name] == nil {
			w.sites[name] = map[string]string{}
		}
		w.sites[name][args[1]] = ts.ReadFile(args[2])
		w.web.Files(name, w.sites[name])
	}
	w.connect(ts.Setenv)
}

var certTime = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// writeCert: cert FILE NAME [revoked|secret] writes a certificate and sets $NAME
// to its fingerprint.
func writeCert(ts *testscript.TestScript, _ bool, args []string) {
	key := pgptest.Ed25519Key("network "+args[1], certTime)
	cert := pgptest.NewCert(key).UserID(args[1]+" <"+strings.ToLower(args[1])+"@example.org>", pgptest.SigOptions{})
	text := cert.Armor()
	if len(args) > 2 && args[2] == "revoked" {
		text = cert.RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Armor()
	}
	if len(args) > 2 && args[2] == "secret" {
		text = pgptest.Armor("PGP PRIVATE KEY BLOCK", append(key.SecretPacket(), cert.Bytes()[len(key.PublicPacket()):]...))
	}
	ts.Setenv(args[1], key.HexFingerprint())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// writeRoot: root FILE NAME YEAR writes a trusted root.
func writeRoot(ts *testscript.TestScript, _ bool, args []string) {
	year, err := strconv.Atoi(args[2])
	ts.Check(err)
	in := sigstoretest.New(args[1], time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), in.TrustedRootJSON(), 0o644))
}

// editTUF changes the repository at tuf.example.
func editTUF(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	switch args[0] {
	case "publish":
		w.repo.Publish("trusted_root.json", []byte(ts.ReadFile(args[1])))
	case "rotate":
		w.repo.Rotate(args[1], args[2])
		w.repo.Stamp()
	case "forge":
		w.repo.Forge(args[1], "mallory")
		w.repo.Stamp()
	case "expire":
		w.repo.Expires[args[1]] = time.Now().Add(-time.Hour)
		w.repo.Stamp()
	case "keep":
		w.kept = w.repo.Files()
	case "restore":
		w.repo.Restore(w.kept)
	default:
		ts.Fatalf("tuf %s is unknown", args[0])
	}
}

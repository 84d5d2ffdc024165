// Package webtest is a small Internet on loopback for tests: hosts by name, under
// a certificate authority of their own, each with a handler of the test.
//
// # Trust model
//
// None: who trusts its authority trusts the test.
package webtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/upsig/upsig/internal/webget"
)

// Web is the hosts of one test. Hosts that were not added do not exist.
type Web struct {
	server    *httptest.Server
	authority *authority

	mu    sync.Mutex
	hosts map[string]http.Handler
	asked []string
}

// New starts an Internet without hosts, whose certificates are good for an hour
// before and after now. Close it at the end.
func New(now time.Time) *Web {
	w := &Web{hosts: map[string]http.Handler{}, authority: newAuthority(now)}
	w.server = httptest.NewUnstartedServer(w)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	w.server.TLS = &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return w.authority.host(hello.ServerName), nil
	}}
	w.server.StartTLS()
	return w
}

// Close stops all hosts.
func (w *Web) Close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// Host adds a host, or replaces what it serves.
func (w *Web) Host(name string, h http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hosts[name] = h
}

// Files adds a host that serves these files by path, "/x" or "/x?y=z".
func (w *Web) Files(name string, files map[string]string) {
	w.Host(name, http.HandlerFunc(func(res http.ResponseWriter, req *http.Request) {
		text, found := files[req.URL.RequestURI()]
		if !found {
			http.NotFound(res, req)
			return
		}
		_, _ = io.WriteString(res, text)
	}))
}

// Asked lists the addresses that were asked for, in order.
func (w *Web) Asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.asked...)
}

// ServeHTTP hands requests to their hosts.
func (w *Web) ServeHTTP(res http.ResponseWriter, req *http.Request) {
	w.mu.Lock()
	h := w.hosts[req.Host]
	w.asked = append(w.asked, "https://"+req.Host+req.URL.RequestURI())
	w.mu.Unlock()
	if h == nil {
		http.NotFound(res, req)
		return
	}
	h.ServeHTTP(res, req)
}

// Authority is the certificate of the authority that vouches for all hosts, PEM.
func (w *Web) Authority() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.authority.cert.Raw})
}

// Options lead a client to the hosts that there are now.
func (w *Web) Options() webget.Options {
	w.mu.Lock()
	defer w.mu.Unlock()
	hosts := map[string]string{}
	for name := range w.hosts {
		hosts[name+":443"] = w.server.Listener.Addr().String()
	}
	pool := x509.NewCertPool()
	pool.AddCert(w.authority.cert)
	return webget.Options{Timeout: 10 * time.Second, Test: &webget.Test{Local: true, Hosts: hosts, Roots: pool}}
}

// authority signs the certificates of all hosts.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	now  time.Time
}

func newAuthority(now time.Time) *authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	a := &authority{key: key, now: now}
	template := a.template(1)
	template.IsCA, template.BasicConstraintsValid = true, true
	a.cert = a.sign(template, template)
	return a
}

func (a *authority) template(serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "webtest"},
		NotBefore: a.now.Add(-time.Hour), NotAfter: a.now.Add(time.Hour),
	}
}

func (a *authority) sign(template, parent *x509.Certificate) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, a.key.Public(), a.key)
	check(err)
	cert, err := x509.ParseCertificate(der)
	check(err)
	return cert
}

// host makes the certificate of one host, under the same key.
func (a *authority) host(name string) *tls.Certificate {
	template := a.template(2)
	template.DNSNames = []string{name}
	return &tls.Certificate{Certificate: [][]byte{a.sign(template, a.cert).Raw}, PrivateKey: a.key}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

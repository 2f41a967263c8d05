package httpcheck

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a CA of the test's own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t testing.TB) *authority { return newIssuer(t, "test CA", nil) }

// newIssuer makes an authority that by vouches for; nil is itself.
func newIssuer(t testing.TB, name string, by *authority) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{key: key}
	if by == nil {
		by = a
	}
	a.cert, a.pem = by.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, key)
	return a
}

func (a *authority) sign(t testing.TB, c *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, []byte) {
	t.Helper()
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	if c.NotAfter.IsZero() {
		c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	parent := a.cert
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// issue makes a certificate for names.
func (a *authority) issue(t testing.TB, c x509.Certificate, names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.DNSNames = names
	c.Subject.CommonName = "leaf"
	cert, _ := a.sign(t, &c, key)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
}

// files writes a certificate and its key.
func files(t testing.TB, c tls.Certificate) (cert, key string) {
	t.Helper()
	dir := t.TempDir()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}))
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return cert, key
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// serve runs a Go server and gives its address.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// serveTLS runs a Go server with a certificate; h2 offers HTTP/2.
func serveTLS(t testing.TB, conf *tls.Config, h2 bool, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS, s.EnableHTTP2 = conf, h2
	s.Config.ErrorLog = nolog
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// raw is a server that reads a request's bytes and answers by hand.
type raw struct {
	addr string
	mu   sync.Mutex
	got  [][]byte
}

// serveRaw calls answer for each connection after the head and body of a request are read.
func serveRaw(t testing.TB, answer func(c net.Conn, request []byte)) *raw {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &raw{addr: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c, answer)
		}
	}()
	return s
}

func (s *raw) talk(c net.Conn, answer func(net.Conn, []byte)) {
	defer c.Close()
	got, err := readRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.got = append(s.got, got)
	s.mu.Unlock()
	answer(c, got)
}

func (s *raw) requests() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]byte(nil), s.got...)
}

// readRequest reads the bytes of one request, a body with Content-Length or chunks.
func readRequest(r *bufio.Reader) ([]byte, error) {
	var seen bytes.Buffer
	length, chunked := 0, false
	for {
		line, err := r.ReadString('\n')
		seen.WriteString(line)
		if err != nil {
			return nil, err
		}
		if line == "\r\n" {
			break
		}
		if _, n, ok := strings.Cut(strings.ToLower(line), "content-length:"); ok {
			for _, d := range strings.TrimSpace(n) {
				length = length*10 + int(d-'0')
			}
		}
		chunked = chunked || strings.HasPrefix(strings.ToLower(line), "transfer-encoding: chunked")
	}
	if chunked {
		for !bytes.HasSuffix(seen.Bytes(), []byte("\r\n0\r\n\r\n")) {
			b, err := r.ReadByte()
			if err != nil {
				return nil, err
			}
			seen.WriteByte(b)
		}
	}
	_, err := io.CopyN(&seen, r, int64(length))
	return seen.Bytes(), err
}

// client makes a client of an endpoint, which is named "new" and dials addr.
func client(t testing.TB, e Endpoint, addr string) *Client {
	t.Helper()
	e.Name = "new"
	if e.URL == "" {
		e.URL = "http://www.example.com"
	}
	if addr != "" {
		e.Dial = map[string]string{"": addr}
	}
	c, err := New(e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// get sends a request and gives its exchange.
func do(t testing.TB, c *Client, r Request) *Exchange {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return c.Do(ctx, r)
}

// ok sends a request that must be answered.
func ok(t testing.TB, c *Client, r Request) *Hop {
	t.Helper()
	x := do(t, c, r)
	if x.Error != nil {
		t.Fatalf("%s %s: %v", r.Method, r.Target, x.Error)
	}
	return x.Last()
}

func wantKind(t testing.TB, x *Exchange, kind Kind, phase Phase) {
	t.Helper()
	if x.Error == nil {
		t.Fatalf("no failure, status %d; want %s in phase %q", x.Last().Status, kind, phase)
	}
	if x.Error.Kind != kind || x.Error.Phase != phase {
		t.Errorf("%s in phase %q (%v); want %s in phase %q", x.Error.Kind, x.Error.Phase, x.Error, kind, phase)
	}
}

// conf is a server's TLS configuration with a certificate for names.
func (a *authority) conf(t testing.TB, names ...string) *tls.Config {
	t.Helper()
	return &tls.Config{Certificates: []tls.Certificate{a.issue(t, x509.Certificate{}, names...)}}
}

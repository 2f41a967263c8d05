package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// certified gives a certificate for the name, its key and the CA, in PEM.
func certified(t *testing.T, name string) (cert, key, ca string) {
	t.Helper()
	caPEM, pair, err := fixture.Certify(name)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return pemOf("CERTIFICATE", pair.Certificate[0]), pemOf("PRIVATE KEY", der), string(caPEM)
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// voucher is a certificate that may vouch for others, and is one of a client or server too.
type voucher struct {
	cert      *x509.Certificate
	key       *ecdsa.PrivateKey
	text, own string // the certificate and its key, in PEM
}

// vouched is one that by vouches for, or itself when by is nil.
func vouched(t *testing.T, by *voucher, subject string, names ...string) *voucher {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: subject}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: len(names) == 0, BasicConstraintsValid: true}
	v := &voucher{cert: c, key: key}
	if by == nil {
		by = v
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by.cert, key.Public(), by.key)
	if err != nil {
		t.Fatal(err)
	}
	if v.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	v.text, v.own = pemOf("CERTIFICATE", der), pemOf("PRIVATE KEY", private)
	return v
}

func written(t *testing.T, text string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What NGINX makes of TLS that is not as it should be, and of none: what it says itself is an answer, and what our side
// refuses is none, with the reason, which curl has too.
func TestTLSOfNGINXThatIsNotAsItShouldBe(t *testing.T) {
	root := vouched(t, nil, "root")
	between := vouched(t, root, "between")
	leaf, visitor := vouched(t, between, "leaf", fixture.WWW), vouched(t, nil, "visitor")
	n := nginx.Start(t)
	err := n.Serve(t.Context(), map[string]string{"short.pem": leaf.text, "whole.pem": leaf.text + between.text, "key.pem": leaf.own, "visitor.pem": visitor.text, "nginx.conf": `
events {}
http {
	ssl_certificate_key key.pem;
	ssl_protocols TLSv1.2 TLSv1.3;
	server { listen 80; listen 443 ssl http2; ssl_certificate whole.pem; location / { return 200 "whole"; } }
	server { listen 444 ssl http2; ssl_certificate short.pem; location / { return 200 "short"; } }
	server { listen 445 ssl http2; ssl_certificate whole.pem; ssl_client_certificate visitor.pem; ssl_verify_client on; location / { return 200 "known"; } }
}`})
	if err != nil {
		t.Fatal(err)
	}
	ca := written(t, root.text)
	for name, c := range map[string]struct {
		url, port string
		e         httpcheck.Endpoint
		status    int // 0: no answer
		kind      httpcheck.Kind
		says      string
		curl      int
	}{
		"a chain":                              {"https", "443", httpcheck.Endpoint{}, 200, "", "whole", 0},
		"a chain without its intermediate":     {"https", "444", httpcheck.Endpoint{}, 0, httpcheck.Certificate, "unknown authority; the server sent one certificate and no intermediate", 60},
		"a chain without it, insecure":         {"https", "444", httpcheck.Endpoint{Insecure: true}, 200, "", "short", 0},
		"no certificate of ours":               {"https", "445", httpcheck.Endpoint{}, 400, "", "No required SSL certificate was sent", 0},
		"no certificate of ours, HTTP/1.1":     {"https", "445", httpcheck.Endpoint{Proto: "1.1"}, 400, "", "No required SSL certificate was sent", 0},
		"a certificate of ours":                {"https", "445", httpcheck.Endpoint{CertFile: written(t, visitor.text), KeyFile: written(t, visitor.own)}, 200, "", "known", 0},
		"a certificate of ours that it doubts": {"https", "445", httpcheck.Endpoint{CertFile: written(t, root.text), KeyFile: written(t, root.own)}, 400, "", "The SSL certificate error", 0},
		"http to a port of TLS":                {"http", "443", httpcheck.Endpoint{}, 400, "", "The plain HTTP request was sent to HTTPS port", 0},
		"TLS to a port of http":                {"https", "80", httpcheck.Endpoint{}, 0, httpcheck.TLSError, "", 35},
	} {
		c.e.URL, c.e.Writes = c.url+"://"+fixture.WWW, true
		if c.url == "https" {
			c.e.CAFile = ca
		}
		cl := clientOf(t, c.e, n.Addresses[0]+":"+c.port)
		for _, r := range []httpcheck.Request{{}, {Method: "POST", Body: httpcheck.Body{Raw: []byte("x")}}} {
			x := cl.Do(t.Context(), r)
			h := x.Last()
			said := string(h.Body)
			if x.Error != nil {
				said = x.Error.Text
			}
			if h.Status != c.status || (x.Error == nil) != (c.kind == "") || x.Error != nil && x.Error.Kind != c.kind || !strings.Contains(said, c.says) {
				t.Errorf("%s: %d, %v: %q", name, h.Status, x.Error, said)
			}
			out, err := exec.Command("sh", "-c", h.Curl()).CombinedOutput()
			var ended *exec.ExitError
			if errors.As(err, &ended) && ended.ExitCode() != c.curl || err == nil && c.curl != 0 || err == nil && !strings.Contains(string(out), c.says) {
				t.Errorf("%s: curl: %v, want %d\n%s\n%s", name, err, c.curl, h.Curl(), out)
			}
		}
	}
}

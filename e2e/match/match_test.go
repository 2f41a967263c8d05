package match

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"math/big"
	"net/http"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// asked is a request with what came of it.
type asked struct {
	x   *httpcheck.Exchange
	err error
}

func (a asked) String() string { return "GET /" }

func (a asked) Answer() (*httpcheck.Exchange, error) { return a.Failure() }

func (a asked) Failure(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	if a.err != nil {
		return nil, a.err
	}
	if f := a.x.Error; f != nil {
		for _, k := range expected {
			if k == f.Kind {
				return a.x, nil
			}
		}
		return nil, f
	}
	return a.x, nil
}

func chain(hops ...*httpcheck.Hop) asked { return asked{x: &httpcheck.Exchange{Hops: hops}} }

func headed(lines ...string) *httpcheck.Hop {
	h := &httpcheck.Hop{Status: 200, Proto: "HTTP/1.1", Header: http.Header{}}
	for i := 0; i < len(lines); i += 2 {
		h.Header.Add(lines[i], lines[i+1])
	}
	h.SetCookies = h.Header["Set-Cookie"]
	return h
}

func bodied(contentType, body string) asked {
	h := headed("Content-Type", contentType)
	h.Body = []byte(body)
	return chain(h)
}

func sjis(t *testing.T, text string) string {
	t.Helper()
	out, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// now is when the answers of these tests came.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// certificate is for names, and ends so much after now.
func certificate(t *testing.T, left time.Duration, names ...string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	by := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA 1", Organization: []string{"Test CA"}}}
	is := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: names, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(left)}
	raw, err := x509.CreateCertificate(rand.Reader, is, by, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func secured(chain ...*x509.Certificate) *httpcheck.Hop {
	h := headed()
	h.Times.Start = now
	h.TLS = &httpcheck.TLS{Version: "TLS 1.3", Chain: chain}
	return h
}

func print(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// judged is a case: m says is of the answer; "" when it holds.
type judged struct {
	m  *Matcher
	of asked
	is string
}

// judge tries both the matcher and its opposite, and what a person reads.
func judge(t *testing.T, cases map[string]judged) {
	t.Helper()
	for name, c := range cases {
		holds, err := c.m.Match(c.of)
		opposite, err2 := Not(c.m).Match(c.of)
		switch said := c.m.FailureMessage(c.of); {
		case c.m.Err() != nil || err != nil || err2 != nil:
			t.Errorf("%s: %v, %v, %v", name, c.m.Err(), err, err2)
		case holds != (c.is == "") || opposite == holds:
			t.Errorf("%s: it holds %v, its opposite %v: %s", name, holds, opposite, said)
		case c.is != "" && said != "expected GET / to "+c.is:
			t.Errorf("%s: it says\n%s\nand not\nexpected GET / to %s", name, said, c.is)
		}
	}
}

// neither tries what is neither true nor false: the error stands for both.
func neither(t *testing.T, cases map[string]judged) {
	t.Helper()
	for name, c := range cases {
		for _, m := range []*Matcher{c.m, Not(c.m), Not(Not(c.m))} {
			if holds, err := m.Match(c.of); holds || err == nil || err.Error() != c.is {
				t.Errorf("%s: %s: %v, %v, want %s", name, m.Words(), holds, err, c.is)
			}
		}
	}
}

func refusedBy(kind httpcheck.Kind, text string, err error, chain ...*x509.Certificate) asked {
	a := asked{x: &httpcheck.Exchange{Hops: []*httpcheck.Hop{{Times: httpcheck.Times{Start: now}}}}}
	a.x.Error = &httpcheck.Failure{Kind: kind, Text: text, Err: err, Chain: chain}
	return a
}

var errNotSent = errors.New("could not tell: it was not sent")

func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatal(text)
	}
	return r
}

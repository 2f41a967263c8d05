package main

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// served gives the fingerprint of the certificate that NGINX serves under the name.
func served(t *testing.T, address, name string) string {
	t.Helper()
	c, err := tls.Dial("tcp", address, &tls.Config{ServerName: name, InsecureSkipVerify: true}) //nolint:gosec // it is looked at, not trusted
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	return fmt.Sprintf("%x", sha256.Sum256(c.ConnectionState().PeerCertificates[0].Raw))
}

// What is said of the connection and of who answered holds of both forms of the stack, each changed line of it does not,
// and of an answer without TLS it can't be said at all.
func TestWhoAnsweredAndByWhichConnection(t *testing.T) {
	for _, w := range []*fixture.Web{&fixture.Shared(t).Web, &fixture.SharedSplit(t).Web} {
		good := []string{
			"certificate: { names: [www.example.com], days: \">= 0\", chain: \">= 1\", complete: true, verified: true }",
			"certificate: { sha256: " + served(t, w.HTTPS, fixture.WWW) + " }",
			"tls: \">= 1.2\"", "time: \"< 60s\"", "address: 127.0.0.0/8", "address: " + w.HTTPS,
			"header: { X-Backend: " + w.Form + ", Set-Cookie: absent, Date: { count: 1 } }", "length: 3", "content-type: text/plain", "status: [2xx, 304]",
		}
		bad := []string{
			"certificate: { names: [nosuch.example.org] }", "certificate: { days: \"> 99999\" }", "certificate: { verified: false }", "certificate: { complete: false }",
			"certificate: { sha256: " + strings.Repeat("0", 64) + " }", "tls: \"< 1.2\"", "time: \"> 60s\"", "address: 10.0.0.0/8",
			"header: { X-Backend: nobody }", "length: \"> 1KB\"", "status: 5xx",
		}
		if c := judged(t, expecting(t, w, "", "/healthz", good)...); c.status != 0 || len(c.Results) != len(good) {
			t.Errorf("%s: status %d, %q\n%s", w.Form, c.status, c.not(), c.text)
		}
		if c := judged(t, expecting(t, w, "", "/healthz", bad)...); c.status != 1 || len(c.not()) != len(bad) {
			t.Errorf("%s: status %d, only these are red: %q\n%s", w.Form, c.status, c.not(), c.text)
		}
		plain := []string{"certificate: { verified: false }", "tls: \">= 1.0\""}
		if c := judged(t, expecting(t, w, "", "http://"+fixture.WWW+"/", plain)...); c.status != 1 || len(c.not()) != len(plain) {
			t.Errorf("%s by http: status %d, %q\n%s", w.Form, c.status, c.not(), c.text)
		}
		// Without the CA: an insecure endpoint says what is wrong, and one that is not has no answer, but the certificate is known.
		doubted := []string{"certificate: { verified: false, complete: false, names: [www.example.com] }", "tls: \">= 1.2\""}
		if c := judged(t, expecting(t, w, "insecure: true", "/healthz", doubted)...); c.status != 0 {
			t.Errorf("%s, insecure: status %d, %q\n%s", w.Form, c.status, c.not(), c.text)
		}
		refused := []string{"certificate: { verified: false, complete: false }", "tls-error: true"}
		if c := judged(t, expecting(t, w, "insecure: false", "/healthz", refused)...); c.status != 0 {
			t.Errorf("%s, refused: status %d, %q\n%s", w.Form, c.status, c.not(), c.text)
		}
	}
}

// expecting writes a check for each expectation, and the form's endpoint: with its CA, or with what trust says instead.
func expecting(t *testing.T, w *fixture.Web, trust, target string, expectations []string) []string {
	t.Helper()
	dir := t.TempDir()
	if trust == "" {
		trust = "ca: " + w.CAFile
	}
	inventory := fmt.Sprintf("endpoints:\n  %[1]s: { url: https://%[2]s, dial: { %[2]s:443: %[3]s, %[2]s:80: %[4]s }, %[5]s }\n", w.Form, fixture.WWW, w.HTTPS, w.HTTP, trust)
	checks := "checks:\n"
	for _, e := range expectations {
		checks += "  - { get: \"" + target + "\", expect: { " + e + " } }\n"
	}
	for name, text := range map[string]string{"checks.yaml": checks, "fleetspec.yaml": inventory} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{filepath.Join(dir, "checks.yaml"), "-c", filepath.Join(dir, "fleetspec.yaml")}
}

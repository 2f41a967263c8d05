package httpcheck

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A browser that knows the intermediate from elsewhere does not mind that a server leaves it out; all others do.
func TestAChainWithoutItsIntermediate(t *testing.T) {
	root := newAuthority(t)
	between := newIssuer(t, "issuing CA", root)
	leaf := between.issue(t, x509.Certificate{}, "www.example.com")
	pool := filepath.Join(t.TempDir(), "ca.pem")
	write(t, pool, root.pem)
	for name, sent := range map[string][]*authority{"left out": nil, "sent": {between}} {
		short := len(sent) == 0
		chain := leaf
		for _, a := range sent {
			chain.Certificate = append(chain.Certificate, a.cert.Raw)
		}
		for _, h2 := range []bool{false, true} {
			addr := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{chain}}, h2, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "whole") })
			x := do(t, client(t, Endpoint{URL: "https://www.example.com", CAFile: pool}, addr), Request{})
			out, err := exec.Command("sh", "-c", x.Last().Curl()).CombinedOutput()
			if !short {
				if x.Error != nil || len(x.Last().TLS.Chain) != 2 || err != nil || !strings.HasSuffix(string(out), "whole") {
					t.Errorf("%s: %v, %v: %s", name, x.Error, err, out)
				}
			} else {
				wantMissing(t, x)
				var ended *exec.ExitError
				if !errors.As(err, &ended) || ended.ExitCode() != 60 {
					t.Errorf("%s: curl does not refuse it: %v: %s", name, err, out)
				}
			}
			lax := ok(t, client(t, Endpoint{URL: "https://www.example.com", CAFile: pool, Insecure: true}, addr), Request{}).TLS
			if (lax.Why != "") != short || (lax.Untrusted != "") != short {
				t.Errorf("%s, insecure: %q, %q", name, lax.Why, lax.Untrusted)
			}
		}
	}
}

// wantMissing is the failure of a chain that lacks its intermediate.
func wantMissing(t *testing.T, x *Exchange) {
	t.Helper()
	wantKind(t, x, Certificate, Handshake)
	var unknown x509.UnknownAuthorityError
	if len(x.Error.Chain) != 1 || !errors.As(x.Error, &unknown) {
		t.Errorf("a chain of %d, %v", len(x.Error.Chain), x.Error)
	}
	if want := "unknown authority; the server sent one certificate and no intermediate"; !strings.Contains(x.Error.Text, want) {
		t.Errorf("%q does not say %q", x.Error.Text, want)
	}
}

// A chain that came whole and ends at a stranger is not told to lack anything.
func TestAWholeChainOfAStrangerLacksNothing(t *testing.T) {
	between := newIssuer(t, "issuing CA", newAuthority(t))
	leaf := between.issue(t, x509.Certificate{}, "www.example.com")
	leaf.Certificate = append(leaf.Certificate, between.cert.Raw)
	addr := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{leaf}}, true, func(http.ResponseWriter, *http.Request) {})
	x := do(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: newAuthority(t).pem}, addr), Request{})
	wantKind(t, x, Certificate, Handshake)
	if len(x.Error.Chain) != 2 || strings.Contains(x.Error.Text, "no intermediate") {
		t.Errorf("a chain of %d, %v", len(x.Error.Chain), x.Error)
	}
}

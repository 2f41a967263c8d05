package match

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

func TestCertificates(t *testing.T) {
	yes, no := true, false
	leaf, between := certificate(t, 30*24*time.Hour+time.Minute, "www.example.com", "*.example.org"), certificate(t, time.Hour)
	of := chain(secured(leaf, between))
	old := certificate(t, -time.Hour, "www.example.com")
	doubted := secured(leaf)
	doubted.TLS.Why, doubted.TLS.Untrusted = "it is for nobody", "no root"
	wrongName := refusedBy(httpcheck.Certificate, "certificate is valid for other names", x509.HostnameError{Certificate: leaf, Host: "a.example.com"}, leaf)
	stranger := refusedBy(httpcheck.Certificate, "unknown authority", x509.UnknownAuthorityError{Cert: leaf}, leaf)
	judge(t, map[string]judged{
		"a name":                  {HaveCertificate(Certificate{Names: []string{"www.example.com"}}), of, ""},
		"covered by a wildcard":   {HaveCertificate(Certificate{Names: []string{"a.example.org"}}), of, ""},
		"a wildcard of one level": {HaveCertificate(Certificate{Names: []string{"a.b.example.org"}}), of, `serve a certificate for a.b.example.org, but it is for "www.example.com", "*.example.org"`},
		"the wildcard itself":     {HaveCertificate(Certificate{Names: []string{"*.example.org"}}), of, ""},
		"another wildcard":        {HaveCertificate(Certificate{Names: []string{"*.example.com"}}), of, `serve a certificate for *.example.com, but it is for "www.example.com", "*.example.org"`},
		"each name counts":        {HaveCertificate(Certificate{Names: []string{"www.example.com", "example.com"}}), of, `serve a certificate for www.example.com, for example.com, but it is for "www.example.com", "*.example.org"`},
		"an issuer":               {HaveCertificate(Certificate{Issuer: "Test CA 1"}), of, ""},
		"its organisation":        {HaveCertificate(Certificate{Issuer: "Test CA"}), of, ""},
		"another issuer":          {HaveCertificate(Certificate{Issuer: "Test"}), of, `serve a certificate of Test, but it is of "CN=Test CA 1,O=Test CA"`},
		"days":                    {HaveCertificate(Certificate{Days: ">= 30"}), of, ""},
		"too few days":            {HaveCertificate(Certificate{Days: "> 30"}), of, "serve a certificate with > 30 days left, but it has 30, until 2026-12-25"},
		"expired":                 {HaveCertificate(Certificate{Days: ">= 0"}), chain(secured(old)), "serve a certificate with >= 0 days left, but it expired on 2026-11-25"},
		"a chain":                 {HaveCertificate(Certificate{Chain: "2"}), of, ""},
		"another chain":           {HaveCertificate(Certificate{Chain: ">= 3"}), of, "serve a certificate in a chain of >= 3, but the chain is of 2"},
		"complete":                {HaveCertificate(Certificate{Complete: &yes}), of, ""},
		"not complete":            {HaveCertificate(Certificate{Complete: &yes}), chain(doubted), "serve a certificate that leads to a trusted root, but it does not: no root"},
		"complete after all":      {HaveCertificate(Certificate{Complete: &no}), of, "serve a certificate that leads to no trusted root, but it leads to one"},
		"verified":                {HaveCertificate(Certificate{Verified: &yes}), of, ""},
		"not verified":            {HaveCertificate(Certificate{Verified: &yes}), chain(doubted), "serve a certificate that verifies, but it does not: it is for nobody"},
		"doubted as it should be": {HaveCertificate(Certificate{Verified: &no, Complete: &no}), chain(doubted), ""},
		"a fingerprint":           {HaveCertificate(Certificate{SHA256: print(leaf)}), of, ""},
		"another fingerprint":     {HaveCertificate(Certificate{SHA256: print(old)}), of, "serve a certificate of SHA-256 " + print(old) + ", but its SHA-256 is " + print(leaf)},
		"all that is wrong":       {HaveCertificate(Certificate{Issuer: "x", Days: "> 99"}), of, `serve a certificate of x, with > 99 days left, but it is of "CN=Test CA 1,O=Test CA", it has 30, until 2026-12-25`},
		"refused, and known":      {HaveCertificate(Certificate{Names: []string{"a.example.com"}}), wrongName, `serve a certificate for a.example.com, but it is for "www.example.com", "*.example.org"`},
		"refused for its root":    {HaveCertificate(Certificate{Complete: &yes}), stranger, "serve a certificate that leads to a trusted root, but it does not: unknown authority"},
		"refused, as it should":   {HaveCertificate(Certificate{Verified: &no}), wrongName, ""},
	})
	neither(t, map[string]judged{
		"plain http":                         {HaveCertificate(Certificate{Verified: &no}), chain(headed()), errPlain.Error()},
		"refused before it was looked at":    {HaveCertificate(Certificate{Complete: &no}), wrongName, "it was refused before its chain was looked at: certificate is valid for other names"},
		"none":                               {HaveCertificate(Certificate{Verified: &no}), chain(secured()), "no certificate was seen"},
		"a failure that is no certificate's": {HaveCertificate(Certificate{Verified: &no}), refusedBy(httpcheck.Reset, "gone", nil), "reset: gone"},
	})
}

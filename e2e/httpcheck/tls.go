package httpcheck

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// TLS is what is known of a hop's TLS connection.
type TLS struct {
	// Version is as "TLS 1.3", Cipher as "TLS_AES_128_GCM_SHA256", ALPN as "h2".
	Version, Cipher, ALPN string
	// Name is the name that was asked for (SNI) and verified.
	Name string
	// Chain is what the server sent, its own certificate first.
	Chain []*x509.Certificate
	// Insecure says that a certificate would have been taken without verifying, and
	// Why what is wrong with it; "" when it verifies after all.
	Insecure bool
	Why      string
	// Untrusted says why what the server sent leads to no trusted root, whatever its names and dates; "" when it does.
	Untrusted string
}

// newState reads a connection's state. An insecure endpoint's certificate is
// verified here, and not in VerifyConnection: that is not called for the later
// requests of a connection, whose hops have to say it too.
func newState(s *tls.ConnectionState, name string, conf *tls.Config) *TLS {
	if s == nil {
		return nil
	}
	t := &TLS{
		Version: tls.VersionName(s.Version), Cipher: tls.CipherSuiteName(s.CipherSuite), ALPN: s.NegotiatedProtocol,
		Name: name, Chain: s.PeerCertificates, Insecure: conf.InsecureSkipVerify,
	}
	if t.Insecure {
		t.Why = verify(t.Chain, name, time.Time{}, conf.RootCAs)
		t.Untrusted = verify(t.Chain, "", begun(t.Chain), conf.RootCAs)
	}
	return t
}

// begun is when the last of the certificates began to be valid.
func begun(chain []*x509.Certificate) (at time.Time) {
	for _, cert := range chain {
		if cert.NotBefore.After(at) {
			at = cert.NotBefore
		}
	}
	return at
}

// verify verifies for a name, or for any; at is when, the zero time for now.
func verify(chain []*x509.Certificate, name string, at time.Time, roots *x509.CertPool) string {
	if len(chain) == 0 {
		return "the server sent no certificate"
	}
	between := x509.NewCertPool()
	for _, cert := range chain[1:] {
		between.AddCert(cert)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: name, CurrentTime: at, Roots: roots, Intermediates: between})
	if err != nil {
		return err.Error()
	}
	return ""
}

package httpcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"syscall"
	"time"
)

// headerLimit bounds the head of a response.
const headerLimit = 256 << 10

// newTransport makes the one transport of an endpoint. One, since a pool goes by
// scheme and name:port: shared by two endpoints, it would hand the connection to
// the old cluster to a request for the new one.
func newTransport(e Endpoint, g *guard, conf *tls.Config) *http.Transport {
	t := &http.Transport{
		Proxy:                  nil, // the environment's would pass by the guard
		DialContext:            dialer(e, g),
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    e.Timeouts.Connect,
		ResponseHeaderTimeout:  e.Timeouts.FirstByte,
		ExpectContinueTimeout:  time.Second, // as curl
		DisableCompression:     true,
		MaxResponseHeaderBytes: headerLimit,
		MaxIdleConns:           0,
		MaxIdleConnsPerHost:    e.Concurrency,
		IdleConnTimeout:        30 * time.Second,
		Protocols:              new(http.Protocols),
		ForceAttemptHTTP2:      e.Proto != "1.1",
	}
	t.Protocols.SetHTTP1(e.Proto != "2")
	t.Protocols.SetHTTP2(e.Proto != "1.1")
	if e.Proxy != "" {
		u, _ := url.Parse(e.Proxy) // complete has parsed it
		t.Proxy = http.ProxyURL(u)
		t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &proxyError{resp.Status}
			}
			return nil
		}
	}
	return t
}

// dialer dials the address that stands for a name, and no other.
func dialer(e Endpoint, g *guard) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, name string) (net.Conn, error) {
		to, err := g.address(name)
		if err != nil {
			return nil, err
		}
		late := &timeoutError{"connecting to " + to, e.Timeouts.Connect}
		ctx, cancel := context.WithTimeoutCause(ctx, e.Timeouts.Connect, late)
		defer cancel()
		if e.DialContext == nil {
			conn, err := (&net.Dialer{ControlContext: noteAddress}).DialContext(ctx, network, to)
			return conn, because(ctx, err)
		}
		conn, err := e.DialContext(ctx, network, to)
		if err != nil {
			return nil, fmt.Errorf("dial %s: %w", to, because(ctx, err))
		}
		at, err := netip.ParseAddrPort(to)
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return placed{conn, net.TCPAddrFromAddrPort(at)}, nil
	}
}

// noteAddress notes an address that is connected to now, after all names are resolved: nothing else sees each
// of them, since several of a name are tried at once.
func noteAddress(ctx context.Context, _, address string, _ syscall.RawConn) error {
	if f, ok := ctx.Value(flightKey{}).(*flight); ok {
		f.trace.note(func() { f.trace.dialled = append(f.trace.dialled, address) })
	}
	return nil
}

// because gives the cause of a context that ran out, which a dialer does not tell.
func because(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// newTLS makes the TLS configuration. It never sets ServerName: then a redirect
// to another name would pass under the first one's certificate.
func newTLS(e Endpoint, asked func()) (*tls.Config, error) {
	roots, err := trusted(e)
	if err != nil {
		return nil, err
	}
	conf := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, InsecureSkipVerify: e.Insecure}
	versions := map[string]uint16{"": tls.VersionTLS12, "1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}
	var known bool
	if conf.MinVersion, known = versions[e.MinTLS]; !known {
		return nil, fmt.Errorf("min TLS: %q is not known: 1.0, 1.1, 1.2 or 1.3", e.MinTLS)
	}
	if e.SmallHello {
		conf.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256}
	}
	cert := new(tls.Certificate)
	if e.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(e.CertFile, e.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("client certificate: %w", err)
		}
		cert = &pair
	}
	conf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if len(cert.Certificate) == 0 {
			asked()
		}
		return cert, nil
	}
	return conf, nil
}

// trusted adds the endpoint's certificates to the system's: a custom CA must not
// make a public certificate unknown.
func trusted(e Endpoint) (*x509.CertPool, error) {
	if e.CAFile == "" && len(e.CAPEM) == 0 {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("the system's certificates: %w", err)
	}
	if e.CAFile != "" {
		pem, err := os.ReadFile(e.CAFile)
		if err != nil {
			return nil, fmt.Errorf("CA file: %w", err)
		}
		if !roots.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("CA file: %s holds no certificate in PEM form", e.CAFile)
		}
	}
	if len(e.CAPEM) > 0 && !roots.AppendCertsFromPEM(e.CAPEM) {
		return nil, errors.New("CA: there is no certificate in PEM form")
	}
	return roots, nil
}

package httpcheck

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"
)

// Endpoint is one HTTP entry to an application: the name it is known by, and
// where that name is to be found.
type Endpoint struct {
	// Name is what reports call the endpoint.
	Name string
	// URL is scheme and real name, with a port if it is not the scheme's own.
	URL string
	// Dial says which address stands for a name: "name:port" to "ip:port" or
	// "host:port"; the key "" is the URL's own name and port. The URL's own name is
	// asked of DNS when Dial does not list it; every name that is neither is
	// refused. An empty value allows a name by DNS.
	Dial map[string]string
	// DialContext makes the connections, say through SSH or into a container's
	// network. It gets ip:port only: a name would be resolved on the far side, where
	// no guard looks. A refusal has to wrap syscall.ECONNREFUSED to be told as one.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Via tells a reader of the curl command through what DialContext goes. SSH, when it goes through SSH, are the
	// ssh command's arguments with the host last: the curl command then forwards by them.
	Via string
	SSH []string
	// Direct says that this machine reaches by itself what DialContext does, so that the curl command needs no help.
	Direct bool
	// CAFile and CAPEM are certificates trusted besides the system's.
	CAFile string
	CAPEM  []byte
	// CertFile and KeyFile are the client certificate.
	CertFile, KeyFile string
	// Insecure goes on after a certificate that does not verify. It is verified all
	// the same: TLS.Why says what is wrong with it.
	Insecure bool
	// MinTLS is "1.0", "1.1", "1.2" (also "") or "1.3"; old servers need the first two.
	MinTLS string
	// SmallHello leaves out post-quantum keys, as some old servers choke on a
	// ClientHello of more than one packet.
	SmallHello bool
	// Proto is "1.1", "2", or "" for what the server chooses.
	Proto string
	// Proxy is a proxy's URL. The environment's proxies are not used: they would
	// take a request to where no guard looks.
	Proxy string
	// Timeouts bound each request.
	Timeouts Timeouts
	// BodyLimit bounds a body, as it came and decoded; 0 is 10 MiB.
	BodyLimit int64
	// Writes allows methods other than GET, HEAD, OPTIONS and TRACE.
	Writes bool
	// SecureOverHTTP keeps and sends Secure cookies on http://, for an old box that
	// stands behind a TLS balancer and is asked directly.
	SecureOverHTTP bool
	// Rate is how many requests are sent per second at most; 0 is no bound.
	Rate float64
	// Concurrency is how many requests are under way at once; 0 is 10.
	Concurrency int
}

// Timeouts are of one request; the next hop of a redirect starts anew. Zero is
// the default: 10 s, 30 s and 60 s.
type Timeouts struct {
	// Connect bounds dialling, and after that the TLS handshake.
	Connect time.Duration
	// FirstByte bounds the wait for the head of the response, after the request is written.
	FirstByte time.Duration
	// Whole bounds everything, up to the last byte of the body.
	Whole time.Duration
}

const (
	defaultBodyLimit   = 10 << 20
	defaultConcurrency = 10
)

// complete checks an endpoint and fills in what was not said.
func (e Endpoint) complete() (Endpoint, origin, error) {
	home, err := parseEndpointURL(e.URL)
	if err != nil {
		return e, origin{}, err
	}
	errs := []error{
		fill(&e.Timeouts.Connect, 10*time.Second, "timeouts: connect"),
		fill(&e.Timeouts.FirstByte, 30*time.Second, "timeouts: first byte"),
		fill(&e.Timeouts.Whole, 60*time.Second, "timeouts: whole"),
		fill(&e.BodyLimit, defaultBodyLimit, "body limit"),
		fill(&e.Concurrency, defaultConcurrency, "concurrency"),
	}
	if e.Rate < 0 {
		errs = append(errs, fmt.Errorf("rate: %v is below zero", e.Rate))
	}
	errs = append(errs, e.protocols(home), e.proxies())
	if (e.CertFile == "") != (e.KeyFile == "") {
		errs = append(errs, errors.New("client certificate: the certificate and its key are both needed"))
	}
	return e, home, errors.Join(errs...)
}

func fill[T int | int64 | time.Duration](v *T, otherwise T, what string) error {
	if *v < 0 {
		return fmt.Errorf("%s: %v is below zero", what, *v)
	}
	if *v == 0 {
		*v = otherwise
	}
	return nil
}

func (e Endpoint) protocols(home origin) error {
	switch {
	case e.Proto != "" && e.Proto != "1.1" && e.Proto != "2":
		return fmt.Errorf("proto: %q is not known: 1.1 or 2", e.Proto)
	case e.Proto == "2" && home.scheme != "https":
		return errors.New("proto: HTTP/2 is spoken over https only")
	case home.scheme == "http" && e.Insecure:
		return errors.New("insecure: http has no certificate to doubt")
	}
	return nil
}

// proxies refuses what a proxy would undo: it dials for itself.
func (e Endpoint) proxies() error {
	if e.Proxy == "" {
		return nil
	}
	u, err := url.Parse(e.Proxy)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("proxy: %q is not a URL of a proxy (http or https)", e.Proxy)
	}
	if e.DialContext != nil {
		return errors.New("proxy: not together with a dialer of one's own")
	}
	for name, to := range e.Dial {
		if to != "" {
			return fmt.Errorf("proxy: it finds %s by itself, so dial %s could not be kept", orOwn(name), to)
		}
	}
	return nil
}

func orOwn(name string) string {
	if name == "" {
		return "the URL's name"
	}
	return name
}

package main

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// asked sends one request to a form of the stack.
func asked(t *testing.T, e httpcheck.Endpoint, r httpcheck.Request) *httpcheck.Exchange {
	t.Helper()
	c, err := httpcheck.New(e)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.Do(t.Context(), r)
}

// leaf are the names in the certificate of a hop.
func leaf(h *httpcheck.Hop) string {
	if h.TLS == nil || len(h.TLS.Chain) == 0 {
		return ""
	}
	return strings.Join(h.TLS.Chain[0].DNSNames, " ")
}

// NGINX with several names and certificates, dialled by its address: name, SNI, certificate and Host go together.
func TestNamesOfARealNGINX(t *testing.T) {
	w := &fixture.Shared(t).Web
	dial := func(names ...string) map[string]string {
		out := map[string]string{}
		for _, name := range names {
			out[name+":443"], out[name+":80"] = w.HTTPS, w.HTTP
		}
		return out
	}
	// Status 0 is no answer.
	for name, c := range map[string]struct {
		url, target string
		dial        map[string]string
		header      []httpcheck.Line
		insecure    bool
		status      int
		kind        httpcheck.Kind
		cert        string
	}{
		"the name over the address":              {"https://www.example.com", "/healthz", dial("www.example.com"), nil, false, 200, "", "www.example.com example.com"},
		"the other name":                         {"https://api.example.com", "/nosuch", dial("api.example.com"), nil, false, 404, "", "api.example.com"},
		"one endpoint, two names":                {"https://www.example.com", "https://api.example.com/nosuch", dial("www.example.com", "api.example.com"), nil, false, 404, "", "api.example.com"},
		"capitals and a dot at the end":          {"https://WWW.Example.COM.", "/healthz", dial("www.example.com"), nil, false, 200, "", "www.example.com example.com"},
		"the scheme's own port, written":         {"https://www.example.com:443", "/healthz", dial("www.example.com"), nil, false, 200, "", "www.example.com example.com"},
		"the address as name: other certificate": {"https://" + w.HTTPS, "/healthz", nil, []httpcheck.Line{{Name: "Host", Value: "www.example.com"}}, false, 0, httpcheck.Certificate, ""},
		"a name that NGINX does not know":        {"https://nosuch.example.com", "/", dial("nosuch.example.com"), nil, false, 0, httpcheck.Certificate, ""},
		"insecure shows what is wrong":           {"https://nosuch.example.com", "/", dial("nosuch.example.com"), nil, true, 421, "", "default.invalid"},
		"a name that is no endpoint's":           {"https://www.example.com", "https://api.example.com/", dial("www.example.com"), nil, false, 0, httpcheck.Escape, ""},
		"a port that is no endpoint's":           {"https://www.example.com", "https://www.example.com:8443/", dial("www.example.com"), nil, false, 0, httpcheck.Escape, ""},
		"Host of another name: its server, the first one's certificate": {"https://www.example.com", "/nosuch.json", dial("www.example.com"),
			[]httpcheck.Line{{Name: "Host", Value: "api.example.com"}}, false, 404, "", "www.example.com example.com"},
	} {
		x := asked(t, httpcheck.Endpoint{Name: "e", URL: c.url, Dial: c.dial, CAFile: w.CAFile, Insecure: c.insecure}, httpcheck.Request{Target: c.target, Header: c.header})
		h := x.Last()
		if (x.Error == nil) != (c.kind == "") || x.Error != nil && x.Error.Kind != c.kind || c.status != 0 && h.Status != c.status {
			t.Errorf("%s: status %d, error %v; want %d, %q", name, h.Status, x.Error, c.status, c.kind)
		}
		if x.Error != nil && x.Error.Kind == httpcheck.Certificate && (len(x.Error.Chain) == 0 || x.Error.Chain[0].DNSNames[0] != "default.invalid") {
			t.Errorf("%s: the certificate that was refused is not shown: %v", name, x.Error)
		}
		if x.Error == nil && leaf(h) != c.cert {
			t.Errorf("%s: certificate of %q, want %q", name, leaf(h), c.cert)
		}
		if c.insecure && (h.TLS == nil || h.TLS.Why == "") {
			t.Errorf("%s: it does not say what is wrong: %+v", name, h.TLS)
		}
		if x.Error == nil && (h.Remote != w.HTTPS || !slices.Equal(h.Dialled, []string{w.HTTPS})) {
			t.Errorf("%s: %s answered, %v dialled, want %s", name, h.Remote, h.Dialled, w.HTTPS)
		}
	}
}

// A server that answers as another name than the one that was asked for does not pass, nor one of an unknown CA.
func TestACertificateIsThatOfTheRealName(t *testing.T) {
	w := &fixture.Shared(t).Web
	x := asked(t, httpcheck.Endpoint{Name: "e", URL: "https://www.example.com", Dial: map[string]string{"": w.HTTPS}}, httpcheck.Request{})
	if x.Error == nil || x.Error.Kind != httpcheck.Certificate || !strings.Contains(x.Error.Text, "unknown authority") {
		t.Errorf("an unknown CA: %v", x.Error)
	}
}

// Redirects lead back to names, and each hop goes to where its name is dialled and shows its certificate.
func TestRedirectsBackToTheName(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	e := httpcheck.Endpoint{Name: "e", URL: "https://example.com", CAFile: w.CAFile, Dial: map[string]string{
		"example.com:80": w.HTTP, "example.com:443": w.HTTPS, "www.example.com:443": w.HTTPS}}
	x := asked(t, e, httpcheck.Request{Target: "http://example.com/robots.txt", Follow: true})
	var got []string
	for _, h := range x.Hops {
		got = append(got, h.URL+" at "+h.Remote)
		if strings.HasPrefix(h.URL, "https:") && !strings.HasPrefix(leaf(h), "www.example.com") {
			t.Errorf("%s: certificate of %q", h.URL, leaf(h))
		}
	}
	if want := []string{"http://example.com/robots.txt at " + w.HTTP, "https://example.com/robots.txt at " + w.HTTPS, "https://www.example.com/robots.txt at " + w.HTTPS}; x.Error != nil || !slices.Equal(got, want) {
		t.Errorf("%v: %v\nwant %v", x.Error, got, want)
	}
	delete(e.Dial, "www.example.com:443")
	x = asked(t, e, httpcheck.Request{Target: "http://example.com/robots.txt", Follow: true})
	if x.Error == nil || x.Error.Kind != httpcheck.Escape || !strings.Contains(x.Error.Text, "www.example.com:443 is no name of endpoint e") {
		t.Errorf("a redirect to a name that is not the endpoint's: %v", x.Error)
	}
	if last := x.Last(); last.Remote != "" || len(last.Dialled) > 0 {
		t.Errorf("something was sent there: %+v", last)
	}
}

// NGINX adds a slash by a redirect of its own, and must not be led astray by the port that is dialled.
func TestNGINXOwnRedirectStaysUnderTheName(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	x := asked(t, httpcheck.Endpoint{Name: "e", URL: "https://www.example.com", Dial: map[string]string{"": w.HTTPS}, CAFile: w.CAFile},
		httpcheck.Request{Target: "/manual/en", Follow: true})
	if x.Error != nil || len(x.Hops) != 2 || x.Last().URL != "https://www.example.com/manual/en/" || x.Last().Status != 200 {
		t.Errorf("%v: %d hops, last %+v", x.Error, len(x.Hops), x.Last().URL)
	}
}

// Cookies belong to the name, whatever address is dialled, and go to no other name of the endpoint.
func TestCookiesBelongToTheName(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	c, err := httpcheck.New(httpcheck.Endpoint{Name: "e", URL: "https://www.example.com", CAFile: w.CAFile,
		Dial: map[string]string{"www.example.com:443": w.HTTPS, "www.example.com:80": w.HTTP, "api.example.com:443": w.HTTPS}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	sent := func(target string) string {
		x := c.Do(t.Context(), httpcheck.Request{Target: target, User: "u"})
		if x.Error != nil {
			t.Fatalf("%s: %v", target, x.Error)
		}
		for _, l := range x.Last().Sent {
			if strings.EqualFold(l.Name, "Cookie") {
				return l.Value
			}
		}
		return ""
	}
	for _, step := range []struct {
		target string
		cookie bool
	}{{"/login", false}, {"/login", true}, {"https://api.example.com/nosuch", false}, {"http://www.example.com/", false}, {"/", true}} {
		if got := sent(step.target); strings.HasPrefix(got, "SESSID=") != step.cookie {
			t.Errorf("%s: sent %q, want a session: %v", step.target, got, step.cookie)
		}
	}
}

// The version of HTTP is the one that was asked for, under the same name and certificate.
func TestVersionsOfHTTP(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	for proto, want := range map[string]string{"": "HTTP/2.0", "2": "HTTP/2.0", "1.1": "HTTP/1.1"} {
		x := asked(t, httpcheck.Endpoint{Name: "e", URL: "https://www.example.com", Dial: map[string]string{"": w.HTTPS}, CAFile: w.CAFile, Proto: proto}, httpcheck.Request{Target: "/healthz"})
		if x.Error != nil || x.Last().Proto != want || x.Last().Status != 200 {
			t.Errorf("%q: %s, %v", proto, x.Last().Proto, x.Error)
		}
	}
}

// Where DNS is asked, every address that was tried is recorded, and the one that answered.
func TestAddressesOfDNSAreRecorded(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	_, port, err := net.SplitHostPort(w.HTTP)
	if err != nil {
		t.Fatal(err)
	}
	h := asked(t, httpcheck.Endpoint{Name: "e", URL: "http://localhost:" + port}, httpcheck.Request{}).Last()
	if h.Remote != w.HTTP || !slices.Contains(h.Dialled, w.HTTP) {
		t.Errorf("%s answered, %v dialled", h.Remote, h.Dialled)
	}
	addresses, err := net.DefaultResolver.LookupHost(t.Context(), "localhost")
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Dialled) > len(addresses) || len(addresses) > 1 && len(h.Dialled) < 2 {
		t.Errorf("of %v %v were dialled: NGINX listens on one", addresses, h.Dialled)
	}
}

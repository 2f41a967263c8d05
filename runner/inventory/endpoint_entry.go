package inventory

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// endpointEntry declares an endpoint.
type endpointEntry struct {
	URL         urlEntry                      `key:"url,required" doc:"where the application is, such as https://www.example.com"`
	Dial        dialEntry                     `key:"dial" doc:"HOST:PORT to connect to, under the URL's name; or a mapping of HOST:PORT of URLs to those of connections"`
	Via         strict.Name                   `key:"via" doc:"connect from this target"`
	Target      strict.OneOrMany[strict.Name] `key:"target" doc:"the targets that serve it: their error logs tell of failures"`
	CA          strict.Name                   `key:"ca" doc:"a file of certificates to trust, beside the system's"`
	Cert        strict.Name                   `key:"cert" doc:"the file of the client's certificate"`
	Key         strict.Name                   `key:"key" doc:"the file of the client's private key"`
	Insecure    bool                          `key:"insecure" doc:"accept a certificate that can't be verified; the report says so"`
	HTTP        httpVersion                   `key:"http" doc:"the version of HTTP to speak: 1.1 or 2"`
	Proxy       urlEntry                      `key:"proxy" doc:"a proxy to go through; the environment's is never taken"`
	Writes      writesEntry                   `key:"writes" doc:"allowed: requests of unsafe methods may be sent"`
	Rate        rateEntry                     `key:"rate" doc:"the most requests to send, such as 10/s or 30/m"`
	Concurrency *concurrency                  `key:"concurrency" doc:"how many requests are sent at once"`
	Timeouts    timeoutsEntry                 `key:"timeouts" doc:"the most time of one request"`
}

type timeoutsEntry struct {
	Connect   *strict.Duration `key:"connect" doc:"to connect and to agree on TLS"`
	FirstByte *strict.Duration `key:"first-byte" doc:"from the request's end to the answer's first byte"`
	Whole     *strict.Duration `key:"whole" doc:"all of a request"`
}

// Expects is for messages.
func (*endpointEntry) Expects() string { return "an endpoint" }

// Expects is for messages.
func (*timeoutsEntry) Expects() string { return "timeouts" }

// Check notes what only several keys show.
func (e *endpointEntry) Check(c strict.Node) {
	switch {
	case (e.Cert == "") != (e.Key == ""):
		c.Errorf("a client's certificate takes both cert and key")
	case e.Proxy.url != nil && e.Via != "":
		c.Errorf("proxy and via can't both be had")
	}
}

// endpoint is the endpoint that the entry says; files stand beside the inventory's.
func (e *endpointEntry) endpoint(name, dir string, pos strict.Pos) Endpoint {
	beside := func(file strict.Name) string {
		if file == "" || filepath.IsAbs(string(file)) {
			return string(file)
		}
		return filepath.Join(dir, string(file))
	}
	made := Endpoint{
		Name: name, URL: e.URL.url, Dial: e.Dial.table(e.URL.url), Via: string(e.Via), Targets: texts(e.Target),
		TLS:   EndpointTLS{CA: beside(e.CA), Cert: beside(e.Cert), Key: beside(e.Key), Insecure: e.Insecure},
		Proto: string(e.HTTP), Proxy: e.Proxy.url, Writes: bool(e.Writes), Rate: float64(e.Rate),
		Connect: span(e.Timeouts.Connect), FirstByte: span(e.Timeouts.FirstByte), Whole: span(e.Timeouts.Whole), Pos: pos,
	}
	if e.Concurrency != nil {
		made.Concurrency = int(*e.Concurrency)
	}
	return made
}

func texts(names []strict.Name) []string {
	var out []string
	for _, n := range names {
		out = append(out, string(n))
	}
	return out
}

func span(d *strict.Duration) time.Duration {
	if d == nil {
		return 0
	}
	return time.Duration(*d)
}

// httpVersion is a version of HTTP: 1.1 or 2.
type httpVersion string

func (v *httpVersion) FromScalar(s strict.Scalar) error {
	if s.Text != "1.1" && s.Text != "2" {
		return strict.Hinted{Text: "expected a version of HTTP, found " + strict.Quote(s.Text), Hint: "1.1 or 2"}
	}
	*v = httpVersion(s.Text)
	return nil
}

// writesEntry is allowed or refused.
type writesEntry bool

func (w *writesEntry) FromScalar(s strict.Scalar) error {
	if s.Text != "allowed" && s.Text != "refused" {
		return strict.Hinted{Text: "expected allowed or refused, found " + strict.Quote(s.Text)}
	}
	*w = s.Text == "allowed"
	return nil
}

// rateEntry is requests per second, written N/s, N/m or N/h.
type rateEntry float64

var rateUnits = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}

func (r *rateEntry) FromScalar(s strict.Scalar) error {
	number, unit, _ := strings.Cut(s.Text, "/")
	n, err := strconv.ParseUint(number, 10, 31)
	if rateUnits[unit] == 0 || err != nil || n == 0 {
		return strict.Hinted{Text: "expected a rate, found " + strict.Quote(s.Text), Hint: "such as 10/s, 30/m or 100/h"}
	}
	*r = rateEntry(float64(n) / rateUnits[unit].Seconds())
	return nil
}

package inventory

import (
	"path/filepath"
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
	MinTLS      tlsVersion                    `key:"min-tls" doc:"the least version of TLS to speak: 1.0, 1.1, 1.2 (the default) or 1.3"`
	SmallHello  bool                          `key:"small-hello" doc:"leave post-quantum keys out, for old servers that don't take a greeting of two packets"`
	HTTP        httpVersion                   `key:"http" doc:"the version of HTTP to speak: 1.1 or 2"`
	Proxy       urlEntry                      `key:"proxy" doc:"a proxy to go through; the environment's is never taken"`
	Writes      writesEntry                   `key:"writes" doc:"allowed: requests of unsafe methods may be sent"`
	Rate        rateEntry                     `key:"rate" doc:"the most requests to send, such as 10/s or 30/m"`
	Concurrency *concurrency                  `key:"concurrency" doc:"how many requests are sent at once"`
	BodyLimit   *sizeEntry                    `key:"body-limit" doc:"the largest body that is read, such as 64MiB (default: 10MiB)"`
	Secure      bool                          `key:"secure-over-http" doc:"keep and send Secure cookies over http, as for a host behind a balancer that speaks TLS"`
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
		TLS:   EndpointTLS{CA: beside(e.CA), Cert: beside(e.Cert), Key: beside(e.Key), Insecure: e.Insecure, Min: string(e.MinTLS), SmallHello: e.SmallHello},
		Proto: string(e.HTTP), Proxy: e.Proxy.url, Writes: bool(e.Writes), Rate: float64(e.Rate),
		SecureOverHTTP: e.Secure,
		Connect:        span(e.Timeouts.Connect), FirstByte: span(e.Timeouts.FirstByte), Whole: span(e.Timeouts.Whole), Pos: pos,
	}
	if e.Concurrency != nil {
		made.Concurrency = int(*e.Concurrency)
	}
	if e.BodyLimit != nil {
		made.BodyLimit = int64(*e.BodyLimit)
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

package inventory

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// dialEntry is where to connect to: HOST:PORT for the URL's own name, or a mapping of that of a
// URL to that of the connection, for an application of several names and ports.
type dialEntry struct {
	one   string
	names strict.Map[hostPort]
}

func (d *dialEntry) FromNode(c strict.Node) {
	if !c.IsMap() {
		var to hostPort
		c.Decode(&to)
		d.one = string(to)
		return
	}
	c.Decode(&d.names)
	for _, e := range d.names {
		if !isHostPort(e.Key) {
			e.KeyNode.Hintf("such as www.example.com:443", "expected HOST:PORT, found %s", strict.Quote(e.Key))
		}
	}
}

func (d *dialEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	one := b.Of(new(hostPort))
	return b.AnyOf(one, b.MapOf(one))
}

// table gives the addresses by HOST:PORT of a URL, in lower case.
func (d *dialEntry) table(u *url.URL) map[string]string {
	all := map[string]string{}
	if d.one != "" && u != nil {
		all[HostPort(u)] = d.one
	}
	for _, e := range d.names {
		all[strings.ToLower(e.Key)] = string(e.Value)
	}
	return all
}

// HostPort is HOST:PORT of a URL, in lower case, with the port of its scheme where it has none.
func HostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), port)
}

// hostPort is HOST:PORT.
type hostPort string

func (d *hostPort) FromNode(c strict.Node) {
	const want = "HOST:PORT"
	text, ok := c.Name(want)
	if !ok {
		return
	}
	if !isHostPort(text) {
		c.Hintf("such as 10.0.0.12:443", "expected %s, found %s", want, strict.Quote(text))
		return
	}
	*d = hostPort(text)
}

func (d *hostPort) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Pattern(`^\S+:[0-9]+$`)
}

func isHostPort(text string) bool {
	host, port, err := net.SplitHostPort(text)
	n, portErr := strconv.ParseUint(port, 10, 16)
	return err == nil && host != "" && portErr == nil && n > 0 && !strings.ContainsAny(host, "/@[")
}

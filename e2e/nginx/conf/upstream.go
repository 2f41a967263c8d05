package conf

import (
	"net/netip"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// An upstream is a group of servers: a block of that name, or what a *_pass directive names.
type upstream struct {
	host       string
	port       int // 0: none is known
	noPort     bool
	created    bool // by a block
	unix       bool
	addr       netip.Addr
	at         Position
	noBackup   bool // the balancing method has no backup servers
	usual, all int  // servers, those that are no backup and all
}

// upstreamBlock judges an upstream block.
func (k *checker) upstreamBlock(l *level, d *Directive) {
	u := k.group(d.Args[0].At, value.URL{Host: d.Args[0].Text, NoPort: true}, true)
	if u == nil {
		return
	}
	n := &level{up: l, in: inUpstream, block: d, seen: map[string]*Directive{}, upstream: u}
	l.below = append(l.below, n)
	k.walk(n)
	if u.all == 0 && n.seen["server"] == nil {
		k.refuse(d.End, "no servers are inside upstream")
	}
}

// group finds or adds an upstream, as ngx_http_upstream_add does. It refuses a second block of a name, and a port
// written behind the name of a block.
func (k *checker) group(at Position, url value.URL, create bool) *upstream {
	port := url.Port
	for _, u := range k.upstreams {
		if !strings.EqualFold(u.host, url.Host) {
			continue
		}
		switch {
		case create && u.created:
			k.refuse(at, "duplicate upstream %q: it stands at %s", url.Host, u.at)
			return nil
		case u.created && !url.NoPort:
			k.refuse(at, "upstream %q may not have port %d", url.Host, port)
			return nil
		case create && !u.noPort:
			k.refuse(u.at, "upstream %q may not have port %d", url.Host, u.port)
			return nil
		case u.port != 0 && port != 0 && u.port != port:
			continue
		}
		if create {
			u.created, u.port, u.at = true, 0, at
		}
		return u
	}
	u := &upstream{host: url.Host, port: port, noPort: url.NoPort, created: create, at: at, unix: url.Unix != "", addr: url.Addr}
	k.upstreams = append(k.upstreams, u)
	return u
}

// upstreamServer judges a server of an upstream.
func (k *checker) upstreamServer(l *level, d *Directive) {
	backup := false
	for _, w := range d.Args[1:] {
		name, what, _ := strings.Cut(w.Text, "=")
		ok := true
		switch {
		case w.Text == "down":
		case w.Text == "backup":
			if backup = true; l.upstream.noBackup {
				k.refuse(w.At, "balancing method does not support parameter %q", w.Text)
				return
			}
		case w.Text == "resolve" || strings.HasPrefix(w.Text, "service="):
			k.later(w.At, "invalid parameter %q", w.Text)
		case strings.HasPrefix(w.Text, "fail_timeout="):
			_, ok = value.Seconds(what)
		case strings.HasPrefix(w.Text, "weight="), strings.HasPrefix(w.Text, "max_conns="), strings.HasPrefix(w.Text, "max_fails="):
			var n int64
			n, ok = value.Number(what)
			ok = ok && (n > 0 || name != "weight")
		default:
			ok = false
		}
		if !ok {
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
	}
	if _, err := value.ParseURL(d.Args[0].Text, value.Use{Default: 80}); err != nil {
		k.refuse(d.Args[0].At, "%v in upstream %q", err, d.Args[0].Text)
		return
	}
	l.upstream.all++
	if !backup {
		l.upstream.usual++
	}
}

// method judges a balancing method without arguments.
func (k *checker) method(l *level, d *Directive) {
	l.upstream.noBackup = d.Name != "least_conn"
	switch {
	case d.Name == "random" && len(d.Args) > 0 && d.Args[0].Text != "two":
		k.refuse(d.Args[0].At, "invalid parameter %q", d.Args[0].Text)
	case d.Name == "random" && len(d.Args) > 1 && d.Args[1].Text != "least_conn":
		k.refuse(d.Args[1].At, "invalid parameter %q", d.Args[1].Text)
	}
}

func (k *checker) hash(l *level, d *Directive) {
	k.script(d.Args[0].At, d.Args[0].Text)
	l.upstream.noBackup = true
	if len(d.Args) > 1 && d.Args[1].Text != "consistent" {
		k.refuse(d.Args[1].At, "invalid parameter %q", d.Args[1].Text)
	}
}

func (k *checker) keepaliveConnections(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	if n, ok := value.Number(d.Args[0].Text); !ok || n == 0 {
		k.invalid(d, d.Args[0])
	}
}

// groups refuses upstreams without a server that is no backup, and those that no block and no port describe.
func (k *checker) groups() {
	for _, u := range k.upstreams {
		switch {
		case u.created && u.usual == 0:
			k.refuse(u.at, "no servers in upstream %q", u.host)
		case !u.created && u.port == 0 && !u.unix:
			k.refuse(u.at, "no port in upstream %q", u.host)
		}
	}
}

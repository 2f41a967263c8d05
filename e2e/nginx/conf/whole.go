package conf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// whole judges what can only be told of the whole configuration.
func (k *checker) whole(main *level) {
	if main.seen["events"] == nil {
		k.part(k.config.Main.At, "no \"events\" section in configuration")
	}
	for _, w := range k.usedPools {
		if !k.pools[w.Text] && w.Text != "default" {
			k.refuse(w.At, "unknown thread pool %q", w.Text)
		}
	}
	for _, http := range main.below {
		if http.in == inHTTP {
			k.http(http)
		}
	}
	if n := k.listenings(); k.counted != nil && k.connection < int64(n)+1 {
		k.refuse(k.counted.At, "%d worker_connections are not enough for %d listening sockets", k.connection, n)
	}
	k.sized()
}

// http judges what NGINX does at the end of the http block.
func (k *checker) http(http *level) {
	k.build(http, "variables_hash")
	bucket := k.bucket(http, "variables_hash_bucket_size")
	for _, name := range slices.Sorted(maps.Keys(k.variables.defined)) {
		k.fits(k.variables.defined[name], name, "variables_hash", bucket)
	}
	k.groups()
	for _, s := range k.servers {
		k.twins(s)
		k.merge(s)
	}
	for _, s := range k.sockets {
		k.socketNames(http, s)
		k.certificates(s)
	}
	if len(k.errs) == 0 {
		k.undefined()
	}
}

// listenings is the number of sockets that are opened: one for each port where any address is listened on, but for
// addresses whose options ask for a socket of their own.
func (k *checker) listenings() int {
	any := map[string]bool{}
	for _, s := range k.sockets {
		any[s.port] = any[s.port] || s.wildcard
	}
	n := 0
	for _, s := range k.sockets {
		if s.wildcard || s.options != nil || !any[s.port] {
			n++
		}
	}
	return n
}

// socketNames judges the names of the servers of one socket. NGINX builds their table where it has to choose.
func (k *checker) socketNames(http *level, s *listening) {
	if len(s.servers) < 2 {
		return
	}
	k.build(http, "server_names_hash")
	bucket := k.bucket(http, "server_names_hash_bucket_size")
	for _, server := range s.servers {
		for _, d := range server.block.Block {
			if d.Name != "server_name" {
				continue
			}
			for _, w := range d.Args {
				if strings.HasPrefix(w.Text, "~") {
					continue
				}
				kind, rest, ok := wildcard(pattern.Lower(w.Text))
				if !ok {
					k.refuse(w.At, "invalid server name or wildcard %q", w.Text)
				} else if kind == "exact " && !k.fits(w.At, rest, "server_names_hash", bucket) {
					return
				}
			}
		}
	}
}

// certificates refuses a TLS socket whose default server has no certificate.
func (k *checker) certificates(s *listening) {
	if !s.tls {
		return
	}
	missing := func(l *level) bool {
		d := l.nearest("ssl_certificate")
		if d == nil && !on(l.nearest("ssl_reject_handshake")) {
			k.refuse(l.block.At, "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive")
			return true
		}
		return false
	}
	if s.first.nearest("ssl_certificate") != nil || missing(s.first) {
		return
	}
	for _, l := range s.servers {
		if missing(l) {
			return
		}
	}
}

func on(d *Directive) bool { return d != nil && strings.EqualFold(d.Args[0].Text, "on") }

// merge judges what a server and the blocks in it come to, with what they inherit.
func (k *checker) merge(server *level) {
	k.keyPairs(server)
	pool, large := int64(512), int64(8192)
	if d := server.nearest("connection_pool_size"); d != nil {
		pool, _ = value.Size(d.Args[0].Text)
	}
	if d := server.nearest("large_client_header_buffers"); d != nil {
		large, _ = value.Size(d.Args[1].Text)
	}
	if large < pool {
		k.refuse(server.block.At, "the \"large_client_header_buffers\" size must be equal to or greater than \"connection_pool_size\"")
	}
	k.mergeBelow(server)
}

func (k *checker) mergeBelow(l *level) {
	for _, module := range []string{"proxy", "fastcgi", "uwsgi", "scgi"} {
		k.bufferSizes(l, module)
		k.knownCache(l, module)
	}
	k.tables(l)
	k.recoded(l)
	k.refererNames(l)
	for _, n := range l.below {
		k.mergeBelow(n)
	}
}

// keyPairs refuses certificates without keys.
func (k *checker) keyPairs(server *level) {
	count := func(name string) (n int, at Position) {
		for l := server; l != nil; l = l.up {
			for _, d := range l.block.Block {
				if d.Name == name {
					n, at = n+1, d.At
				}
			}
			if n > 0 {
				break
			}
		}
		return n, at
	}
	certificates, at := count("ssl_certificate")
	keys, _ := count("ssl_certificate_key")
	switch ssl := server.nearest("ssl"); {
	case certificates > keys:
		k.refuse(at, "no \"ssl_certificate_key\" is defined for this certificate")
	case certificates == 0 && on(ssl) && !on(server.nearest("ssl_reject_handshake")):
		k.refuse(ssl.At, "no \"ssl_certificate\" is defined for the \"ssl\" directive")
	}
}

// bufferSizes judges how the sizes of buffers go together.
func (k *checker) bufferSizes(l *level, module string) {
	size := func(name string, n int64) (int64, *Directive) {
		d := l.nearest(module + "_" + name)
		if d != nil {
			n, _ = value.Size(d.Args[len(d.Args)-1].Text)
		}
		return n, d
	}
	one, buffers := size("buffers", page)
	number := int64(8)
	if buffers != nil {
		number, _ = value.Number(buffers.Args[0].Text)
	}
	first, firstAt := size("buffer_size", page)
	most := max(one, first)
	busy, busyAt := size("busy_buffers_size", 2*most)
	write, writeAt := size("temp_file_write_size", 2*most)
	temporary, temporaryAt := size("max_temp_file_size", 1<<30)
	at := l.block.At
	for _, d := range []*Directive{firstAt, buffers, busyAt, writeAt, temporaryAt} {
		if d != nil {
			at = d.At
		}
	}
	for _, rule := range []struct {
		broken bool
		why    string
	}{
		{number < 2, "there must be at least 2 \"%[1]s_buffers\""},
		{busy < most, "\"%[1]s_busy_buffers_size\" must be equal to or greater than the maximum of \"%[1]s_buffer_size\" and one of the \"%[1]s_buffers\""},
		{busy > (number-1)*one, "\"%[1]s_busy_buffers_size\" must be less than the size of all \"%[1]s_buffers\" minus one buffer"},
		{write < most, "\"%[1]s_temp_file_write_size\" must be equal to or greater than the maximum of \"%[1]s_buffer_size\" and one of the \"%[1]s_buffers\""},
		{temporary != 0 && temporary < most, "\"%[1]s_max_temp_file_size\" must be 0, or equal to or greater than the maximum of \"%[1]s_buffer_size\" and one of the \"%[1]s_buffers\""},
	} {
		if rule.broken {
			k.refuse(at, "%s", fmt.Sprintf(rule.why, module))
			return
		}
	}
}

// knownCache refuses a cache that no path has.
func (k *checker) knownCache(l *level, module string) {
	d := l.seen[module+"_cache"]
	if d == nil || d.Args[0].Text == "off" || strings.Contains(d.Args[0].Text, "$") {
		return
	}
	if z := k.zones[d.Args[0].Text]; z == nil || !z.bound {
		k.refuse(d.At, "%q zone %q is unknown", d.Name, d.Args[0].Text)
	}
}

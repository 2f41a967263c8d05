package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// names finds the server of a host name on one socket, as ngx_http_find_virtual_server does: exact, the longest
// "*.x", the longest "x.*", the first regex in order. A name that stands twice belongs to the first server.
type names struct {
	exact, head, tail map[string]*Server // head by ".x", tail by "x."
	taken             map[string]bool    // exact names that are given away, or were half of a name that is ignored
	regexes           []nameRegex
}

type nameRegex struct {
	*pattern.Regexp
	server *Server
}

func newNames() names {
	return names{exact: map[string]*Server{}, head: map[string]*Server{}, tail: map[string]*Server{}, taken: map[string]bool{}}
}

// add takes the names of a server in; one without server_name is named "".
func (n *names) add(s *Server) error {
	found := false
	var err error
	s.block.Each("server_name", func(d *conf.Directive) {
		for _, w := range d.Args {
			found = true
			if why := n.name(s, w.Text); why != nil {
				err = &conf.Error{At: w.At, Text: why.Error()}
			}
		}
	})
	if !found {
		n.plain(s, "")
	}
	return err
}

func (n *names) name(s *Server, name string) error {
	if text, ok := strings.CutPrefix(name, "~"); ok {
		regex, err := pattern.Compile(text, pattern.Lower(text) != text)
		if err == nil {
			n.regexes = append(n.regexes, nameRegex{regex, s})
		}
		return err
	}
	n.plain(s, pattern.Lower(name))
	return nil
}

// plain takes in a name that is no regex. ".x" is one name, for x and all below it: where either half is taken, all of
// it is ignored, though x counts as taken then (ngx_hash_add_key).
func (n *names) plain(s *Server, name string) {
	switch {
	case strings.HasPrefix(name, "."):
		x := name[1:]
		if n.taken[x] {
			return
		}
		n.taken[x] = true
		if n.head[name] == nil {
			n.exact[x], n.head[name] = s, s
		}
	case strings.HasPrefix(name, "*."):
		put(n.head, name[1:], s)
	case strings.HasSuffix(name, ".*"):
		put(n.tail, name[:len(name)-1], s)
	case !n.taken[name]:
		n.taken[name] = true
		n.exact[name] = s
	}
}

func put(in map[string]*Server, name string, s *Server) {
	if in[name] == nil {
		in[name] = s
	}
}

// find is the server of a host name, or nil; by is the regex that it matched, where it did.
func (n *names) find(host string) (s *Server, by *pattern.Regexp, err error) {
	if s := n.exact[host]; s != nil {
		return s, nil, nil
	}
	for i := 0; i < len(host); i++ { // from the left: the longest first
		if host[i] == '.' && n.head[host[i:]] != nil {
			return n.head[host[i:]], nil, nil
		}
	}
	for i := len(host) - 1; i >= 0; i-- {
		if host[i] == '.' && n.tail[host[:i+1]] != nil {
			return n.tail[host[:i+1]], nil, nil
		}
	}
	if host == "" {
		return nil, nil, nil
	}
	for _, r := range n.regexes {
		_, ok, err := r.Try(host)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			return r.server, r.Regexp, nil
		}
	}
	return nil, nil, nil
}

// hostName is the name a Host header gives: lower case, without port and one last dot. NGINX answers 400 to what it
// calls invalid: nothing, two dots in a row, a slash, a blank or control character.
func hostName(header string) (name string, ok bool) {
	name = header
	if strings.HasPrefix(name, "[") {
		if i := strings.IndexByte(name, ']'); i >= 0 {
			name = name[:i+1]
		}
	} else if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[:i]
	}
	if strings.ContainsFunc(header, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '/' }) || strings.Contains(name, "..") {
		return "", false
	}
	name = pattern.Lower(strings.TrimSuffix(name, "."))
	return name, name != ""
}

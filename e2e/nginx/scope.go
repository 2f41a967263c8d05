package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A scope is the configuration that holds in one block, with what it inherits: of a server, a location, or of an if or
// limit_except in one, which takes its place.
type scope struct {
	at       conf.Position
	location *Location // nil: of the server itself, or of http
	hidden   bool      // of an if or limit_except

	// Its own alone.
	codes    []code
	tryFiles *tryFiles
	handler  *handler
	limit    *limit
	pass     [len(upstreamModules)]*pass // an if or limit_except has that of its location

	// Inherited.
	root       *root
	errorPages []errorPage
	recursive  bool
	maxBody    int64 // 0: any
	index      []*text
	indexAt    conf.Position
	autoindex  bool
	random     bool // random_index
	dav        []string
	rules      []rule
	anyOf      bool // satisfy any
	realm      *realm
	auth       *aside // auth_request
	handed     []handed
	mirrors    []aside
	after      *aside // post_action
	realIP     bool
	opaque     string // a directive that may answer or send elsewhere by rules of its own
	opaqueAt   conf.Position
	splitter   *regex // fastcgi_split_path_info
	script     string // fastcgi_index
	intercepts [len(upstreamModules)]bool
	ignores    [len(upstreamModules)]bool // X-Accel-Redirect
	redirects  []redirection              // proxy_redirect: how Location of the answer is changed
	verbatim   bool                       // proxy_redirect off

	relative bool // absolute_redirect off
	portless bool // port_in_redirect off
	named    bool // server_name_in_redirect
}

// upstreamModules are the modules that hand a request on, by the beginning of their directives.
var upstreamModules = [...]string{"proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached"}

// A limit is limit_except: the methods it lets by, and what holds for the others.
type limit struct {
	methods []string
	at      conf.Position
	scope   *scope
}

// An aside is a URI that NGINX asks beside a request, or after it.
type aside struct {
	uri string
	at  conf.Position
}

// A handed is auth_request_set.
type handed struct {
	variable *variable
	value    *text
}

// outermost is what holds where http says nothing.
func outermost() *scope {
	return &scope{root: &root{folder: &text{raw: standardPrefix + "html"}}, maxBody: 1 << 20, index: []*text{{raw: "index.html"}}}
}

// standardPrefix is where Debian's NGINX looks for what has no absolute path.
const standardPrefix = "/usr/share/nginx/"

// A builder makes scopes of blocks.
type builder struct {
	table *table
}

// scope reads a block. Lists that it has replace those inherited whole.
func (b *builder) scope(block *conf.Directive, outer *scope, l *Location) (*scope, error) {
	s := *outer
	s.at, s.location, s.hidden = block.At, l, false
	s.codes, s.tryFiles, s.handler, s.limit = nil, nil, nil, nil
	s.pass = [len(upstreamModules)]*pass{}
	own := map[string]bool{}
	for _, d := range block.Block {
		if err := b.setting(&s, d, own); err != nil {
			return nil, err
		}
		own[d.Name] = true
	}
	if p := s.pass[0]; p != nil && !s.verbatim && s.redirects == nil && p.to.parts == nil {
		s.redirects = []redirection{p.standard()}
	}
	return &s, nil
}

// within reads an if or limit_except of a location.
func (b *builder) within(block *conf.Directive, outer *scope) (*scope, error) {
	s, err := b.scope(block, outer, outer.location)
	if err != nil {
		return nil, err
	}
	s.hidden = true
	s.codes = nil // they run among those of the location
	for i, p := range outer.pass {
		if s.pass[i] == nil {
			s.pass[i] = p
		}
		if block.Name == "limit_except" && s.handler == nil && s.pass[i] != nil && upstreamModules[i] != "memcached" {
			s.handler = &handler{kind: upstreamModules[i], module: i, at: s.pass[i].at}
		}
	}
	return s, nil
}

// block reads a location, or the server's own block, with the rewrites and what can take its place.
func (b *builder) block(block *conf.Directive, outer *scope, l *Location) (*scope, error) {
	s, err := b.scope(block, outer, l)
	if err != nil {
		return nil, err
	}
	if s.codes, err = b.codes(block, s); err != nil {
		return nil, err
	}
	if d := block.First("limit_except"); d != nil && l != nil {
		inside, err := b.within(d, s)
		if err != nil {
			return nil, err
		}
		s.limit = &limit{methods: d.Texts(), at: d.At, scope: inside}
	}
	return s, nil
}

// locations gives each location its scope.
func (b *builder) locations(all []*Location, outer *scope) error {
	for _, l := range all {
		s, err := b.block(l.block, outer, l)
		if err != nil {
			return err
		}
		l.scope = s
		if l.regex != nil {
			l.captures = b.table.wrap(l.regex)
		}
		if err := b.locations(l.inside.all, s); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes the scopes of all servers. The error is a *conf.Error with the place.
func (m *Model) prepare() error {
	b := &builder{table: &table{all: map[string]*variable{}}}
	m.table = b.table
	if err := b.table.declare(m.Config.Main); err != nil {
		return err
	}
	above := map[*conf.Directive]*scope{}
	for _, s := range m.Servers {
		if above[s.http] == nil {
			h, err := b.scope(s.http, outermost(), nil)
			if err != nil {
				return err
			}
			above[s.http] = h
		}
		own, err := b.block(s.block, above[s.http], nil)
		if err != nil {
			return err
		}
		s.scope = own
		if err := b.locations(s.inside.all, own); err != nil {
			return err
		}
	}
	for _, k := range m.sockets {
		for i := range k.names.regexes {
			b.table.wrap(k.names.regexes[i].Regexp)
		}
	}
	return nil
}

// size reads "10m", "8k", "1g" and bytes.
func size(text string) int64 {
	unit := int64(1)
	switch {
	case text == "":
		return 0
	case strings.ContainsAny(text[len(text)-1:], "kK"):
		unit = 1 << 10
	case strings.ContainsAny(text[len(text)-1:], "mM"):
		unit = 1 << 20
	case strings.ContainsAny(text[len(text)-1:], "gG"):
		unit = 1 << 30
	}
	n, _ := strconv.ParseInt(strings.TrimRight(text, "kKmMgG"), 10, 64)
	return n * unit
}

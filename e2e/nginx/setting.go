package nginx

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// setting reads one directive into a scope. own has the names that stood before it in the same block: of a list the first
// one drops what is inherited.
func (b *builder) setting(s *scope, d *conf.Directive, own map[string]bool) error {
	args := d.Texts()
	first := ""
	if len(args) > 0 {
		first = args[0]
	}
	switch d.Name {
	case "root", "alias":
		s.root = b.root(d, first, s.location)
	case "recursive_error_pages":
		s.recursive = first == "on"
	case "client_max_body_size":
		s.maxBody = size(first)
	case "autoindex":
		s.autoindex = first == "on"
	case "random_index":
		s.random = first == "on"
	case "satisfy":
		s.anyOf = first == "any"
	case "absolute_redirect":
		s.relative = first == "off"
	case "port_in_redirect":
		s.portless = first == "off"
	case "server_name_in_redirect":
		s.named = first == "on"
	case "dav_methods":
		s.dav = args
	case "set_real_ip_from", "real_ip_header":
		s.realIP = true
	case "fastcgi_index":
		s.script = first
	case "fastcgi_split_path_info":
		compiled, err := b.table.regex(first, false, d.At)
		s.splitter = compiled
		return err
	case "try_files":
		s.tryFiles = b.tryFiles(d)
	default:
		return b.list(s, d, args, own)
	}
	return nil
}

// list reads the directives that may stand more than once in a block, and those that name what answers.
func (b *builder) list(s *scope, d *conf.Directive, args []string, own map[string]bool) error {
	first := !own[d.Name]
	switch d.Name {
	case "error_page":
		if first {
			s.errorPages = nil
		}
		s.errorPages = append(slices.Clip(s.errorPages), b.errorPages(d)...)
	case "index":
		if first {
			s.index, s.indexAt = nil, d.At
		}
		for _, name := range args {
			s.index = append(slices.Clip(s.index), b.table.compile(name))
		}
	case "allow", "deny":
		if first && !own["allow"] && !own["deny"] {
			s.rules = nil
		}
		if len(args) == 1 {
			s.rules = append(slices.Clip(s.rules), newRule(d))
		}
	case "mirror":
		if first {
			s.mirrors = nil
		}
		if len(args) == 1 && args[0] != "off" {
			s.mirrors = append(slices.Clip(s.mirrors), aside{args[0], d.At})
		}
	default:
		return b.guards(s, d, args, first)
	}
	return nil
}

// guards reads who may come in, and what is asked after a request.
func (b *builder) guards(s *scope, d *conf.Directive, args []string, first bool) error {
	if len(args) == 0 {
		return b.upstreams(s, d, args, first)
	}
	switch {
	case d.Name == "auth_basic":
		r := realm{at: d.At, text: b.table.compile(args[0])}
		if s.realm != nil {
			r.file = s.realm.file
		}
		s.realm = &r
	case d.Name == "auth_basic_user_file":
		r := realm{file: b.table.compile(args[0])}
		if s.realm != nil {
			r.at, r.text = s.realm.at, s.realm.text
		}
		s.realm = &r
	case d.Name == "auth_request":
		s.auth = nil
		if args[0] != "off" {
			s.auth = &aside{args[0], d.At}
		}
	case d.Name == "auth_request_set" && len(args) == 2:
		if first {
			s.handed = nil
		}
		s.handed = append(slices.Clip(s.handed), handed{b.table.variable(strings.TrimPrefix(args[0], "$")), b.table.compile(args[1])})
	case d.Name == "post_action":
		s.after = &aside{args[0], d.At}
	default:
		return b.upstreams(s, d, args, first)
	}
	return nil
}

// upstreams reads what answers instead of files.
func (b *builder) upstreams(s *scope, d *conf.Directive, args []string, first bool) error {
	module, rest, ok := strings.Cut(d.Name, "_")
	i := slices.Index(upstreamModules[:], module)
	switch {
	case i >= 0 && ok && rest == "pass" && len(args) > 0:
		s.pass[i] = b.pass(d, args[0], s.location)
		s.handler = &handler{kind: module, module: i, at: d.At}
	case i >= 0 && rest == "intercept_errors" && len(args) > 0:
		s.intercepts[i] = args[0] == "on"
	case i >= 0 && rest == "ignore_headers":
		s.ignores[i] = slices.ContainsFunc(args, func(a string) bool { return strings.EqualFold(a, "X-Accel-Redirect") })
	case d.Name == "proxy_redirect" && len(args) > 0:
		return b.redirection(s, d, args, first)
	case slices.Contains(handlers, d.Name) || strings.HasPrefix(d.Name, "content_by_lua"):
		s.handler = &handler{kind: d.Name, module: -1, at: d.At}
	case strings.Contains(d.Name, "_by_lua") && !strings.HasPrefix(d.Name, "init") && !passive(d.Name):
		s.opaque, s.opaqueAt = d.Name, d.At
	}
	return nil
}

// passive says whether a Lua directive only looks at what is answered, or gives a variable a value.
func passive(name string) bool {
	return strings.HasPrefix(name, "header_filter") || strings.HasPrefix(name, "body_filter") || strings.HasPrefix(name, "log_") ||
		strings.HasPrefix(name, "set_") || strings.HasPrefix(name, "balancer") || strings.HasPrefix(name, "ssl_")
}

// handlers are directives that answer by themselves.
var handlers = []string{"stub_status", "empty_gif", "mp4", "flv", "perl", "js_content", "hls", "api", "status", "echo", "echo_exec"}

// A handler is what answers in a location.
type handler struct {
	kind   string // of upstreamModules, or a directive
	module int    // in upstreamModules, or -1
	at     conf.Position
}

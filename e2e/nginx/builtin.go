package nginx

import (
	"net/netip"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// builtins are the variables of NGINX that follow from the request and the configuration (ngx_http_core_variables).
var builtins = map[string]func(*run) value{
	"uri":                 func(r *run) value { return value{r.uri, r.uriHole} },
	"document_uri":        func(r *run) value { return value{r.uri, r.uriHole} },
	"args":                func(r *run) value { return value{r.args, r.argsHole} },
	"query_string":        func(r *run) value { return value{r.args, r.argsHole} },
	"is_args":             (*run).isArgs,
	"request_uri":         func(r *run) value { return value{text: r.entry.Raw} },
	"request_method":      func(r *run) value { return value{text: r.top().method} },
	"scheme":              func(r *run) value { return value{text: r.request.scheme()} },
	"https":               (*run).https,
	"server_port":         func(r *run) value { return value{text: r.request.port()} },
	"server_protocol":     func(r *run) value { return value{text: r.request.protocol()} },
	"request":             (*run).requestLine,
	"host":                (*run).hostName,
	"http_host":           func(r *run) value { return value{text: r.request.Host} },
	"server_name":         func(r *run) value { return value{text: r.server.name()} },
	"server_addr":         func(r *run) value { return orHole(r.request.address(), "server_addr") },
	"remote_addr":         func(r *run) value { return orHole(r.client(), "remote_addr") },
	"document_root":       (*run).documentRoot,
	"request_filename":    (*run).requestFilename,
	"content_length":      func(r *run) value { return r.header("content-length", "content_length") },
	"content_type":        func(r *run) value { return r.header("content-type", "content_type") },
	"fastcgi_script_name": (*run).scriptName,
	"fastcgi_path_info":   func(r *run) value { r.split(); return value{r.pathInfo, r.uriHole} },
}

// builtin is the function that gives a variable of NGINX's own, or nil.
func builtin(name string) func(*run) value {
	if f := builtins[name]; f != nil {
		return f
	}
	switch {
	case strings.HasPrefix(name, "arg_"):
		return func(r *run) value {
			if r.argsHole != "" {
				return value{"${" + name + "}", r.argsHole}
			}
			return value{text: arg(r.args, name[len("arg_"):])}
		}
	case strings.HasPrefix(name, "http_"):
		header := strings.ReplaceAll(name[len("http_"):], "_", "-")
		return func(r *run) value { return r.header(header, name) }
	case strings.HasPrefix(name, "cookie_"):
		return func(r *run) value {
			all := r.header("cookie", name)
			all.text = cookie(all.text, name[len("cookie_"):])
			if all.hole != "" {
				all.text = "${" + name + "}"
			}
			return all
		}
	case strings.HasPrefix(name, "ssl_"):
		return func(r *run) value {
			if r.request.Scheme != "https" {
				return value{}
			}
			return value{"${" + name + "}", name}
		}
	}
	return nil
}

// orHole is a text, or that it is not known.
func orHole(text, name string) value {
	if text == "" {
		return value{"${" + name + "}", name}
	}
	return value{text: text}
}

// header is a header of the request but Host. Where no header is given none is known.
func (r *run) header(key, name string) value {
	if r.request.Header == nil {
		return value{"${" + name + "}", name}
	}
	return value{text: r.request.Header[key]}
}

func (r *run) isArgs() value {
	if r.args == "" {
		return value{}
	}
	return value{text: "?"}
}

func (r *run) https() value {
	if r.request.Scheme == "https" {
		return value{text: "on"}
	}
	return value{}
}

func (r *run) requestLine() value {
	return value{text: r.request.method() + " " + r.request.Target + " " + r.request.protocol()}
}

// hostName is $host: the name that chose the server, else the server's first.
func (r *run) hostName() value {
	if name := r.entry.host; name != "" {
		return value{text: name}
	}
	return value{text: r.server.name()}
}

// client is the address of the client, or "" where it is not known, as where NGINX takes it from a header.
func (r *run) client() string {
	if r.scope.realIP {
		return ""
	}
	r.byClient = true
	if a, err := netip.ParseAddr(r.request.Client); err == nil {
		return a.String()
	}
	return ""
}

func (q Request) scheme() string {
	if q.Scheme == "" {
		return "http"
	}
	return q.Scheme
}

func (q Request) method() string {
	if q.Method == "" {
		return "GET"
	}
	return q.Method
}

func (q Request) protocol() string {
	if q.Old {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}

// name is the server's first name, as NGINX writes it in redirects.
func (s *Server) name() string {
	if len(s.Names) == 0 {
		return ""
	}
	if text, ok := strings.CutPrefix(s.Names[0], "~"); ok {
		return text
	}
	return strings.ToLower(strings.TrimPrefix(s.Names[0], "."))
}

// arg is the value of the first argument of a name, as it was sent (ngx_http_arg).
func arg(args, name string) string {
	for name != "" && args != "" {
		var one string
		one, args, _ = strings.Cut(args, "&")
		if len(one) > len(name) && one[len(name)] == '=' && pattern.Fold(one[:len(name)], name) {
			return one[len(name)+1:]
		}
	}
	return ""
}

// cookie is the value of the first cookie of a name (ngx_http_parse_multi_header_lines).
func cookie(header, name string) string {
	for rest := header; rest != ""; {
		if len(rest) >= len(name) && pattern.Fold(rest[:len(name)], name) {
			if v, ok := strings.CutPrefix(strings.TrimLeft(rest[len(name):], " "), "="); ok {
				v, _, _ = strings.Cut(strings.TrimLeft(v, " "), ";")
				return v
			}
		}
		i := strings.IndexAny(rest, ";,")
		if i < 0 {
			break
		}
		rest = strings.TrimLeft(rest[i+1:], " ")
	}
	return ""
}

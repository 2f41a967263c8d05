package nginx

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// value resolves the variables of a text. An error says which one has a value that is not known.
func (r *run) value(text string, at *conf.Directive) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		name, after := variable(rest)
		if name == "" {
			out.WriteByte('$')
			text = rest
			continue
		}
		v, err := r.variable(name)
		if err != nil {
			return "", &conf.Error{At: at.At, Text: err.Error()}
		}
		out.WriteString(v)
		text = after
	}
}

// variable takes the name of a variable from what follows its "$".
func variable(text string) (name, rest string) {
	if strings.HasPrefix(text, "{") {
		name, rest, _ = strings.Cut(text[1:], "}")
		return name, rest
	}
	if text != "" && '1' <= text[0] && text[0] <= '9' {
		return text[:1], text[1:]
	}
	n := 0
	for n < len(text) && (text[n] == '_' || '0' <= text[n] && text[n] <= '9' || 'a' <= text[n]|0x20 && text[n]|0x20 <= 'z') {
		n++
	}
	return text[:n], text[n:]
}

var errVariable = errors.New("its value is not known")

// variable is the value of one. Its name is compared in lower case, as NGINX does.
func (r *run) variable(name string) (string, error) {
	name = strings.ToLower(name)
	if n, err := strconv.Atoi(name); err == nil {
		if n < len(r.groups) {
			return r.groups[n], nil
		}
		return "", nil
	}
	if v, ok := r.names[name]; ok {
		return v, nil
	}
	if v, ok := r.builtin(name); ok {
		return v, nil
	}
	if v, ok := r.variables[name]; ok {
		return v, nil
	}
	if d := r.mapOf(name); d != nil {
		return r.mapped(d)
	}
	if r.isSet(name) {
		return "", nil // never set on this way
	}
	return "", fmt.Errorf("variable $%s: %w", name, errVariable)
}

// builtin are NGINX's own as far as the request tells them.
func (r *run) builtin(name string) (string, bool) {
	q, e := r.way.Request, r.way.Entry
	switch name {
	case "uri", "document_uri":
		return r.uri, true
	case "args", "query_string":
		return r.args, true
	case "is_args":
		if r.args == "" {
			return "", true
		}
		return "?", true
	case "request_uri":
		return e.Raw, true
	case "request_method":
		return r.main(), true
	case "scheme":
		return q.scheme(), true
	case "https":
		return map[bool]string{true: "on"}[q.Scheme == "https"], true
	case "server_port":
		return q.port(), true
	case "host":
		host, _ := q.host()
		return host, true
	case "http_host":
		return q.Host, true
	case "request_filename":
		p, err := r.path()
		return p, err == nil
	case "document_root":
		folder, _, _, _, err := r.root()
		return folder, err == nil
	case "server_name":
		if len(e.Server.Names) > 0 {
			return e.Server.Names[0], true
		}
		return "", true
	}
	switch {
	case strings.HasPrefix(name, "arg_"):
		return arg(r.args, name[len("arg_"):]), true
	case strings.HasPrefix(name, "http_"):
		return q.Header[strings.ReplaceAll(name[len("http_"):], "_", "-")], true
	}
	return "", false
}

func (q Request) scheme() string {
	if q.Scheme == "" {
		return "http"
	}
	return q.Scheme
}

// arg is the value of the first argument of a name, as it was sent.
func arg(args, name string) string {
	for _, one := range strings.Split(args, "&") {
		if n, v, ok := strings.Cut(one, "="); ok && strings.EqualFold(n, name) {
			return v
		}
	}
	return ""
}

// mapOf is the map that makes a variable, or nil.
func (r *run) mapOf(name string) *conf.Directive {
	var found *conf.Directive
	r.server().http.Each("map", func(d *conf.Directive) {
		if len(d.Args) == 2 && strings.EqualFold(d.Args[1].Text, "$"+name) {
			found = d
		}
	})
	return found
}

// mapped is the value a map gives: of the text that is equal, letters of ASCII in both cases, then of the first regex,
// then the default.
func (r *run) mapped(d *conf.Directive) (string, error) {
	in, err := r.value(d.Args[0].Text, d)
	if err != nil {
		return "", err
	}
	standard, regexes := "", []*conf.Directive{}
	for _, line := range d.Block {
		switch {
		case line.Name == "hostnames" || line.Name == "volatile":
			if line.Name == "hostnames" {
				return "", fmt.Errorf("map %s of host names: %w", d.Args[1].Text, errVariable)
			}
		case len(line.Args) != 1:
		case line.Name == "default":
			standard = line.Args[0].Text
		case strings.HasPrefix(line.Name, "~"):
			regexes = append(regexes, line)
		case strings.EqualFold(strings.TrimPrefix(line.Name, `\`), in):
			return r.value(line.Args[0].Text, line)
		}
	}
	for _, line := range regexes {
		text, caseless := strings.CutPrefix(line.Name, "~*")
		regex, err := pattern.Compile(strings.TrimPrefix(text, "~"), caseless)
		if err != nil {
			return "", err
		}
		groups, ok, err := regex.Try(in)
		if err != nil {
			return "", err
		}
		if ok {
			r.capture(regex, groups)
			return r.value(line.Args[0].Text, line)
		}
	}
	return r.value(standard, d)
}

// capture keeps the groups of a match: the numbers anew, the names beside those there.
func (r *run) capture(regex *pattern.Regexp, groups []string) {
	r.groups = groups
	for name, v := range regex.Named(groups) {
		if r.names == nil {
			r.names = map[string]string{}
		}
		r.names[strings.ToLower(name)] = v
	}
}

// isSet says whether a set of the configuration makes the variable.
func (r *run) isSet(name string) bool {
	var look func(d *conf.Directive) bool
	look = func(d *conf.Directive) bool {
		for _, in := range d.Block {
			if in.Name == "set" && len(in.Args) == 2 && strings.EqualFold(in.Args[0].Text, "$"+name) || look(in) {
				return true
			}
		}
		return false
	}
	return look(r.server().http)
}

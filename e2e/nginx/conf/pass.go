package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// pass judges fastcgi_pass, uwsgi_pass, scgi_pass, memcached_pass and grpc_pass.
func (k *checker) pass(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	w := d.Args[0]
	text := w.Text
	if strings.Contains(text, "$") && d.Name != "memcached_pass" {
		k.script(w.At, text)
		return
	}
	switch d.Name {
	case "uwsgi_pass":
		text = behind(text, "uwsgi://", "suwsgi://")
	case "grpc_pass":
		text = behind(text, "grpc://", "grpcs://")
	}
	u, err := value.ParseURL(text, value.Use{})
	if err != nil {
		k.refuse(w.At, "%v in upstream %q", err, text)
		return
	}
	if k.group(w.At, u, false) != nil && d.Name == "memcached_pass" {
		k.use(d.At, "memcached_key")
	}
}

// behind is the text without the first of the schemes it begins with, in any case.
func behind(text string, schemes ...string) string {
	for _, s := range schemes {
		if len(text) >= len(s) && strings.EqualFold(text[:len(s)], s) {
			return text[len(s):]
		}
	}
	return text
}

// proxyPass judges proxy_pass. A path is forbidden where there is no prefix that it could take the place of.
func (k *checker) proxyPass(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	w := d.Args[0]
	if strings.Contains(w.Text, "$") {
		k.script(w.At, w.Text)
		return
	}
	text := behind(w.Text, "http://", "https://")
	if text == w.Text {
		k.refuse(w.At, "invalid URL prefix in %q", w.Text)
		return
	}
	port := 80
	if len(w.Text)-len(text) == len("https://") {
		port = 443
	}
	u, err := value.ParseURL(text, value.Use{URI: true, Default: port})
	if err != nil {
		k.refuse(w.At, "%v in upstream %q", err, text)
		return
	}
	if k.group(w.At, u, false) == nil {
		return
	}
	if u.URI != "" && (l.location.modifier == "@" || l.location.regex() || l.location.unnamed) {
		k.refuse(w.At, "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, "+
			"or inside \"if\" statement, or inside \"limit_except\" block")
	}
}

// proxyRedirect judges proxy_redirect. "off" stands alone; "default" needs a proxy_pass before it that has no variables.
func (k *checker) proxyRedirect(l *level, d *Directive) {
	first := l.seen[d.Name]
	off := len(d.Args) == 1 && d.Args[0].Text == "off"
	if first != nil && (off || len(first.Args) == 1 && first.Args[0].Text == "off") {
		k.twice(l, d)
		return
	}
	if len(d.Args) == 1 {
		pass := l.seen["proxy_pass"]
		switch {
		case off:
		case d.Args[0].Text != "default":
			k.refuse(d.Args[0].At, "invalid parameter %q", d.Args[0].Text)
		case pass == nil:
			k.refuse(d.At, "\"proxy_redirect default\" should be placed after the \"proxy_pass\" directive")
		case strings.Contains(pass.Args[0].Text, "$"):
			k.refuse(d.At, "\"proxy_redirect default\" cannot be used with \"proxy_pass\" directive with variables")
		}
		return
	}
	k.substitution(d, true)
}

// substitution judges a text or a pattern, and what takes its place. Some patterns may begin with "~*".
func (k *checker) substitution(d *Directive, star bool) {
	w := d.Args[0]
	if text, ok := strings.CutPrefix(w.Text, "~"); ok {
		caseless := false
		if star {
			text, caseless = strings.CutPrefix(text, "*")
		}
		if k.regex(w.At, text, caseless || d.Name != "proxy_redirect") == nil {
			return
		}
	} else {
		k.script(w.At, w.Text)
	}
	for _, w := range d.Args[1:] {
		k.script(w.At, w.Text)
	}
}

// cookie judges proxy_cookie_domain, proxy_cookie_path and proxy_cookie_flags.
func (k *checker) cookie(l *level, d *Directive) {
	first := l.seen[d.Name]
	off := len(d.Args) == 1 && d.Args[0].Text == "off"
	switch {
	case first != nil && (off || len(first.Args) == 1):
		k.twice(l, d)
	case off:
	case len(d.Args) == 1:
		k.refuse(d.Args[0].At, "invalid parameter %q", d.Args[0].Text)
	default:
		k.substitution(d, d.Name == "proxy_cookie_path")
	}
}

// param judges fastcgi_param, uwsgi_param and scgi_param.
func (k *checker) param(_ *level, d *Directive) {
	if len(d.Args) == 3 && d.Args[2].Text != "if_not_empty" {
		k.refuse(d.Args[2].At, "invalid parameter %q", d.Args[2].Text)
	}
}

// bind judges proxy_bind and its like.
func (k *checker) bind(l *level, d *Directive) {
	w := d.Args[0]
	switch {
	case k.twice(l, d):
	case len(d.Args) == 1 && w.Text == "off":
	case strings.Contains(w.Text, "$"):
		k.script(w.At, w.Text)
	case !value.IsAddressPort(w.Text):
		k.refuse(w.At, "invalid address %q", w.Text)
	}
	if len(d.Args) > 1 && d.Args[1].Text != "transparent" {
		k.refuse(d.Args[1].At, "invalid parameter %q", d.Args[1].Text)
	}
}

// splitPath judges fastcgi_split_path_info.
func (k *checker) splitPath(_ *level, d *Directive) {
	w := d.Args[0]
	if r := k.plain(w.At, w.Text, false); r != nil && r.Groups() != 2 {
		k.refuse(w.At, "pattern %q must have 2 captures", w.Text)
	}
}

package nginx

import (
	"slices"
	"strings"
)

// A value is a text on the way of a request. Where a variable in it is not known, hole names it, and it stands in the
// text as "${name}".
type value struct {
	text string
	hole string
}

// A text is an argument of a directive that may hold variables (ngx_http_script_compile).
type text struct {
	raw   string
	parts []part // nil: there are no variables, raw is the value
	twice bool   // a map stands behind a group: its regex can change what the group is
}

// A part is a literal text, a group of the last regex, or a variable.
type part struct {
	literal  string
	group    int
	variable *variable
}

// compile reads the variables of a text.
func (t *table) compile(raw string) *text {
	out := &text{raw: raw}
	if !strings.Contains(raw, "$") {
		return out
	}
	for rest := raw; rest != ""; {
		before, after, found := strings.Cut(rest, "$")
		if before != "" {
			out.parts = append(out.parts, part{literal: before})
		}
		if !found {
			break
		}
		name, behind := named(after)
		switch {
		case name == "":
			out.parts = append(out.parts, part{literal: "$"})
		case '1' <= name[0] && name[0] <= '9' && len(name) == 1 && !strings.HasPrefix(after, "{"):
			out.parts = append(out.parts, part{group: int(name[0] - '0')})
		default:
			v := t.variable(name)
			out.twice = out.twice || v.mapping != nil && slices.ContainsFunc(out.parts, func(p part) bool { return p.group > 0 })
			out.parts = append(out.parts, part{variable: v})
		}
		rest = behind
	}
	return out
}

// named takes the name of a variable from what follows its "$".
func named(after string) (name, rest string) {
	if strings.HasPrefix(after, "{") {
		name, rest, _ = strings.Cut(after[1:], "}")
		return name, rest
	}
	if after != "" && '1' <= after[0] && after[0] <= '9' {
		return after[:1], after[1:]
	}
	n := 0
	for n < len(after) && (after[n] == '_' || '0' <= after[n] && after[n] <= '9' || 'a' <= after[n]|0x20 && after[n]|0x20 <= 'z') {
		n++
	}
	return after[:n], after[n:]
}

// eval is the value of a text now.
func (r *run) eval(t *text) value { return r.resolve(t, false) }

// resolve is the value of a text. escape says that groups are escaped as arguments are, if the request's URI was.
func (r *run) resolve(t *text, escape bool) value {
	if t.parts == nil {
		return value{text: t.raw}
	}
	if len(t.parts) == 1 {
		return r.part(&t.parts[0], escape)
	}
	if !t.twice {
		return r.write(t, escape)
	}
	measured := r.write(t, escape) // NGINX measures first, then writes
	out := r.write(t, escape)
	if len(out.text) > len(measured.text) {
		r.why = append(r.why, "a map changes the groups that "+t.raw+" is made of, and NGINX has no room for it: it answers 500, or writes where it must not")
	}
	return out
}

func (r *run) write(t *text, escape bool) value {
	var out strings.Builder
	hole := ""
	for i := range t.parts {
		v := r.part(&t.parts[i], escape)
		if hole == "" {
			hole = v.hole
		}
		out.WriteString(v.text)
	}
	return value{out.String(), hole}
}

func (r *run) part(p *part, escape bool) value {
	switch {
	case p.variable != nil:
		return r.variable(p.variable)
	case p.group == 0:
		return value{text: p.literal}
	case r.groupsHole != "":
		return value{"$" + string(rune('0'+p.group)), r.groupsHole}
	case p.group >= len(r.groups):
		return value{}
	case escape && r.quoted && !dropped.escape:
		return value{text: escaped(r.groups[p.group], argsEscaped)}
	}
	return value{text: r.groups[p.group]}
}

// The characters beside letters, digits and those of every kind that NGINX leaves as they are in a URI and in arguments.
const (
	uriEscaped  = " \"#%<>?\\^`{|}"
	argsEscaped = " \"#%&+;<>?\\^`{|}"
)

// escaped writes those characters, control characters and bytes above ASCII as %XX (ngx_escape_uri).
func escaped(s, special string) string {
	const digits = "0123456789ABCDEF"
	var out []byte
	for i := range len(s) {
		c := s[i]
		plain := c > ' ' && c < 0x7f && strings.IndexByte(special, c) < 0
		if plain && out == nil {
			continue
		}
		if out == nil {
			out = append(make([]byte, 0, len(s)+8), s[:i]...)
		}
		if plain {
			out = append(out, c)
		} else {
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	if out == nil {
		return s
	}
	return string(out)
}

// unescaped resolves %XX as a rewrite does for a redirect: up to the first "?", and only printable characters above "%"
// (ngx_unescape_uri, NGX_UNESCAPE_REDIRECT).
func unescaped(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '?' {
			out.WriteString(s[i:])
			break
		}
		if c != '%' {
			out.WriteByte(c)
			continue
		}
		if i+1 >= len(s) || !hex(s[i+1]) { // what follows stands for itself
			if i++; i < len(s) {
				out.WriteByte(s[i])
			}
			continue
		}
		if i+2 >= len(s) || !hex(s[i+2]) {
			i += 2
			continue
		}
		d := unhex(s[i+1])<<4 | unhex(s[i+2])
		if d > '%' && d < 0x7f {
			out.WriteByte(d)
			if d == '?' {
				out.WriteString(s[i+3:])
				break
			}
		} else {
			out.WriteString(s[i : i+3])
		}
		i += 2
	}
	return out.String()
}

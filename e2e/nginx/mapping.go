package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// A mapping is a map block: the value of a variable by the value of a text.
type mapping struct {
	source    *text
	exact     map[string]*text // lower case
	head      map[string]*text // of "*.x" by ".x", with hostnames
	tail      map[string]*text // of "x.*" by "x."
	regexes   []mappedRegex
	standard  *text
	volatile  bool // it is found anew each time
	hostnames bool
	at        conf.Position
}

type mappedRegex struct {
	*regex
	value *text
}

// newMapping reads a map block.
func (t *table) newMapping(d *conf.Directive) error {
	m := &mapping{source: t.compile(d.Args[0].Text), exact: map[string]*text{}, head: map[string]*text{}, tail: map[string]*text{}, standard: &text{}, at: d.At}
	for _, line := range d.Block {
		if len(line.Args) == 0 {
			m.volatile = m.volatile || line.Name == "volatile"
			m.hostnames = m.hostnames || line.Name == "hostnames"
		}
	}
	for _, line := range d.Block {
		if len(line.Args) != 1 || line.Name == "include" {
			continue
		}
		if err := t.mapLine(m, line); err != nil {
			return err
		}
	}
	v := t.variable(strings.TrimPrefix(d.Args[1].Text, "$"))
	v.stored, v.mapping = true, m
	return nil
}

func (t *table) mapLine(m *mapping, line *conf.Directive) error {
	to := t.compile(line.Args[0].Text)
	name := line.Name
	switch {
	case name == "default":
		m.standard = to
	case strings.HasPrefix(name, "~"):
		expression, caseless := strings.CutPrefix(name[1:], "*")
		compiled, err := t.regex(expression, caseless, line.At)
		if err != nil {
			return err
		}
		m.regexes = append(m.regexes, mappedRegex{compiled, to})
	case m.hostnames && strings.HasPrefix(name, "."):
		m.exact[pattern.Lower(name[1:])], m.head[pattern.Lower(name)] = to, to
	case m.hostnames && strings.HasPrefix(name, "*."):
		m.head[pattern.Lower(name[1:])] = to
	case m.hostnames && strings.HasSuffix(name, ".*"):
		m.tail[pattern.Lower(name[:len(name)-1])] = to
	default:
		m.exact[pattern.Lower(strings.TrimPrefix(name, `\`))] = to
	}
	return nil
}

// mapped is the value that a map gives: of the text that is equal, of the longest "*.x", the longest "x.*", the first
// regex, else the default (ngx_http_map_find). Letters of ASCII are the same in both cases but for regexes.
func (r *run) mapped(m *mapping) value {
	in := r.eval(m.source)
	if in.hole != "" {
		return value{"${" + in.hole + "}", in.hole}
	}
	if m.hostnames {
		in.text = strings.TrimSuffix(in.text, ".")
	}
	if found := m.find(pattern.Lower(in.text)); found != nil {
		return r.eval(found)
	}
	for _, x := range m.regexes {
		if in.text == "" {
			break
		}
		groups, ok, err := x.Try(in.text)
		if err != nil {
			r.err = err
			return value{}
		}
		if ok {
			r.capture(x.regex, groups)
			return r.eval(x.value)
		}
	}
	return r.eval(m.standard)
}

func (m *mapping) find(in string) *text {
	if found := m.exact[in]; found != nil {
		return found
	}
	for i := 0; i < len(in) && len(m.head) > 0; i++ { // from the left: the longest first
		if in[i] == '.' && m.head[in[i:]] != nil {
			return m.head[in[i:]]
		}
	}
	for i := len(in) - 1; i >= 0 && len(m.tail) > 0; i-- {
		if in[i] == '.' && m.tail[in[:i+1]] != nil {
			return m.tail[in[:i+1]]
		}
	}
	return nil
}

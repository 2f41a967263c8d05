package strict

import (
	"fmt"
	"regexp"
	"strings"
)

// Var is the value of a variable.
type Var struct {
	// Text replaces ${name}, once: it isn't searched for variables again.
	Text string
	// Pos is where it was set; zero when not in a file.
	Pos Pos
	// Refused says why the value can't be used ("is a list"), or is "". It is an
	// error only where the variable is used: a vars file may hold what others need.
	Refused string
}

// Vars are variables by name.
type Vars map[string]Var

// Set gives name a value that comes from no file.
func (v Vars) Set(name, text string) { v[name] = Var{Text: text} }

// With gives v overlaid by the later ones; v is not changed.
func (v Vars) With(later ...Vars) Vars {
	out := Vars{}
	for _, vars := range append([]Vars{v}, later...) {
		for name, value := range vars {
			out[name] = value
		}
	}
	return out
}

var varName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*([.-][A-Za-z0-9_]+)*$`)

// LoadVars reads a vars file: a mapping of names to values, such as Ansible's
// group_vars. Values that are no text (lists, mappings, !vault, {{ templates }})
// are refused only where they are used.
func LoadVars(name string) (Vars, error) {
	doc, err := Load(name)
	if err != nil {
		return nil, err
	}
	return doc.Vars()
}

// Vars gives the whole document as variables, as LoadVars does.
func (d *Doc) Vars() (Vars, error) {
	root := d.Root(nil)
	vars := root.Vars()
	return vars, root.Err()
}

// Vars gives a mapping's entries as variables. Names can't hold ${…}.
func (c Node) Vars() Vars {
	out := Vars{}
	for _, e := range c.entries(rawKeys) {
		if !varName.MatchString(e.Key) {
			e.KeyNode.Errorf("%s is no name of a variable", Quote(e.Key))
			continue
		}
		out[e.Key] = e.Value.variable()
	}
	return out
}

// FromNode reads a vars section.
func (v *Vars) FromNode(c Node) { *v = c.Vars() }

// JSONSchema is a mapping of anything: what can't be used is an error only where
// it is used.
func (v *Vars) JSONSchema(b *SchemaBuilder) map[string]any {
	return map[string]any{"type": "object"}
}

// variable reads a variable's value without complaint.
func (c Node) variable() Var {
	v := Var{Pos: c.Pos()}
	switch {
	case c.tagged():
		v.Refused = "has the YAML tag " + Quote(c.n.Tag)
	case c.IsMap():
		v.Refused = "is a mapping"
	case c.IsSeq():
		v.Refused = "is a list"
	case c.IsNull():
		v.Refused = "is empty"
	case strings.Contains(c.n.Value, "{{"), strings.Contains(c.n.Value, "{%"):
		v.Refused = "holds a template"
	case hasReference(c.n.Value):
		v.Refused = "holds ${…} itself, which is not replaced"
	default:
		v.Text = strings.ReplaceAll(c.n.Value, "$${", "${")
	}
	return v
}

// references finds $${ (a literal ${), ${…} and an unclosed ${.
var references = regexp.MustCompile(`\$\$\{|\$\{[^}]*\}?`)

func hasReference(s string) bool {
	for _, found := range references.FindAllString(s, -1) {
		if found != "$${" {
			return true
		}
	}
	return false
}

// interpolate replaces the ${name} in the text of scalar c. ok is false after a
// problem; replaced tells whether there was a reference.
func (c Node) interpolate(text string) (out string, replaced, ok bool) {
	if !strings.Contains(text, "${") {
		return text, false, true
	}
	ok = true
	seen := map[string]int{}
	out = references.ReplaceAllStringFunc(text, func(ref string) string {
		seen[ref]++
		if ref == "$${" {
			return "${"
		}
		replaced = true
		value, err := c.vars.lookup(ref)
		if err != nil {
			ok = false
			c.refProblem(ref, seen[ref], *err)
		}
		return value
	})
	return out, replaced, ok
}

// lookup gives the value for ref, which is written as ${name}.
func (v Vars) lookup(ref string) (string, *Problem) {
	name, closed := strings.CutSuffix(strings.TrimPrefix(ref, "${"), "}")
	if !closed {
		return "", &Problem{Text: "${ without }", Hint: "write $${ for a literal ${"}
	}
	if value, ok := v[name]; ok {
		if value.Refused == "" {
			return value.Text, nil
		}
		from := ""
		if value.Pos.Line > 0 {
			from = ", set at " + value.Pos.String() + ","
		}
		return "", &Problem{Text: fmt.Sprintf("variable %s%s %s", Quote(name), from, value.Refused)}
	}
	if !varName.MatchString(name) {
		return "", &Problem{Text: Quote(ref) + " is no variable: only ${name} is replaced", Hint: "write $${ for a literal ${"}
	}
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	return "", &Problem{Text: "undefined variable " + Quote(name), Hint: Suggest(name, names)}
}

// refProblem notes p at the nth ref in the source of scalar c.
func (c Node) refProblem(ref string, nth int, p Problem) {
	p.Path = c.path
	p.Pos = c.s.doc.find(c.n.Line, c.n.Column, ref, nth)
	c.s.add(p)
}

// find gives the place of the nth text at or after line:col, else line:col: a
// text that is written with escapes isn't found.
func (d *Doc) find(line, col int, text string, nth int) Pos {
	start := Pos{d.File, line, col}
	for at, offset := line, col; at <= len(d.lines) && at < line+1000; at, offset = at+1, 1 {
		rest := d.from(at, offset)
		for i := 0; ; {
			j := strings.Index(rest[i:], text)
			if j < 0 {
				break
			}
			if nth--; nth == 0 {
				return Pos{d.File, at, offset + len([]rune(rest[:i+j]))}
			}
			i += j + len(text)
		}
	}
	return start
}

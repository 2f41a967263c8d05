package conf

import "fmt"

// A Position is where a token stands. File is the path as NGINX knows it (the header of `nginx -T`, or the path that
// was opened); Line and Column count from 1, Column in bytes.
type Position struct {
	File         string
	Line, Column int
}

func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// A Word is one argument of a directive.
type Word struct {
	Text   string // what NGINX takes it for: quotes removed, escapes resolved
	Quoted bool   // it stood in quotes: "" is a word then
	At     Position
}

// A Directive is a simple directive or a block. Includes are resolved: what an included file says stands in place of
// the directive, with the positions of the file that says it.
type Directive struct {
	Name  string
	Args  []Word       // without the name
	Block []*Directive // nil for a simple directive; empty, not nil, for an empty block
	Raw   string       // the text of a block that is no configuration (Lua); Block is nil then
	At    Position     // of the name
	End   Position     // of the closing ";" or "}"
}

// Texts are the texts of the arguments.
func (d *Directive) Texts() []string {
	texts := make([]string, len(d.Args))
	for i, a := range d.Args {
		texts[i] = a.Text
	}
	return texts
}

// IsBlock says whether the directive opened a block, be it empty.
func (d *Directive) IsBlock() bool { return d.Block != nil || d.Raw != "" }

// Each calls f for every directive of that name directly in the block, in the order of the file.
func (d *Directive) Each(name string, f func(*Directive)) {
	for _, in := range d.Block {
		if in.Name == name {
			f(in)
		}
	}
}

// First is the first directive of that name directly in the block, or nil.
func (d *Directive) First(name string) *Directive {
	for _, in := range d.Block {
		if in.Name == name {
			return in
		}
	}
	return nil
}

// Walk calls f for every directive in the block and in the blocks inside, in the order of the file.
func (d *Directive) Walk(f func(*Directive)) {
	for _, in := range d.Block {
		f(in)
		in.Walk(f)
	}
}

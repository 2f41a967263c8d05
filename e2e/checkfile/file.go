package checkfile

import (
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// file declares a file of checks.
type file struct {
	Endpoints strict.OneOrMany[strict.Name] `key:"endpoints" doc:"the endpoints that the checks are for; without it all of the run"`
	Vars      strict.Vars                   `key:"vars" doc:"variables, taken by ${name}"`
	Checks    []checkEntry                  `key:"checks,required" doc:"the requests, and what is expected of their answers"`
}

// Schema gives the JSON Schema of a file of checks.
func Schema() []byte { return strict.Schema(&file{}, "", "fleetspec checks") }

// Suite is what files say.
type Suite struct{ files []parsed }

type parsed struct {
	name string
	doc  *strict.Doc
	file file
	node strict.Node
}

// Is tells whether the document is a file of checks.
func Is(doc *strict.Doc) bool {
	_, ok := doc.Root(nil).Get("checks")
	return ok
}

// Load reads files; vars are those of --vars, which win over a file's own. All problems of all files come
// as strict.Errors.
func Load(names []string, vars strict.Vars) (*Suite, error) {
	s := &Suite{}
	var problems []error
	for _, name := range names {
		src, err := strict.ReadFile(name)
		if err == nil {
			err = s.add(name, src, vars)
		}
		problems = append(problems, err)
	}
	if err := strict.Join(problems...); err != nil {
		return nil, err
	}
	return s, nil
}

// Parse reads one file that is at hand.
func Parse(name string, src []byte) (*Suite, error) {
	s := &Suite{}
	if err := s.add(name, src, nil); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Suite) add(name string, src []byte, vars strict.Vars) error {
	doc, err := strict.Parse(name, src)
	if err != nil {
		return err
	}
	head := doc.Root(nil)
	own := strict.Vars{}
	if c, ok := head.Get("vars"); ok {
		own = c.Vars()
	}
	if err := head.Err(); err != nil {
		return err
	}
	p := parsed{name: name, doc: doc}
	p.node = doc.Root(own.With(vars))
	p.node.Decode(&p.file)
	if c, ok := p.node.Get("checks"); ok && c.IsSeq() && len(c.Seq()) == 0 {
		c.Errorf("the file expects nothing")
	}
	if err := p.node.Err(); err != nil {
		return err
	}
	s.files = append(s.files, p)
	return nil
}

// Check tells which named endpoints are none of the run.
func (s *Suite) Check(endpoints []inventory.Endpoint) error {
	var names []string
	for _, e := range endpoints {
		names = append(names, e.Name)
	}
	var problems []error
	for _, p := range s.files {
		for _, name := range p.file.Endpoints {
			if !slices.Contains(names, string(name)) {
				c, _ := p.node.Get("endpoints")
				problems = append(problems, strict.Problem{Pos: c.Pos(), Text: fmt.Sprintf("endpoints: no endpoint of this run has the name %s", strict.Quote(string(name))),
					Hint: strict.Suggest(string(name), names)})
			}
		}
		if len(names) == 0 {
			problems = append(problems, strict.Problem{Pos: strict.Pos{File: p.name}, Text: "there is no endpoint to check",
				Hint: "such as -e https://www.example.com, or endpoints in fleetspec.yaml"})
		}
	}
	return strict.Join(problems...)
}

// Declare makes the specs.
func (s *Suite) Declare() {
	for _, p := range s.files {
		var args []any
		if len(p.file.Endpoints) > 0 {
			var names []string
			for _, n := range p.file.Endpoints {
				names = append(names, string(n))
			}
			args = append(args, e2e.At(names...))
		}
		e2e.Describe(p.name, append(args, func(at *e2e.Endpoint) {
			for _, c := range p.file.Checks {
				c.declare(at)
			}
		})...)
	}
}

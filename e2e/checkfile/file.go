package checkfile

import (
	"errors"
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
	Secrets   strict.Map[secretEntry]       `key:"secrets" doc:"where secrets come from, taken by ${name} and shown nowhere"`
	Logins    strict.Map[loginEntry]        `key:"logins" doc:"how to log in: steps that are done once per endpoint and run, for checks that say as: NAME"`
	Checks    []later[entry]                `key:"checks,required" doc:"the requests, and what is expected of their answers; and sessions of several"`
}

// loginEntry are the steps of a login.
type loginEntry = []later[stepEntry]

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
	given := own.With(vars)
	p.node = doc.Root(given)
	p.node.Decode(&p.file)
	if c, ok := p.node.Get("checks"); ok && c.IsSeq() && len(c.Seq()) == 0 {
		c.Errorf("the file expects nothing")
	}
	given = given.With(ofEnvironment(src))
	scope := p.file.scope(given.With(p.file.secrets(given)))
	p.file.readChecks(scope, p.file.readLogins(scope))
	if err := p.node.Err(); err != nil {
		return shown(err)
	}
	s.files = append(s.files, p)
	return nil
}

// shown writes references to captured values and secrets as the file does.
func shown(err error) error {
	var all strict.Errors
	if !errors.As(err, &all) {
		return err
	}
	for i := range all {
		p := &all[i]
		p.Path, p.Text, p.Hint = e2e.Shown(p.Path), e2e.Shown(p.Text), e2e.Shown(p.Hint)
	}
	return all
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
			p.file.declare(at)
		})...)
	}
}

func (f *file) declare(p *e2e.Endpoint) {
	logins := map[string]*e2e.Login{}
	for _, l := range f.Logins {
		logins[l.Key] = p.Login(l.Key, e2e.From(l.Pos.String()), declareSteps(l.Value))
	}
	for i := range f.Checks {
		if e := f.Checks[i].value; e.session != nil {
			e.session.declare(p, logins)
		} else {
			e.check.declare(p, logins)
		}
	}
}

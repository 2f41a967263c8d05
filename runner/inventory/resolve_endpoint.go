package inventory

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Reach says how endpoints that are given by URL are reached.
type Reach struct {
	// Dial is HOST:PORT to connect to, or "".
	Dial string
	// Via is a name, selector or address of the one target to connect from, or "".
	Via string
}

// ResolveEndpoints gives the endpoints that arguments of -e stand for, in their order, each once;
// without arguments all of the file. An argument is a URL, an endpoint of its own with the URL as its name, or
// an endpoint's name. by is what --dial and --via say of those that are given by URL.
// No endpoints at all is no error: a run need not have any. Problems come as strict.Errors.
func (inv *Inventory) ResolveEndpoints(args []string, by Reach) ([]Endpoint, error) {
	var out []Endpoint
	var problems []error
	seen := map[string]bool{}
	byURL := false
	if len(args) == 0 {
		out = append(out, inv.Endpoints...)
	}
	for _, arg := range args {
		e, err := inv.endpointOf(arg)
		if err != nil {
			problems = append(problems, *err)
			continue
		}
		if strings.Contains(arg, "://") {
			problems = append(problems, inv.reach(&e, by)...)
			byURL = true
		}
		if !seen[e.Name] {
			seen[e.Name] = true
			out = append(out, e)
		}
	}
	if len(problems) == 0 && !byURL {
		problems = append(problems, by.unused()...)
	}
	if err := strict.Join(problems...); err != nil {
		return nil, err
	}
	return out, nil
}

// endpointOf gives the endpoint of one argument.
func (inv *Inventory) endpointOf(arg string) (Endpoint, *strict.Problem) {
	wrong := func(text, hint string) *strict.Problem {
		return &strict.Problem{Pos: strict.Pos{File: "-e " + hidePassword(arg)}, Text: text, Hint: hint}
	}
	if strings.Contains(arg, "://") {
		u, text, hint := parseURL(arg)
		if text != "" {
			return Endpoint{}, wrong(text, hint)
		}
		return Endpoint{Name: arg, URL: u}, nil
	}
	var names []string
	for _, e := range inv.Endpoints {
		if e.Name == arg {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Endpoint{}, wrong("no endpoint has this name", strict.Suggest(arg, names))
}

// reach completes an endpoint that was given by URL.
func (inv *Inventory) reach(e *Endpoint, by Reach) (problems []error) {
	if by.Dial != "" {
		if !isHostPort(by.Dial) {
			return []error{strict.Problem{Pos: by.dial(), Text: "expected HOST:PORT", Hint: "such as 10.0.0.12:443"}}
		}
		e.Dial = map[string]string{HostPort(e.URL): by.Dial}
	}
	if by.Via == "" {
		return nil
	}
	e.Via = by.Via
	found, problem := inv.resolve(by.Via)
	if problem != nil {
		problem.Pos = by.via()
		return []error{*problem}
	}
	if err := e.through(found); err != nil {
		at := by.via()
		if err.Part != "" {
			at = by.dial()
		}
		return []error{strict.Problem{Pos: at, Text: err.Text, Hint: err.Hint}}
	}
	return nil
}

func (by Reach) dial() strict.Pos { return strict.Pos{File: "--dial " + by.Dial} }
func (by Reach) via() strict.Pos  { return strict.Pos{File: "--via " + hidePassword(by.Via)} }

// unused are the problems of a Reach when no endpoint was given by URL.
func (by Reach) unused() (problems []error) {
	const text, hint = "it needs an endpoint that is given as a URL", "such as -e https://www.example.com"
	if by.Dial != "" {
		problems = append(problems, strict.Problem{Pos: by.dial(), Text: text, Hint: hint})
	}
	if by.Via != "" {
		problems = append(problems, strict.Problem{Pos: by.via(), Text: text, Hint: hint})
	}
	return problems
}

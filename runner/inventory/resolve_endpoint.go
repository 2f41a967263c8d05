package inventory

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// ResolveEndpoints gives the endpoints that arguments of -e stand for, in their order, each once;
// without arguments all of the file. An argument is a URL, an endpoint of its own with the URL as its name, or
// an endpoint's name. dial is --dial: HOST:PORT to connect to, for those that are given by URL, or "".
// No endpoints at all is no error: a run need not have any. Problems come as strict.Errors.
func (inv *Inventory) ResolveEndpoints(args []string, dial string) ([]Endpoint, error) {
	var out []Endpoint
	var problems []error
	seen := map[string]bool{}
	dialled := false
	if len(args) == 0 {
		out = append(out, inv.Endpoints...)
	}
	for _, arg := range args {
		e, err := inv.endpointOf(arg)
		if err != nil {
			problems = append(problems, *err)
			continue
		}
		if strings.Contains(arg, "://") && dial != "" {
			e.Dial, dialled = map[string]string{HostPort(e.URL): dial}, true
		}
		if !seen[e.Name] {
			seen[e.Name] = true
			out = append(out, e)
		}
	}
	switch flag := (strict.Pos{File: "--dial " + dial}); {
	case dial == "":
	case !isHostPort(dial):
		problems = append(problems, strict.Problem{Pos: flag, Text: "expected HOST:PORT", Hint: "such as 10.0.0.12:443"})
	case !dialled && len(problems) == 0:
		problems = append(problems, strict.Problem{Pos: flag, Text: "it needs an endpoint that is given as a URL", Hint: "such as -e https://www.example.com"})
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

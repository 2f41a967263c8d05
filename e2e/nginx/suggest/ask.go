package suggest

import (
	"maps"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// An ask is what is asked beside a URI.
type ask struct {
	method, args string
	header       map[string]string // nil: those of all requests
}

// byEach are the asks by each method.
func byEach(methods []string, asks []ask) []ask {
	var all []ask
	for _, method := range methods {
		for _, a := range asks {
			a.method = method
			all = append(all, a)
		}
	}
	return all
}

// ask tries a path by an entrance.
func (f *finder) ask(a ask, by Entrance, path string) {
	q := f.request(by, a.method, path+a.args)
	if a.header != nil {
		q.Header = a.header
	}
	f.try(q)
}

// mostValues bounds how many headers, cookies and arguments are tried for one server, each with one value.
const mostValues = 12

// valued are the asks that have a header, a cookie or an argument that the lines of a server decide by: one of
// them each, the first value of all before the second of one.
func (f *finder) valued(s *nginx.Server) []ask {
	var names []string
	by := map[string][]demand{}
	for _, d := range f.demands(s) {
		if by[d.variable] == nil {
			names = append(names, d.variable)
		}
		by[d.variable] = append(by[d.variable], d)
	}
	var rows [][]ask
	longest := 0
	for _, name := range names {
		row := f.of(by[name])
		rows, longest = append(rows, row), max(longest, len(row))
	}
	var all []ask
	for i := range longest {
		for _, row := range rows {
			if i < len(row) && len(all) < mostValues {
				all = append(all, row[i])
			}
		}
	}
	return all
}

// of are the asks by the demands of one variable.
func (f *finder) of(demands []demand) []ask {
	kind, name, _ := strings.Cut(demands[0].variable, "_")
	header := strings.ReplaceAll(name, "_", "-")
	switch {
	case name == "" || kind != "arg" && f.Header == nil:
		return nil
	case kind == "arg":
		return each(demands, inArguments, func(v string) ask { return ask{args: "?" + demands[0].spelled[len("arg_"):] + "=" + v} })
	case kind == "cookie":
		return each(demands, inCookie, func(v string) ask { return f.with("cookie", demands[0].spelled[len("cookie_"):]+"="+v) })
	case kind != "http" || !sends(header):
		return nil
	case header == "cookie":
		return each(demands, cookies, func(v string) ask { return f.with(header, v) })
	}
	all := each(demands, inHeader, func(v string) ask { return f.with(header, v) })
	if _, none := values(demands, inHeader); none && header == "user-agent" {
		all = append(all, f.with(header, ""))
	}
	return all
}

// each are the asks of each value.
func each(demands []demand, sendable string, f func(string) ask) []ask {
	var all []ask
	found, _ := values(demands, sendable)
	for _, v := range found {
		all = append(all, f(v))
	}
	return all
}

// with is an ask that has a header beside those of all requests, or for theirs; without a value it is left out.
func (f *finder) with(name, v string) ask {
	header := maps.Clone(f.Header)
	header[name] = v
	if v == "" {
		delete(header, name)
	}
	return ask{header: header}
}

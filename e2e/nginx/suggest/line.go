package suggest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A line is a regex that decides where a URI is sent.
type line struct {
	regex string
	fold  bool
	to    string // what a rewrite makes of it
}

// lines are those of a server and of a location in it.
func (f *finder) lines(s *nginx.Server, l *nginx.Location) []line {
	all := linesOf(f.blocks[s.At])
	if l != nil {
		all = append(all, linesOf(f.blocks[l.At])...)
	}
	return all
}

// linesOf are those of a block, and of the ifs in it.
func linesOf(block *conf.Directive) []line {
	if block == nil {
		return nil
	}
	var all []line
	for _, d := range block.Block {
		words := d.Texts()
		switch {
		case d.Name == "rewrite" && len(words) >= 2:
			all = append(all, line{regex: words[0], to: words[1]})
		case d.Name == "if":
			if one, ok := condition(d); ok {
				all = append(all, one)
			}
			all = append(all, linesOf(d)...)
		}
	}
	return all
}

// condition reads an if that matches the URI.
func condition(d *conf.Directive) (line, bool) {
	left, op, regex := operands(d)
	if !strings.Contains(op, "~") || !slices.Contains([]string{"uri", "document_uri", "request_uri"}, alone(left)) {
		return line{}, false
	}
	return line{regex: regex, fold: strings.Contains(op, "*")}, true
}

// template takes what a rewrite makes apart: what stands before its one group, which ends it.
func (l line) template() (group int, head string, ok bool) {
	head, rest, found := strings.Cut(l.to, "$")
	rest, _, _ = strings.Cut(rest, "?")
	if !found || strings.ContainsAny(head, "?:") || len(rest) != 1 || rest[0] < '1' || rest[0] > '9' {
		return 0, "", false
	}
	return int(rest[0] - '0'), head, true
}

var argument = regexp.MustCompile(`\$arg_(\w+)`)

// mostArguments bounds how many are tried.
const mostArguments = 4

// arguments are the plain asks: without one, and with each argument that the server asks for.
func (f *finder) arguments(s *nginx.Server) []ask {
	all := []ask{{}}
	block := f.blocks[s.At]
	if block == nil {
		return all
	}
	named := map[string]bool{}
	block.Walk(func(d *conf.Directive) {
		for _, found := range argument.FindAllStringSubmatch(strings.Join(d.Texts(), " "), -1) {
			if name := found[1]; !named[name] && len(all) <= mostArguments {
				named[name] = true
				all = append(all, ask{args: "?" + name + "=1"})
			}
		}
	})
	return all
}

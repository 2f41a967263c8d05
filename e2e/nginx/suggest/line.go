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
			if one, ok := condition(words); ok {
				all = append(all, one)
			}
			all = append(all, linesOf(d)...)
		}
	}
	return all
}

// condition reads an if that matches the URI.
func condition(words []string) (line, bool) {
	words = strings.Fields(strings.Join(words, " "))
	if len(words) < 3 || len(words[1]) > 3 || !strings.Contains(words[1], "~") {
		return line{}, false
	}
	if !slices.Contains([]string{"$uri", "$document_uri", "$request_uri"}, strings.TrimPrefix(words[0], "(")) {
		return line{}, false
	}
	regex := strings.TrimSuffix(strings.Join(words[2:], " "), ")")
	return line{regex: strings.Trim(regex, `"'`), fold: strings.Contains(words[1], "*")}, true
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

// arguments are what may stand behind a path: nothing, and each argument that the server or the maps ask for.
func (f *finder) arguments(s *nginx.Server) []string {
	all := []string{""}
	var look func(d *conf.Directive)
	look = func(d *conf.Directive) {
		for _, found := range argument.FindAllStringSubmatch(strings.Join(d.Texts(), " "), -1) {
			if arg := "?" + found[1] + "=1"; !slices.Contains(all, arg) && len(all) <= mostArguments {
				all = append(all, arg)
			}
		}
		for _, in := range d.Block {
			look(in)
		}
	}
	if block := f.blocks[s.At]; block != nil {
		look(block)
	}
	return all
}

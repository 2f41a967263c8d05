package compare

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A place is a block that requests come to: a location, a server where no location is meant, or http around them.
type place struct {
	server   *nginx.Server   // nil: http
	location *nginx.Location // nil: the server's own configuration
	block    *conf.Directive
	outer    *place
	key      string // the same in both configurations where it is the same block: of which server, inside of what, named how

	settings map[string][]line // that hold in it, own and inherited
	upstream string            // the module by which it hands requests on, or ""
}

// at is where the block stands.
func (p *place) at() conf.Position { return p.block.At }

// Own places of a configuration by the model's own locations and servers.
type places struct {
	locations map[*nginx.Location]*place
	servers   map[*nginx.Server]*place
}

// newPlaces finds the block of each server and location: the model has them in the order of the configuration. names
// gives each server the name that it has in both configurations.
func newPlaces(m *nginx.Model, names map[*nginx.Server]string) places {
	all := places{map[*nginx.Location]*place{}, map[*nginx.Server]*place{}}
	n := 0
	m.Config.Main.Each("http", func(http *conf.Directive) {
		outermost := &place{block: http}
		http.Each("server", func(block *conf.Directive) {
			s := m.Servers[n]
			n++
			p := &place{server: s, block: block, outer: outermost, key: names[s]}
			p.settings, p.upstream = p.inForce(), passes(block)
			all.servers[s] = p
			all.inside(p, s.Locations())
		})
	})
	return all
}

func (all places) inside(outer *place, locations []*nginx.Location) {
	n := 0
	outer.block.Each("location", func(block *conf.Directive) {
		l := locations[n]
		n++
		p := &place{server: outer.server, location: l, block: block, outer: outer, key: outer.key + "\x00" + family(l.Modifier) + " " + l.Pattern}
		p.settings, p.upstream = p.inForce(), passes(block)
		all.locations[l] = p
		all.inside(p, l.Nested())
	})
}

// family is what a modifier says of which location is meant: of a prefix and the same one with ^~ there can only be one.
func family(modifier string) string {
	if modifier == "^~" {
		return ""
	}
	return modifier
}

// of is the place that a way is at.
func (all places) of(s *nginx.Server, l *nginx.Location) *place {
	if l != nil {
		return all.locations[l]
	}
	return all.servers[s]
}

// A line is a directive as it is compared.
type line struct {
	text string
	at   conf.Position
	d    *conf.Directive
}

func lineOf(d *conf.Directive) line { return line{normal(d), d.At, d} }

// normal is a directive written in one way, whatever its blanks, quotes, comments and includes.
func normal(d *conf.Directive) string {
	var out strings.Builder
	write(&out, d)
	return out.String()
}

func write(out *strings.Builder, d *conf.Directive) {
	out.WriteString(d.Name)
	for _, a := range d.Args {
		out.WriteByte(' ')
		if a.Text == "" || strings.ContainsAny(a.Text, " \t\r\n;{}\"'") {
			out.WriteString(`"` + strings.ReplaceAll(a.Text, `"`, `\"`) + `"`)
		} else {
			out.WriteString(a.Text)
		}
	}
	if d.Raw != "" {
		out.WriteString(" {" + d.Raw + "}")
	}
	if d.Block == nil {
		return
	}
	out.WriteString(" {")
	for _, in := range d.Block {
		out.WriteByte(' ')
		write(out, in)
		out.WriteByte(';')
	}
	out.WriteString(" }")
}

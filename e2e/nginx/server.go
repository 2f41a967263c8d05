package nginx

import (
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Server is one server block.
type Server struct {
	Names   []string // as written
	Listens []Listen
	At, End conf.Position

	block  *conf.Directive
	http   *conf.Directive
	inside level
	merge  bool // merge_slashes
	scope  *scope
}

// Locations are the locations of the server's own level, in the order of the file.
func (s *Server) Locations() []*Location { return s.inside.all }

// Each calls f for every location of the server, outer before nested.
func (s *Server) Each(f func(*Location)) { each(s.inside.all, f) }

func each(in []*Location, f func(*Location)) {
	for _, l := range in {
		f(l)
		each(l.inside.all, f)
	}
}

// String is the server as a person names it: its first name, or where it listens.
func (s *Server) String() string {
	if len(s.Names) > 0 {
		return "server " + s.Names[0]
	}
	return "server on " + s.Listens[0].socket()
}

func newServer(block, http *conf.Directive) (*Server, error) {
	s := &Server{block: block, http: http, At: block.At, End: block.End, Listens: listens(block), merge: true}
	block.Each("server_name", func(d *conf.Directive) { s.Names = append(s.Names, d.Texts()...) })
	for _, in := range []*conf.Directive{http, block} {
		if d := in.First("merge_slashes"); d != nil && len(d.Args) == 1 {
			s.merge = d.Args[0].Text != "off"
		}
	}
	inside, err := s.locations(block, nil)
	s.inside = inside
	return s, err
}

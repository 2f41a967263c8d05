package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A face is what a server is recognised by in the other configuration.
type face struct {
	server                  *nginx.Server
	names, sockets, locates map[string]bool
}

func newFace(s *nginx.Server) face {
	f := face{s, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, n := range s.Names {
		f.names[strings.ToLower(n)] = true
	}
	if len(s.Names) == 0 {
		f.names[""] = true
	}
	for _, l := range s.Listens {
		f.sockets[fmt.Sprint(l.Port, l.TLS)] = true
	}
	s.Each(func(l *nginx.Location) { f.locates[l.String()] = true })
	return f
}

// common is the share of what two sets have in common: 1 is all.
func common(a, b map[string]bool) float64 {
	both := 0
	for k := range a {
		if b[k] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

// like is how much two servers are alike; 0 says that they are not the same one. Names count most, then ports, then
// locations. Servers without a name in common are one where most of their locations are the same.
func (f face) like(o face) float64 {
	names, inside := common(f.names, o.names), common(f.locates, o.locates)
	if names == 0 && inside < 0.5 {
		return 0
	}
	return 4*names + 2*common(f.sockets, o.sockets) + inside
}

// pair gives each server of two models a name: the same to a server of the one and that of the other which it is most
// alike, each to one at most.
func pair(a, b *nginx.Model) map[*nginx.Server]string {
	type couple struct {
		a, b int
		like float64
	}
	olds, news := faces(a), faces(b)
	var all []couple
	for i, f := range olds {
		for j, o := range news {
			if like := f.like(o); like > 0 {
				all = append(all, couple{i, j, like})
			}
		}
	}
	slices.SortFunc(all, func(x, y couple) int { return cmp.Or(cmp.Compare(y.like, x.like), x.a-y.a, x.b-y.b) })
	named := map[*nginx.Server]string{}
	for _, c := range all {
		if named[olds[c.a].server] == "" && named[news[c.b].server] == "" {
			named[olds[c.a].server] = fmt.Sprint("both ", c.a)
			named[news[c.b].server] = fmt.Sprint("both ", c.a)
		}
	}
	for i, list := range [][]face{olds, news} {
		for n, f := range list {
			if named[f.server] == "" {
				named[f.server] = fmt.Sprintf("%s %d", [2]string{"old", "new"}[i], n)
			}
		}
	}
	return named
}

func faces(m *nginx.Model) []face {
	all := make([]face, len(m.Servers))
	for i, s := range m.Servers {
		all[i] = newFace(s)
	}
	return all
}

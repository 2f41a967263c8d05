package suggest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A finder looks for requests of one configuration.
type finder struct {
	Options
	model  *nginx.Model
	blocks map[conf.Position]*conf.Directive // of servers and locations
	want   map[*nginx.Location]bool
	found  map[*nginx.Location]*Suggestion
	likely map[*nginx.Location]*Suggestion
	shut   map[*nginx.Location]bool // surely no URI of a client enters it
	tried  map[string]bool
	open   []nginx.Request
	left   int // requests that may still be tried for the server
}

// mostTried bounds the requests that are followed for the locations of one server, and how many of one location.
const (
	mostTried = 20_000
	mostOfOne = 12
)

// For looks for a request for each wanted location.
func For(m *nginx.Model, o Options) Report {
	f := &finder{Options: o, model: m, blocks: map[conf.Position]*conf.Directive{}, want: map[*nginx.Location]bool{},
		found: map[*nginx.Location]*Suggestion{}, likely: map[*nginx.Location]*Suggestion{}, shut: map[*nginx.Location]bool{}, tried: map[string]bool{}}
	f.note(m.Config.Main)
	proofs := m.Unreachable()
	for _, l := range o.Locations {
		if _, dead := proofs[l]; !dead {
			f.want[l] = true
		}
	}
	ways := map[*nginx.Server][]Entrance{}
	for _, s := range m.Servers {
		ways[s] = f.entrances(s)
		f.left = mostTried
		s.Each(func(l *nginx.Location) {
			if f.wants(l) {
				f.enter(l, ways[s])
			}
		})
		f.behind(s, ways[s])
	}
	return f.report(proofs, ways)
}

func (f *finder) note(d *conf.Directive) {
	for _, in := range d.Block {
		if in.Name == "server" || in.Name == "location" {
			f.blocks[in.At] = in
		}
		f.note(in)
	}
}

// wants says whether a location is wanted and no request is known that enters it.
func (f *finder) wants(l *nginx.Location) bool {
	return f.want[l] && (f.found[l] == nil || !f.found[l].Entered)
}

// enter looks for a request that comes in by a location.
func (f *finder) enter(l *nginx.Location, by []Entrance) {
	if l.Modifier == "@" || len(by) == 0 {
		return
	}
	closed := map[string]bool{}
	shut := true
	for _, e := range by {
		socket := e.Scheme + e.Local
		if e.Scheme == "https" { // merge_slashes is that of the name then
			socket += e.Host
		}
		if !f.wants(l) || closed[socket] {
			continue
		}
		some, proved := f.by(e, l)
		closed[socket] = !some || l.Internal
		shut = shut && proved
	}
	f.shut[l] = shut
}

// by looks for a request that comes in by a location and by one entrance. some says that there are URIs for which the
// location is chosen, shut that there surely are none.
func (f *finder) by(e Entrance, l *nginx.Location) (some, shut bool) {
	for _, narrow := range []bool{false, true} {
		s := f.solver(e, l, narrow)
		for range mostOfOne {
			uri, ok, proved := s.next(nil)
			if !ok && (some || proved) {
				return some, proved && !some
			}
			if !ok {
				break
			}
			some = true
			for _, method := range []string{"GET", "OPTIONS", "POST"} {
				f.try(f.request(e, method, escape(uri)))
				if !f.wants(l) || l.Internal {
					return true, false
				}
			}
		}
	}
	return some, false
}

// request is one by an entrance.
func (f *finder) request(e Entrance, method, target string) nginx.Request {
	return nginx.Request{Method: method, Scheme: e.Scheme, Target: target, Host: e.Host, Local: e.Local, NoHost: e.NoHost, Old: e.NoHost, Client: f.Client, Header: f.Header}
}

// try follows a request and keeps it for what it surely reaches.
func (f *finder) try(q nginx.Request) {
	key := fmt.Sprint(q.Method, " ", q.Scheme, " ", q.Local, " ", q.Host, " ", q.Target, " ", q.Header)
	if f.left--; f.tried[key] || f.left < 0 {
		return
	}
	f.tried[key] = true
	ways, err := f.model.Ways(q, f.Oracle)
	if slices.ContainsFunc(ways, func(w nginx.Way) bool { return len(w.Asked) > 0 }) {
		f.open = append(f.open, q)
	}
	if err != nil || ways[0].Entry.Doubt != "" {
		return
	}
	sure, some := reached(ways)
	for l, entered := range sure {
		if old := f.found[l]; f.want[l] && (old == nil || entered && !old.Entered) {
			f.found[l] = &Suggestion{Location: l, Request: q, Found: true, Entered: entered, Ways: ways, Header: f.own(q)}
		}
	}
	for l, why := range some {
		if f.want[l] && f.likely[l] == nil && why != "" {
			f.likely[l] = &Suggestion{Location: l, Likely: &q, If: why, Header: f.own(q)}
		}
	}
}

// own are the headers of a request that are not those of all: of one that all others have and it has not, "".
func (f *finder) own(q nginx.Request) map[string]string {
	own := map[string]string{}
	for name, v := range q.Header {
		if f.Header[name] != v {
			own[name] = v
		}
	}
	for name := range f.Header {
		if _, sent := q.Header[name]; !sent {
			own[name] = ""
		}
	}
	return own
}

// reached are the locations that all ways come to, with whether they come in by it, and those that some do, with what
// that hangs on. An internal one that a client asks for, and one that answers by its redirect alone, are not.
func reached(ways []nginx.Way) (sure map[*nginx.Location]bool, some map[*nginx.Location]string) {
	sure, some = map[*nginx.Location]bool{}, map[*nginx.Location]string{}
	for l, v := range nginx.Sure(ways) {
		if v <= nginx.Reached {
			sure[l] = v == nginx.Entered
		}
	}
	for _, w := range ways {
		for l, v := range w.Visits() {
			_, all := sure[l]
			if _, known := some[l]; !all && !known && v <= nginx.Reached {
				some[l] = w.Why
			}
		}
	}
	return sure, some
}

// report says what was found of each wanted location.
func (f *finder) report(proofs map[*nginx.Location]nginx.Proof, ways map[*nginx.Server][]Entrance) Report {
	r := Report{Open: f.open}
	for _, l := range f.Locations {
		if (f.Host != "" || f.Scheme != "") && len(ways[l.Server]) == 0 {
			continue
		}
		s := f.found[l]
		if s == nil {
			s = f.likely[l]
		}
		if s == nil {
			s = &Suggestion{Location: l}
		}
		if !s.Found {
			_, s.Dead = proofs[l]
			s.Why, s.Shut = f.why(l, proofs, ways), f.shut[l]
		}
		r.All = append(r.All, *s)
	}
	return r
}

// why says why no request is suggested.
func (f *finder) why(l *nginx.Location, proofs map[*nginx.Location]nginx.Proof, ways map[*nginx.Server][]Entrance) string {
	p, dead := proofs[l]
	switch {
	case dead:
		return "no request can reach it: " + p.String()
	case len(ways[l.Server]) == 0:
		return "no name and port was found by which a check comes to its server"
	case l.Modifier == "@" && !f.leads(l.Server, "@"+l.Pattern):
		return "it is named, and no line of the configuration sends a request there (an X-Accel-Redirect of an upstream could)"
	case l.Modifier == "@":
		return "it is named, and no request was found that surely is sent there"
	case l.Internal:
		return "it is internal, and no request was found that surely is sent there"
	case f.shut[l]:
		return "no URI enters it: none is as it asks, or others take all that are; and no request was found that NGINX surely sends there"
	}
	return "no request was found that surely reaches it"
}

// leads says whether a line of a server, or a simple one or a map around it, sends requests to a named location.
func (f *finder) leads(s *nginx.Server, name string) bool {
	if block := f.blocks[s.At]; block != nil && mentions(block, name) {
		return true
	}
	return slices.ContainsFunc(f.around(), func(d *conf.Directive) bool {
		return d.Block == nil && says(d, name) || d.Name == "map" && mentions(d, name)
	})
}

// mentions says whether a line of a block, other than the head of a location, has the name.
func mentions(block *conf.Directive, name string) bool {
	return slices.ContainsFunc(block.Block, func(d *conf.Directive) bool {
		return d.Name != "location" && says(d, name) || mentions(d, name)
	})
}

// says says whether a line has the name, or may have it by a variable in it.
func says(d *conf.Directive, name string) bool {
	return strings.Contains(d.Raw, name) || slices.ContainsFunc(d.Texts(), func(text string) bool {
		head, _, open := strings.Cut(text, "$")
		return text == name || open && head != "" && strings.HasPrefix(name, head)
	})
}

package compare

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A side is one of the two configurations.
type side struct {
	places
	definitions
	model *nginx.Model
	ask   nginx.Oracle
}

// A look is what one configuration does with a request.
type look struct {
	*side
	ways   []nginx.Way
	passed []nginx.Passed // on any of the ways
	err    error
}

// recorder notes what is handed on.
type recorder struct {
	nginx.Oracle
	passed []nginx.Passed
}

func (r *recorder) Upstream(q nginx.Passed) (nginx.Answer, bool) {
	if !slices.Contains(r.passed, q) {
		r.passed = append(r.passed, q)
	}
	return r.Oracle.Upstream(q)
}

func (s *side) look(q nginx.Request) look {
	r := &recorder{Oracle: s.ask}
	ways, err := s.model.Ways(q, r)
	if err == nil && len(ways) == 0 {
		err = fmt.Errorf("follow %s: it has no way", q.Target)
	}
	return look{s, ways, r.passed, err}
}

// partly are the answers instead of 200 to who asks for a part of a file, or for it only if it changed.
var partly = []int{206, 304, 412, 416}

// narrowed leaves the ways that fit an answer; false where none does, or it says nothing: by 408 and 499 the client was gone.
func (k look) narrowed(status int) (look, bool) {
	var left []nginx.Way
	for _, w := range k.ways {
		if w.Status == 0 || w.Status == status || w.File != "" && w.Status == 200 && slices.Contains(partly, status) {
			left = append(left, w)
		}
	}
	if k.err != nil || status == 0 || status == 408 || status == 499 || len(left) == 0 || len(left) == len(k.ways) {
		return k, false
	}
	if len(left) == 1 && !left[0].Cut {
		left[0].Why, left[0].Asked = "", nil
	}
	k.ways = left
	return k, true
}

// certain says whether nothing of the request hangs on what is not known.
func (k look) certain() bool { return len(k.ways) == 1 && k.ways[0].Why == "" }

// cut says whether a way could not be followed to its end.
func (k look) cut() bool { return slices.ContainsFunc(k.ways, func(w nginx.Way) bool { return w.Cut }) }

// doubt is why another server could be meant.
func (k look) doubt() string { return k.ways[0].Entry.Doubt }

// asked says whether a way hangs on files that are not known.
func (k look) asked() bool {
	return slices.ContainsFunc(k.ways, func(w nginx.Way) bool { return len(w.Asked) > 0 })
}

// entered is the place a way comes in by.
func (s *side) entered(w *nginx.Way) *place { return s.of(w.Entry.Server, w.Entry.Choice.Location) }

// final is the place that answers.
func (s *side) final(w *nginx.Way) *place { return s.of(w.Entry.Server, w.Final) }

// handsOn says whether a way ends at an upstream.
func handsOn(p *place, w *nginx.Way) (module string) {
	if w.File != "" || w.Body != "" || w.Closed || w.Cut || w.Location != "" && w.Status/100 == 3 {
		return ""
	}
	return p.upstream
}

// passes is the module by which a block hands requests on, or "".
func passes(block *conf.Directive) string {
	found := ""
	for _, in := range block.Block {
		if m := module(in.Name); m != "" && in.Name == m+"_pass" {
			found = m
		}
		if in.Name == "if" || in.Name == "limit_except" {
			found = cmp.Or(passes(in), found)
		}
	}
	return found
}

// sign is all that is compared of a way, what it hangs on apart.
func (s *side) sign(w *nginx.Way) string {
	end := s.final(w)
	text := fmt.Sprintf("%q %q %d %q %v %q %q %v", s.entered(w).key, end.key, w.Status, w.Location, w.Closed, w.Body, w.File, w.Cut)
	if handsOn(end, w) != "" || w.Cut {
		text += fmt.Sprintf(" %s %q %q", w.Method, w.URI, w.Args)
	}
	return text
}

// handed are what upstreams get. resolved says that the name of an upstream with one server is that server, as FastCGI
// and its like see nothing of the name.
func (k look) handed(resolved bool) []string {
	all := make([]string, len(k.passed))
	for i, q := range k.passed {
		to := q.To
		if resolved && q.Directive != "proxy_pass" && q.Directive != "grpc_pass" {
			if lines := k.upstreams[to]; len(lines) == 1 && lines[0].d.Name == "server" && len(lines[0].d.Args) == 1 {
				to = lines[0].d.Args[0].Text
			}
		}
		all[i] = fmt.Sprintf("%s %s %s %q %q", q.Directive, to, q.Method, q.URI, q.Args)
	}
	slices.Sort(all)
	return all
}

// handedAlike says whether both sides hand on the same to the same.
func handedAlike(a, b look) bool {
	return slices.Equal(a.passed, b.passed) || slices.Equal(a.handed(false), b.handed(false)) || slices.Equal(a.handed(true), b.handed(true))
}

// behind is how the upstreams differ that both sides hand requests on to by the same name.
func behind(a, b look) []Difference {
	var all []Difference
	for _, q := range a.passed {
		name := upstreamName(q.To)
		if !slices.ContainsFunc(b.passed, func(o nginx.Passed) bool { return upstreamName(o.To) == name }) {
			continue
		}
		if d := differ(a.upstreams[name], b.upstreams[name], false); d != nil {
			d.Name = "upstream " + name
			all = join(all, []Difference{*d})
		}
	}
	return all
}

// upstreamName is the host of what a request is handed on to.
func upstreamName(to string) string {
	if _, host, ok := strings.Cut(to, "://"); ok {
		to = host
	}
	to, _, _ = strings.Cut(to, "/")
	return to
}

// kindOf is how a way is answered, in as far as it says what counts.
func (k look) kindOf(p *place, w *nginx.Way) kind {
	return kind{handed: handsOn(p, w), early: w.Body != "" || w.Location != "" && w.Status/100 == 3 || w.Entry.Bad != "", reads: w.Method == http.MethodGet || w.Method == http.MethodHead,
		headers: w.Status == 0 || slices.Contains(always, w.Status), several: !k.certain(), text: w.Body == "" && w.File == "" && w.Location == "" && handsOn(p, w) == ""}
}

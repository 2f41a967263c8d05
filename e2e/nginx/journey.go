package nginx

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A journey is one way of a request while it is followed: what the request and those that NGINX makes beside it share.
type journey struct {
	model   *Model
	ask     Oracle
	request Request
	entry   Entry
	server  *Server
	explain bool // note the steps

	script   []int      // answers to the first questions
	asked    []question // all that were not known so far
	why      []string   // what was supposed
	files    []fileSeen
	paths    []string // Way.Asked
	byClient bool     // Way.AskedClient

	vars   bindings
	hops   []Hop
	steps  []Step
	closed bool
	cutOff bool
	err    error // it can't be followed
}

// A question was asked of the oracle, which did not know.
type question struct {
	about   about
	answers int // how many there are: 0 is the likeliest
	answer  int
}

// about is what a question is about: asked again on the same way it has the same answer.
type about struct {
	kind, of string
	want     kindSet // of a path
}

// fileSeen is what a path can be by what was supposed of it: one bit a Kind.
type fileSeen struct {
	path string
	can  kindSet
}

type kindSet uint

const anyKind = kindSet(1<<None | 1<<File | 1<<Directory | 1<<Denied)

func setOf(kinds []Kind) kindSet {
	var s kindSet
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// again makes the journey ready for another way, which answers the first questions as the script does. What it needs for
// itself is used again.
func (j *journey) again(script []int) {
	*j = journey{model: j.model, ask: j.ask, explain: j.explain, script: script, asked: j.asked[:0], why: j.why[:0], files: j.files[:0]}
}

// follow goes the way from the client.
func (j *journey) follow(q Request, e Entry) (Way, error) {
	j.request, j.entry, j.server = q, e, e.Server
	r := &run{journey: j, uri: e.URI, args: e.Args, method: q.method(), left: moves, raw: true, quoted: hasPlus(e.Raw), scope: e.Server.scope}
	if strings.HasPrefix(e.Bad, "method ") {
		r.method = "" // it was not read
	}
	r.arrived()
	r.start()
	if j.err != nil {
		return Way{}, j.err
	}
	r.postAction()
	w := Way{Request: q, Entry: j.entry, Steps: j.steps, Hops: j.hops, Final: r.scope.location, Status: r.status, URI: r.uri, Args: r.args, Method: r.method,
		Body: r.body, File: r.file, Closed: j.closed, Cut: j.cutOff, Why: strings.Join(j.why, "; "), Asked: j.paths, AskedClient: j.byClient, vars: j.vars}
	if !w.Closed && !w.Cut {
		w.Location = r.location()
	}
	return w, j.err
}

// arrived notes what the name of the server gave.
func (r *run) arrived() {
	if by := r.entry.by; by != nil {
		if groups, ok, _ := by.Try(r.entry.host); ok {
			r.capture(r.model.table.wrap(by), groups)
		}
	}
}

// others adds the scripts of the ways beside this one: each question beyond the script was answered by 0.
func (j *journey) others(todo [][]int) [][]int {
	for i := len(j.script); i < len(j.asked); i++ {
		for answer := 1; answer < j.asked[i].answers; answer++ {
			next := make([]int, i+1)
			copy(next, j.script)
			next[i] = answer
			todo = append(todo, next)
		}
	}
	return todo
}

// say notes a reason.
func (j *journey) say(at conf.Position, format string, args ...any) {
	if j.explain {
		j.steps = append(j.steps, Step{At: at, Text: fmt.Sprintf(format, args...)})
	}
}

// log notes what NGINX writes of the last reason.
func (j *journey) log(parts ...string) {
	if j.explain {
		j.steps[len(j.steps)-1].Log = strings.Join(parts, "")
	}
}

// supposed answers a question that nobody can: by what was answered before, or by 0 at first. describe says the answer.
func (j *journey) supposed(answers int, what about, describe func(answer int) string) int {
	for i := range j.asked {
		if j.asked[i].about == what {
			return j.asked[i].answer
		}
	}
	answer := 0
	if n := len(j.asked); n < len(j.script) {
		answer = j.script[n]
	}
	j.asked = append(j.asked, question{what, answers, answer})
	said := describe(answer)
	j.why = append(j.why, said)
	j.say(conf.Position{}, "it is not known: say that %s", said)
	return answer
}

// doubt asks whether something is so. No is the likelier answer.
func (j *journey) doubt(what about, describe func(yes bool) string) bool {
	return j.supposed(2, what, func(i int) string { return describe(i == 1) }) == 1
}

// cut ends a way that can't be followed on: what hangs on a variable that is not known.
func (r *run) cut(at conf.Position, what, hole string) next {
	said := fmt.Sprintf("%s hangs on $%s, which is not known", what, hole)
	if at.File != "" {
		said = fmt.Sprintf("%s:%d: %s", at.File, at.Line, said)
	}
	return r.giveUp(said)
}

// giveUp ends a way that can't be followed on.
func (r *run) giveUp(said string) next {
	r.cutOff, r.status = true, 0
	r.why = append(r.why, said)
	r.say(conf.Position{}, "%s: the way can't be followed on", said)
	return finished
}

// is says whether a path is one of these kinds on the host.
func (j *journey) is(path value, kinds ...Kind) bool {
	want := setOf(kinds)
	name := strings.TrimRight(path.text, "/")
	slash := name != path.text
	if slash { // "/a/" is there where "/a" is a directory
		want &= 1 << Directory
		if want == 0 && setOf(kinds)&(1<<None) == 0 {
			return false
		}
	}
	switch {
	case path.text == "":
		return setOf(kinds)&(1<<None) != 0
	case name == "":
		return want&(1<<Directory) != 0
	case slash && setOf(kinds)&(1<<None) != 0:
		want |= 1<<None | 1<<File | 1<<Denied
		if setOf(kinds)&(1<<Directory) == 0 {
			want &^= 1 << Directory
		}
	}
	if path.hole == "" {
		if kind, known := j.ask.File(name); known {
			return want&(1<<kind) != 0
		}
	}
	return j.may(name, path.hole == "", want)
}

// may answers for a path that nobody knows, by what was supposed of it and of the paths above and below.
func (j *journey) may(name string, named bool, want kindSet) bool {
	can, at := anyKind, -1
	for i, f := range j.files {
		switch {
		case f.path == name:
			can, at = can&f.can, i
		case strings.HasPrefix(f.path, name+"/") && f.can&(1<<None) == 0:
			can &= 1 << Directory
		case strings.HasPrefix(name, f.path+"/") && f.can&(1<<Directory) == 0:
			can &= 1 << None
		}
	}
	if can&want == can || can&want == 0 {
		return can&want != 0
	}
	likely := likelier(name, want)
	yes := j.supposed(2, about{"file", name, want}, func(i int) string { return describeFile(name, want, (i == 0) == likely) }) == 0
	yes = yes == likely
	if yes {
		can &= want
	} else {
		can &^= want
	}
	if at < 0 {
		j.files = append(j.files, fileSeen{name, can})
		if named {
			j.paths = append(j.paths, name)
		}
	} else {
		j.files[at].can = can
	}
	return yes
}

// likelier says whether a path is more likely what is asked than not: what has an extension is a file, what has none is
// a directory where that is asked of a folder that the configuration names.
func likelier(name string, want kindSet) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case want == 1<<Directory:
		return false
	case want&(1<<None) != 0:
		return want&(1<<File) == 0 && !strings.Contains(base, ".")
	}
	return strings.Contains(base, ".")
}

func describeFile(name string, want kindSet, yes bool) string {
	what := "there"
	switch {
	case want&(1<<None) != 0:
		yes = !yes
		if want == anyKind&^(1<<Directory) {
			what = "a directory"
		}
	case want == 1<<Directory:
		what = "a directory"
	case want&(1<<Directory) == 0:
		what = "a file"
	}
	if yes {
		return name + " is " + what
	}
	return name + " is not " + what
}

package checkfile

import (
	"github.com/onsi/ginkgo/v2"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// checkEntry is one request and what is expected of its answer.
type checkEntry struct {
	Get     *target `key:"get" doc:"the path, or a URL of another name of the endpoint"`
	Head    *target `key:"head" doc:"the same by HEAD"`
	Post    *target `key:"post" doc:"the same by POST: the endpoint must allow writes"`
	Put     *target `key:"put" doc:"the same by PUT"`
	Patch   *target `key:"patch" doc:"the same by PATCH"`
	Delete  *target `key:"delete" doc:"the same by DELETE"`
	Options *target `key:"options" doc:"the same by OPTIONS"`

	Query  strict.Map[string]                   `key:"query" doc:"added to the target's query, in this order"`
	Header strict.Map[strict.OneOrMany[string]] `key:"header" doc:"header lines to send"`
	Form   strict.Map[string]                   `key:"form" doc:"a form to send"`
	Body   *strict.LongText                     `key:"body" doc:"the body to send, as it is"`
	Follow bool                                 `key:"follow" doc:"follow redirects on the endpoint"`

	Expect expectEntry `key:"expect,required" doc:"what is expected of the answer"`

	Labels  strict.OneOrMany[strict.Name] `key:"labels" doc:"labels for --label-filter"`
	Because strict.LongText               `key:"because" doc:"why it must be so"`
	Team    string                        `key:"team" doc:"who answers for it"`
	Skip    strict.LongText               `key:"skip" doc:"leave it out, for this reason"`

	at strict.Pos
}

// target is a path or a URL.
type target string

func (t *target) FromScalar(s strict.Scalar) error {
	*t = target(s.Text)
	switch {
	case s.Text == "":
		return strict.Hinted{Text: "expected a path, found nothing", Hint: "such as /healthz"}
	case s.Text[0] != '/' && !isURL(s.Text):
		return strict.Hinted{Text: "expected a path or a URL, found " + strict.Quote(s.Text), Hint: "a path begins with /"}
	}
	return nil
}

// Expects is for messages.
func (*checkEntry) Expects() string { return "a check" }

func (e *checkEntry) methods() map[string]*target {
	return map[string]*target{"GET": e.Get, "HEAD": e.Head, "POST": e.Post, "PUT": e.Put, "PATCH": e.Patch, "DELETE": e.Delete, "OPTIONS": e.Options}
}

// Check notes what only several keys show.
func (e *checkEntry) Check(c strict.Node) {
	e.at = c.Pos()
	n := 0
	for _, t := range e.methods() {
		if t != nil {
			n++
		}
	}
	switch {
	case n == 0:
		c.Hintf("such as get: /healthz", "the check has no request")
	case n > 1:
		c.Errorf("a check has one request, this one has %d", n)
	case e.Form != nil && e.Body != nil:
		c.Errorf("form and body: a request has one body")
	}
}

func (e *checkEntry) call() *e2e.Call {
	var call *e2e.Call
	for method, t := range e.methods() {
		if t != nil {
			call = e2e.Send(method, string(*t))
		}
	}
	for _, q := range e.Query {
		call.Query(q.Key, q.Value)
	}
	for _, h := range e.Header {
		for _, value := range h.Value {
			call.Header(h.Key, value)
		}
	}
	var form []httpcheck.Pair
	for _, f := range e.Form {
		form = append(form, httpcheck.Pair{Name: f.Key, Value: f.Value})
	}
	switch {
	case e.Form != nil:
		call.Body(httpcheck.Body{Form: form})
	case e.Body != nil:
		call.Body(httpcheck.Body{Raw: []byte(*e.Body)})
	}
	if e.Follow {
		call.Follow()
	}
	return call
}

func (e *checkEntry) declare(p *e2e.Endpoint) {
	args := []any{e2e.From(e.at.String())}
	for _, m := range e.Expect.matchers {
		args = append(args, m)
	}
	if e.Because != "" {
		args = append(args, e2e.Because(string(e.Because)))
	}
	if e.Team != "" {
		args = append(args, e2e.Team(e.Team))
	}
	if e.Skip != "" {
		args = append(args, e2e.Skip(string(e.Skip)))
	}
	for _, l := range e.Labels {
		args = append(args, ginkgo.Label(string(l)))
	}
	p.Check(e.call(), args...)
}

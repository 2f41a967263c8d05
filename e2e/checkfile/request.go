package checkfile

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// request is what a check or a step sends.
type request struct {
	Get     *target `key:"get" doc:"the path, or a URL of another name of the endpoint"`
	Head    *target `key:"head" doc:"the same by HEAD"`
	Post    *target `key:"post" doc:"the same by POST: the endpoint must allow writes"`
	Put     *target `key:"put" doc:"the same by PUT"`
	Patch   *target `key:"patch" doc:"the same by PATCH"`
	Delete  *target `key:"delete" doc:"the same by DELETE"`
	Options *target `key:"options" doc:"the same by OPTIONS"`

	Query     strict.Map[string]                   `key:"query" doc:"added to the target's query, in this order"`
	Header    strict.Map[strict.OneOrMany[string]] `key:"header" doc:"header lines to send"`
	Basic     *basicEntry                          `key:"basic" doc:"user and password of basic authentication"`
	Bearer    *string                              `key:"bearer" doc:"a bearer token"`
	Form      strict.Map[string]                   `key:"form" doc:"a form to send"`
	JSON      *jsonBody                            `key:"json" doc:"what to send as JSON"`
	Multipart *multipart                           `key:"multipart" doc:"a form with files to send: parts by name, or a list of them"`
	Body      *strict.LongText                     `key:"body" doc:"the body to send, as it is"`
	File      *string                              `key:"file" doc:"a file whose bytes are the body, beside this one"`
	Follow    bool                                 `key:"follow" doc:"follow redirects on the endpoint"`
	Once      bool                                 `key:"once" doc:"send it once per endpoint and run, on a connection of its own, and never again: a login that must fail"`

	path string // of File
}

type basicEntry struct {
	User     string `key:"user,required" doc:"the user"`
	Password string `key:"password,required" doc:"the password: a secret"`
}

// Expects is for messages.
func (*basicEntry) Expects() string { return "user and password" }

// target is a path or a URL.
type target string

func (t *target) FromScalar(s strict.Scalar) error {
	*t = target(s.Text)
	switch {
	case s.Text == "":
		return strict.Hinted{Text: "expected a path, found nothing", Hint: "such as /healthz"}
	case s.Text[0] != '/' && !isURL(s.Text) && e2e.Referring(s.Text):
		return strict.Hinted{Text: "expected a path or a URL, found " + e2e.Shown(s.Text), Hint: "a captured value is one part of a path: /orders/${id}"}
	case s.Text[0] != '/' && !isURL(s.Text):
		return strict.Hinted{Text: "expected a path or a URL, found " + strict.Quote(s.Text), Hint: "a path begins with /"}
	}
	return nil
}

func (r *request) methods() map[string]*target {
	return map[string]*target{"GET": r.Get, "HEAD": r.Head, "POST": r.Post, "PUT": r.Put, "PATCH": r.Patch, "DELETE": r.Delete, "OPTIONS": r.Options}
}

// check notes what only several keys show; what is a check or a step.
func (r *request) check(c strict.Node, what string) {
	n := 0
	for _, t := range r.methods() {
		if t != nil {
			n++
		}
	}
	switch {
	case n == 0:
		c.Hintf("such as get: /healthz", "the %s has no request", what)
	case n > 1:
		c.Errorf("a %s has one request, this one has %d", what, n)
	}
	if all := r.bodies(); len(all) > 1 {
		c.Errorf("%s: a request has one body", strings.Join(all, " and "))
	}
	r.checkHeader(c)
	if r.File != nil {
		at, _ := c.Get("file")
		r.path = regular(at, *r.File)
	}
}

// checkHeader notes what would not be sent.
func (r *request) checkHeader(c strict.Node) {
	auth := map[string]bool{"basic": r.Basic != nil, "bearer": r.Bearer != nil}
	for _, h := range r.Header {
		if e2e.Referring(h.Key) {
			h.KeyNode.Errorf("a captured value or a secret can't be the name of a header")
		}
		if strings.EqualFold(h.Key, "Authorization") {
			auth["header Authorization"] = true
		}
	}
	var said []string
	for _, name := range []string{"basic", "bearer", "header Authorization"} {
		if auth[name] {
			said = append(said, name)
		}
	}
	if len(said) > 1 {
		c.Errorf("%s: only one can be sent", strings.Join(said, " and "))
	}
	if r.Bearer != nil && *r.Bearer == "" {
		c.Errorf("bearer: the token is empty")
	}
}

// bodies are the keys that say what is sent.
func (r *request) bodies() []string {
	var all []string
	for _, b := range []struct {
		key string
		is  bool
	}{{"form", r.Form != nil}, {"json", r.JSON != nil}, {"multipart", r.Multipart != nil}, {"body", r.Body != nil}, {"file", r.File != nil}} {
		if b.is {
			all = append(all, b.key)
		}
	}
	return all
}

func (r *request) call() *e2e.Call {
	var call *e2e.Call
	for method, t := range r.methods() {
		if t != nil {
			call = e2e.Send(method, string(*t))
		}
	}
	for _, q := range r.Query {
		call.Query(q.Key, q.Value)
	}
	for _, h := range r.Header {
		for _, value := range h.Value {
			call.Header(h.Key, value)
		}
	}
	if r.Basic != nil {
		call.Basic(r.Basic.User, r.Basic.Password)
	}
	if r.Bearer != nil {
		call.Bearer(*r.Bearer)
	}
	call.Body(r.body())
	if r.Follow {
		call.Follow()
	}
	if r.Once {
		call.Once()
	}
	return call
}

func (r *request) body() httpcheck.Body {
	switch {
	case r.Form != nil:
		form := []httpcheck.Pair{}
		for _, f := range r.Form {
			form = append(form, httpcheck.Pair{Name: f.Key, Value: f.Value})
		}
		return httpcheck.Body{Form: form}
	case r.JSON != nil:
		return httpcheck.Body{JSON: r.JSON.text}
	case r.Multipart != nil:
		return httpcheck.Body{Multipart: r.Multipart.parts()}
	case r.Body != nil:
		return httpcheck.Body{Raw: []byte(*r.Body)}
	}
	return httpcheck.Body{File: r.path}
}

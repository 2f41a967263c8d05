package e2e

import (
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// Call is a request that a check or a step declares. Its texts may hold what Captured, Env and File give.
type Call struct {
	httpcheck.Request
	captures []capture
	as       *Login
	// nobody: without its session's cookies
	nobody bool
	errs   []error
}

// Get, Head, Post, Put, Patch and Delete declare a request of that method. target is a path with its query, sent
// as it is, or a whole URL of another name of the endpoint.
func Get(target string) *Call    { return Send("GET", target) }
func Head(target string) *Call   { return Send("HEAD", target) }
func Post(target string) *Call   { return Send("POST", target) }
func Put(target string) *Call    { return Send("PUT", target) }
func Patch(target string) *Call  { return Send("PATCH", target) }
func Delete(target string) *Call { return Send("DELETE", target) }

// Send declares a request of any method.
func Send(method, target string) *Call {
	return &Call{Request: httpcheck.Request{Method: method, Target: target}}
}

// Query adds names and values to the target's query, in this order.
func (c *Call) Query(pairs ...string) *Call {
	c.Request.Query = append(c.Request.Query, c.pairs("query", pairs)...)
	return c
}

// Header adds a header line.
func (c *Call) Header(name, value string) *Call {
	c.Request.Header = append(c.Request.Header, httpcheck.Line{Name: name, Value: value})
	return c
}

// Body sets what is sent.
func (c *Call) Body(b httpcheck.Body) *Call {
	c.Request.Body = b
	return c
}

// Form sends a form of names and values, in this order.
func (c *Call) Form(pairs ...string) *Call {
	return c.Body(httpcheck.Body{Form: c.pairs("form", pairs)})
}

// JSON sends a value as JSON.
func (c *Call) JSON(v any) *Call { return c.Body(httpcheck.Body{JSON: v}) }

// Multipart sends a form of parts, as forms with files are sent.
func (c *Call) Multipart(parts ...httpcheck.Part) *Call {
	return c.Body(httpcheck.Body{Multipart: parts})
}

func (c *Call) pairs(what string, names []string) []httpcheck.Pair {
	if len(names)%2 != 0 {
		c.errs = append(c.errs, fmt.Errorf("%s: %q has no value", what, names[len(names)-1]))
		return nil
	}
	out := []httpcheck.Pair{}
	for i := 0; i < len(names); i += 2 {
		out = append(out, httpcheck.Pair{Name: names[i], Value: names[i+1]})
	}
	return out
}

// Basic sends a user and password of basic authentication; the password is shown nowhere.
func (c *Call) Basic(user, password string) *Call {
	c.Request.Basic = &httpcheck.Basic{User: user, Password: password}
	if Referring(password) {
		return c
	}
	return c.Secret("PASSWORD", password)
}

// Bearer sends a token; it is shown nowhere.
func (c *Call) Bearer(token string) *Call {
	c.Request.Bearer = token
	if Referring(token) {
		return c
	}
	return c.Secret("TOKEN", token)
}

// Secret is a value that is shown nowhere; name is that of the environment variable that takes its place in
// the curl command.
func (c *Call) Secret(name, value string) *Call {
	c.Secrets = append(c.Secrets, httpcheck.Secret{Name: name, Value: value})
	return c
}

// Follow follows redirects as long as they stay on the endpoint.
func (c *Call) Follow() *Call {
	c.Request.Follow = true
	return c
}

// Once sends the request over a connection of its own, once per endpoint and run, whatever happens: for a login that
// must fail, as a repeated one may lock the account. Declared again with the same method, target, query and body it
// is the same exchange.
func (c *Call) Once() *Call {
	c.Request.Once = true
	return c
}

// As sends the request with the cookies of a login, which is done once per endpoint and run.
func (c *Call) As(l *Login) *Call {
	c.as = l
	return c
}

// Anonymous sends a step of a session, in its order, without the session's cookies, and keeps none that its answer sets:
// whether a session id that was captured before is dead after a login or logout is asked with a Cookie header of one's own.
//
//	s.Check(e2e.Get("/account").Anonymous().Header("Cookie", "SESSID="+e2e.Captured("before")), HaveRedirects("302 /login"))
func (c *Call) Anonymous() *Call {
	c.nobody = true
	return c
}

// String names the request: "GET /healthz".
func (c *Call) String() string { return c.Method + " " + Shown(c.Target) }

// safe tells whether the method promises to change nothing (RFC 9110, 9.2.1).
func (c *Call) safe() bool {
	return slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE"}, c.Method)
}

// same is equal for requests that are declared alike.
func (c *Call) same() string {
	b := c.Request.Body
	return fmt.Sprintf("%q %q %q %q %v %q %q %q", c.Method, c.Target, c.Request.Query, b.Form, b.JSON, fmt.Sprintf("%+v", b.Multipart), b.Raw, b.File)
}

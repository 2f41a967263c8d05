package e2e

import (
	"slices"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// Call is a request that a check declares.
type Call struct{ httpcheck.Request }

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
	return &Call{httpcheck.Request{Method: method, Target: target}}
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

// Basic sends a user and password of basic authentication; the password is shown nowhere.
func (c *Call) Basic(user, password string) *Call {
	c.Request.Basic = &httpcheck.Basic{User: user, Password: password}
	return c.Secret("PASSWORD", password)
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

// String names the request: "GET /healthz".
func (c *Call) String() string { return c.Method + " " + c.Target }

// safe tells whether the method promises to change nothing (RFC 9110, 9.2.1).
func (c *Call) safe() bool {
	return slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE"}, c.Method)
}

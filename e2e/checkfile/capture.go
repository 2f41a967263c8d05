package checkfile

import (
	"golang.org/x/net/http/httpguts"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// captureEntry says what a step takes out of its answer.
type captureEntry struct {
	CSS    *string `key:"css" doc:"a CSS selector, with @attribute at the end if wanted"`
	XPath  *string `key:"xpath" doc:"an XPath"`
	JSON   *string `key:"json" doc:"a JSONPath"`
	Regex  *string `key:"regex" doc:"a regular expression: its first group, or all of it"`
	Header *string `key:"header" doc:"a header's name"`
	Cookie *string `key:"cookie" doc:"the name of a cookie that is set"`
	Secret *bool   `key:"secret" doc:"whether its value is shown nowhere; without it that is so in logins, and of cookies"`
}

// Expects is for messages.
func (*captureEntry) Expects() string { return "what is captured" }

func (e *captureEntry) kinds() []*string {
	return []*string{e.CSS, e.XPath, e.JSON, e.Regex, e.Header, e.Cookie}
}

// Check notes what can't be asked.
func (e *captureEntry) Check(c strict.Node) {
	n := 0
	for _, q := range e.kinds() {
		if q == nil {
			continue
		}
		n++
		if e2e.Referring(*q) {
			c.Errorf("a captured value or a secret can't stand in what is captured")
		}
	}
	if n != 1 {
		c.Hintf("such as { css: \"input[name=_token]@value\" }", "expected one of css, xpath, json, regex, header, cookie")
		return
	}
	for _, of := range []struct {
		key      string
		kind     query.Kind
		question *string
	}{{"css", query.CSS, e.CSS}, {"xpath", query.XPath, e.XPath}, {"json", query.JSONPath, e.JSON}, {"regex", query.Regex, e.Regex}} {
		if of.question == nil {
			continue
		}
		if _, err := query.Compile(of.kind, *of.question); err != nil {
			at, _ := c.Get(of.key)
			at.Errorf("%v", err)
		}
	}
	for key, name := range map[string]*string{"header": e.Header, "cookie": e.Cookie} {
		if name != nil && !httpguts.ValidHeaderFieldName(*name) && (key == "header" || *name == "") {
			at, _ := c.Get(key)
			at.Errorf("%s is no name of a %s", strict.Quote(*name), key)
		}
	}
}

func (e *captureEntry) add(call *e2e.Call, name string) {
	var v []e2e.Visibility
	if e.Secret != nil {
		v = append(v, e2e.Visibility(!*e.Secret))
	}
	switch {
	case e.CSS != nil:
		call.Capture(name, query.CSS, *e.CSS, v...)
	case e.XPath != nil:
		call.Capture(name, query.XPath, *e.XPath, v...)
	case e.JSON != nil:
		call.Capture(name, query.JSONPath, *e.JSON, v...)
	case e.Regex != nil:
		call.Capture(name, query.Regex, *e.Regex, v...)
	case e.Header != nil:
		call.CaptureHeader(name, *e.Header, v...)
	case e.Cookie != nil:
		call.CaptureCookie(name, *e.Cookie, v...)
	}
}

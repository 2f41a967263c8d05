package e2e

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// bound gives a request with values in the place of references, encoded as each place needs it: a target gets them
// percent-encoded, JSON escaped, a header, a form's field and a body's bytes as they are.
func bound(r httpcheck.Request, value func(reference) string) httpcheck.Request {
	text := func(s string) string { return replaced(s, value) }
	r.Target = replaced(r.Target, func(ref reference) string { return percent(value(ref)) })
	r.Query, r.Header = boundPairs(r.Query, text), slices.Clone(r.Header)
	for i := range r.Header {
		r.Header[i].Value = text(r.Header[i].Value)
	}
	if r.Basic != nil {
		r.Basic = &httpcheck.Basic{User: text(r.Basic.User), Password: text(r.Basic.Password)}
	}
	r.Bearer = text(r.Bearer)
	b := &r.Body
	b.Form, b.Multipart = boundPairs(b.Form, text), slices.Clone(b.Multipart)
	for i := range b.Multipart {
		p := &b.Multipart[i]
		p.Name, p.Filename, p.Type, p.Data = text(p.Name), text(p.Filename), text(p.Type), boundBytes(p.Data, value)
	}
	b.Raw = boundBytes(b.Raw, value)
	if b.JSON != nil {
		b.JSON = boundJSON(b.JSON, value)
	}
	return r
}

// percent encodes all but letters, digits and -._~, so that the value is one part of a path or query.
func percent(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func boundPairs(pairs []httpcheck.Pair, text func(string) string) []httpcheck.Pair {
	out := slices.Clone(pairs)
	for i, p := range out {
		out[i] = httpcheck.Pair{Name: text(p.Name), Value: text(p.Value)}
	}
	return out
}

func boundBytes(data []byte, value func(reference) string) []byte {
	if !references.Match(data) {
		return data // nil stays nil: that is no body at all
	}
	return []byte(replaced(string(data), value))
}

// boundJSON puts values into what is sent as JSON. What can't be marshalled stays: the client says why.
func boundJSON(v any, value func(reference) string) any {
	data, written := v.(json.RawMessage)
	if !written {
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return v
		}
		data = bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	}
	return json.RawMessage(replaced(string(data), func(r reference) string {
		text := value(r)
		if r.bare && plainJSON(text) {
			return text
		}
		in := inJSON(text)
		if r.bare {
			return in
		}
		return in[1 : len(in)-1]
	}))
}

// plainJSON tells whether a text is a number, true, false or null of JSON.
func plainJSON(text string) bool {
	return json.Valid([]byte(text)) && !strings.ContainsAny(text, "\"[{ \t\r\n")
}

// inJSON is a text as a string of JSON, in quotes.
func inJSON(text string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always can be
	return strings.TrimSuffix(out.String(), "\n")
}

// needs are the names of the captured values that a request holds.
func needs(r httpcheck.Request) []string {
	var names []string
	bound(r, func(ref reference) string {
		if ref.kind == capturedRef && !slices.Contains(names, ref.name) {
			names = append(names, ref.name)
		}
		return ""
	})
	return names
}

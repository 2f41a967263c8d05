package checkfile

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// jsonBody is a tree of YAML as JSON: what is written without quotes and is a number, true, false or null of JSON
// is one, all else is a text. Keys stay in their order.
type jsonBody struct{ text json.RawMessage }

// FromNode writes it out.
func (j *jsonBody) FromNode(c strict.Node) {
	var out bytes.Buffer
	if writeJSON(&out, c) {
		j.text = out.Bytes()
	}
}

// JSONSchema is anything.
func (j *jsonBody) JSONSchema(*strict.SchemaBuilder) map[string]any { return map[string]any{} }

// writeJSON writes a node; false after a problem.
func writeJSON(out *bytes.Buffer, c strict.Node) bool {
	ok := true
	switch {
	case c.IsMap():
		out.WriteByte('{')
		for i, e := range c.Map() {
			if i > 0 {
				out.WriteByte(',')
			}
			ok = !e.Bad && ok
			out.Write(quotedJSON(e.Key))
			out.WriteByte(':')
			ok = writeJSON(out, e.Value) && ok
		}
		out.WriteByte('}')
	case c.IsSeq():
		out.WriteByte('[')
		for i, item := range c.Seq() {
			if i > 0 {
				out.WriteByte(',')
			}
			ok = writeJSON(out, item) && ok
		}
		out.WriteByte(']')
	case c.IsNull():
		if ok = strings.HasPrefix(c.Describe(), "null,"); !ok {
			c.Hintf(`write null, or "" for an empty text`, "expected a value, found %s", c.Describe())
		}
		out.WriteString("null")
	default:
		ok = writeScalar(out, c)
	}
	return ok
}

var (
	jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	// otherwise is what YAML's versions, and people, read differently.
	otherwise = regexp.MustCompile(`^(?i:[-+]?\.?[0-9][0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?\.(inf|nan)|true|false|yes|no|on|off|y|n|null)$`)
)

func writeScalar(out *bytes.Buffer, c strict.Node) bool {
	s, ok := c.Scalar("a value")
	switch {
	case !ok:
		return false
	case s.Quoted || s.Block:
		out.Write(quotedJSON(s.Text))
	case e2e.OnlyReference(s.Text):
		out.WriteString(e2e.JSONValue(s.Text))
	case s.Text == "true" || s.Text == "false" || jsonNumber.MatchString(s.Text):
		out.WriteString(s.Text)
	case otherwise.MatchString(s.Text):
		c.Hintf("quote it if it is a text; numbers are written as in JSON, booleans true and false", "%s is no value of JSON", strict.Quote(s.Text))
		return false
	default:
		out.Write(quotedJSON(s.Text))
	}
	return true
}

func quotedJSON(text string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always can be
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

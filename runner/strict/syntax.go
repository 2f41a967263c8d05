package strict

import (
	"errors"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// syntaxProblem says where and why the YAML library stopped, and looks at that
// source line for the mend.
func (d *Doc) syntaxProblem(err error) *Problem {
	var load *yaml.LoadError
	switch {
	case errors.Is(err, io.EOF):
		return d.problemAt(1, 1, "the file is empty", "")
	case !errors.As(err, &load):
		return d.problemAt(1, 1, err.Error(), "")
	}
	mark := load.Mark
	if load.ContextMark.Line > 0 && opensInContext(load) {
		mark = load.ContextMark
	}
	text := load.Message
	if load.ContextMsg != "" {
		text += " " + load.ContextMsg
	}
	return d.problemAt(max(mark.Line, 1), max(mark.Column, 1), text, d.syntaxHint(load))
}

// opensInContext tells whether the mistake is where the construct began, not
// where the library gave up: an open quote is noticed at the end of the file.
func opensInContext(e *yaml.LoadError) bool {
	return strings.Contains(e.Message, "unexpected end of stream") ||
		strings.Contains(e.Message, "could not find expected ':'") ||
		strings.Contains(e.ContextMsg, "block scalar")
}

// mends are tried in order on the source line of a syntax error.
var mends = []struct {
	line *regexp.Regexp
	hint string
}{
	{regexp.MustCompile(`^\s*\t`), "indent with spaces, not tabs"},
	{regexp.MustCompile(`^%YAML`), "remove the %YAML line"},
	{regexp.MustCompile(`\{\{`), templateHint},
	{regexp.MustCompile(`[\[{].*\$\{`), "inside [ ] and { } a value with ${…} must be quoted"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s+)[>|][^\s\-+0-9]`), "quote a value that begins with > or |"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s+)[>|]\S*\s+\S`), "quote a value that begins with > or |"},
	{regexp.MustCompile("(^|[:\\-,\\[{]\\s*)[@`%]"), "a value that begins with @, ` or % must be quoted"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s*)\*`), "a value that begins with * must be quoted"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s*)&`), "a value that begins with & must be quoted"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s*)!`), "a value that begins with ! must be quoted"},
	{regexp.MustCompile(`"[^"]*\\[^"]*"`), `in "…" a backslash begins an escape: use '…'`},
	{regexp.MustCompile(`^[^#]*:\s[^#'"]*:(\s|$)`), "a value that holds \": \" must be quoted"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s+)("[^"]*"|'[^']*')[^\s,\]}:#]`), "text follows a quoted value: quote all of it"},
	{regexp.MustCompile(`(^|[:\-,\[{]\s+)("[^"]*"|'[^']*')\s+[^\s,\]}:#]`), "text follows a quoted value: quote all of it"},
}

func (d *Doc) syntaxHint(e *yaml.LoadError) string {
	if strings.Contains(e.Message, "max depth") {
		return "nested too deep"
	}
	lines := []string{d.line(e.Mark.Line)}
	if e.ContextMark.Line > 0 && e.ContextMark.Line != e.Mark.Line {
		lines = append(lines, d.line(e.ContextMark.Line))
	}
	for _, line := range lines {
		for _, mend := range mends {
			if mend.line.MatchString(line) {
				return mend.hint
			}
		}
	}
	return ""
}

package httpcheck

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

func (c *command) secret(text string) bool {
	return slices.ContainsFunc(c.forms, func(f form) bool { return strings.Contains(text, f.text) })
}

// split cuts a text at its secrets and hands on the pieces in their order.
func (c *command) split(text string, piece func(string), secret func(form)) {
	for text != "" {
		at, found := len(text), form{}
		for _, f := range c.forms {
			if i := strings.Index(text, f.text); i >= 0 && i < at {
				at, found = i, f
			}
		}
		if at > 0 {
			piece(text[:at])
		}
		if found.text != "" {
			secret(found)
		}
		text = text[at+len(found.text):]
	}
}

// word quotes a text for the shell, its secrets as variables.
func (c *command) word(text string) string {
	var b strings.Builder
	c.split(text, func(s string) { b.WriteString(shell(s)) }, func(f form) { b.WriteString(f.word) })
	if b.Len() == 0 {
		return "''"
	}
	return b.String()
}

// shell quotes text; bytes that a terminal would not show go by printf.
func shell(s string) string {
	var b strings.Builder
	plain, odd := "", ""
	flush := func() {
		if plain != "" {
			b.WriteString("'" + strings.ReplaceAll(plain, "'", `'\''`) + "'")
		}
		if odd != "" {
			b.WriteString(`"$(printf '` + odd + `')"`)
		}
		plain, odd = "", ""
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' || r == 0x7f {
			if plain != "" {
				flush()
			}
			odd += fmt.Sprintf(`\%03o`, s[0])
		} else {
			if odd != "" {
				flush()
			}
			plain += s[:n]
		}
		s = s[n:]
	}
	flush()
	return b.String()
}

// pipe writes bytes that no argument can hold to a pipe.
func (c *command) pipe(text string) string {
	var parts []string
	c.split(text, func(s string) {
		parts = append(parts, "printf %s "+base64.StdEncoding.EncodeToString([]byte(s))+" | base64 -d")
	}, func(f form) { parts = append(parts, "printf %s "+f.word) })
	if len(parts) == 1 {
		return parts[0]
	}
	return "{ " + strings.Join(parts, "; ") + "; }"
}

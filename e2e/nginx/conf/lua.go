package conf

import "strings"

// lua takes the text of a Lua block up to its closing brace: braces in strings, long brackets and comments don't count.
func (l *lexer) lua() (text string, end Position, err error) {
	start, opened := l.pos, l.at()
	for depth := 1; l.more(); {
		rest := l.text[l.pos:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "--") && longBracket(rest[2:]) == 0:
			l.skipTo("\n")
		case strings.HasPrefix(rest, "--"):
			l.skip(2)
			l.skipTo(closing(l.text[l.pos:]))
		case longBracket(rest) > 0:
			l.skipTo(closing(rest))
		case c == '"' || c == '\'':
			l.luaString(c)
		case c == '{':
			depth++
			l.next()
		case c == '}':
			depth--
			end = l.at()
			l.next()
			if depth == 0 {
				text = l.text[start : l.pos-1]
				if text == "" {
					text = " "
				}
				return text, end, nil
			}
		default:
			l.next()
		}
	}
	return "", l.at(), refuse(opened, "unexpected end of file: the Lua block has no end")
}

func (l *lexer) luaString(quote byte) {
	l.next()
	for l.more() {
		switch c := l.next(); {
		case c == quote || c == '\n':
			return
		case c == '\\' && l.more():
			l.next()
		}
	}
}

func (l *lexer) skip(n int) {
	for range min(n, len(l.text)-l.pos) {
		l.next()
	}
}

// skipTo goes on behind the next text, or to the end of the file.
func (l *lexer) skipTo(text string) {
	i := strings.Index(l.text[l.pos:], text)
	if i < 0 {
		i = len(l.text)
	}
	l.skip(i + len(text))
}

// longBracket is the length of "[[", "[=[" … at the head of a text, or 0.
func longBracket(text string) int {
	if !strings.HasPrefix(text, "[") {
		return 0
	}
	n := 1 + len(text[1:]) - len(strings.TrimLeft(text[1:], "="))
	if n < len(text) && text[n] == '[' {
		return n + 1
	}
	return 0
}

// closing is the end of the long bracket at the head of a text.
func closing(text string) string {
	return "]" + strings.Repeat("=", longBracket(text)-2) + "]"
}

package conf

import "strings"

// longest is NGINX's buffer: a word or a comment that does not fit is refused.
const longest = 4096

// A lexer splits one file into directives' words, as ngx_conf_read_token does.
type lexer struct {
	file         string
	text         string
	pos          int // of the next byte
	line, column int // of the next byte
}

// A sign is what ended the words of a directive.
type sign int

const (
	semicolon sign = iota
	open           // "{"
	closed         // "}" without words before it
	eof
)

func newLexer(file, text string) *lexer { return &lexer{file: file, text: text, line: 1, column: 1} }

func (l *lexer) at() Position { return Position{File: l.file, Line: l.line, Column: l.column} }

func (l *lexer) next() byte {
	c := l.text[l.pos]
	l.pos++
	l.column++
	if c == '\n' {
		l.line++
		l.column = 1
	}
	return c
}

func (l *lexer) more() bool { return l.pos < len(l.text) }

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// read gives the words up to the next ";", "{" or "}". end is the place of that sign.
func (l *lexer) read() (words []Word, s sign, end Position, err error) {
	for l.more() {
		at, c := l.at(), l.text[l.pos]
		switch {
		case blank(c):
			l.next()
		case c == ';' || c == '{':
			if len(words) == 0 {
				return nil, eof, at, refuse(at, "unexpected %q", c)
			}
			l.next()
			if c == '{' {
				return words, open, at, nil
			}
			return words, semicolon, at, nil
		case c == '}':
			if len(words) > 0 {
				return nil, eof, at, refuse(at, "unexpected %q", c)
			}
			l.next()
			return nil, closed, at, nil
		case c == '#':
			if err := l.comment(at); err != nil {
				return nil, eof, at, err
			}
		default:
			w, err := l.word()
			if err != nil {
				return nil, eof, at, err
			}
			words = append(words, w)
		}
	}
	if len(words) > 0 {
		return nil, eof, l.at(), refuse(l.at(), "unexpected end of file, expecting \";\" or \"}\"")
	}
	return nil, eof, l.at(), nil
}

func (l *lexer) comment(at Position) error {
	start := l.pos
	for l.more() && l.text[l.pos] != '\n' {
		l.next()
	}
	if l.pos-start >= longest {
		return refuse(at, "comment of more than %d bytes in one line", longest-1)
	}
	return nil
}

// word reads one word. A quote counts at its head only; a backslash keeps the next byte from ending it; "{" right after
// "$" belongs to it.
func (l *lexer) word() (Word, error) {
	at, start := l.at(), l.pos
	if c := l.text[l.pos]; c == '"' || c == '\'' {
		return l.quoted(c)
	}
	variable := false
	for l.more() {
		c := l.text[l.pos]
		if c == '\\' {
			variable = false
			l.next()
			if l.more() {
				l.next()
			}
			continue
		}
		if blank(c) || c == ';' || c == '{' && !variable {
			break
		}
		// "{" keeps the state: "${{" goes on.
		if c != '{' {
			variable = c == '$'
		}
		l.next()
	}
	if l.pos-start >= longest {
		return Word{}, refuse(at, "word of more than %d bytes", longest-1)
	}
	if !l.more() {
		return Word{}, refuse(l.at(), "unexpected end of file, expecting \";\" or \"}\"")
	}
	return Word{Text: unescape(l.text[start:l.pos]), At: at}, nil
}

// quoted reads a word in quotes. What follows must be a blank, ";", "{" or ")".
func (l *lexer) quoted(quote byte) (Word, error) {
	at := l.at()
	l.next()
	start := l.pos
	for l.more() && l.text[l.pos] != quote {
		if l.next() == '\\' && l.more() {
			l.next()
		}
	}
	if l.pos-start >= longest-1 {
		return Word{}, refuse(at, "word of more than %d bytes in quotes", longest-2)
	}
	if !l.more() {
		return Word{}, refuse(l.at(), "unexpected end of file, expecting %q", string(quote))
	}
	w := Word{Text: unescape(l.text[start:l.pos]), Quoted: true, At: at}
	l.next()
	if !l.more() {
		return Word{}, refuse(l.at(), "unexpected end of file, expecting \";\" or \"}\"")
	}
	if c := l.text[l.pos]; !blank(c) && c != ';' && c != '{' && c != ')' {
		return Word{}, refuse(l.at(), "unexpected %q after a quoted word", c)
	}
	return w, nil
}

// unescape resolves what NGINX resolves: \" \' \\ \t \r \n. Every other backslash stays.
func unescape(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			switch c := text[i+1]; c {
			case '"', '\'', '\\':
				i++
				out.WriteByte(c)
				continue
			case 't', 'r', 'n':
				i++
				out.WriteByte(map[byte]byte{'t': '\t', 'r': '\r', 'n': '\n'}[c])
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

package conf

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// upTo says whether the text is a number no greater than most.
func upTo(text string, most int64) bool {
	n, ok := value.Number(text)
	return ok && n <= most
}

func isURL(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "$scheme")
}

// returns judges the code and the text of return.
func (k *checker) returns(_ *level, d *Directive) {
	code := d.Args[0]
	if _, ok := value.Number(code.Text); !ok && len(d.Args) == 1 && isURL(code.Text) {
		k.script(code.At, code.Text)
		return
	}
	if !upTo(code.Text, 999) {
		k.refuse(code.At, "invalid return code %q", code.Text)
		return
	}
	for _, w := range d.Args[1:] {
		k.script(w.At, w.Text)
	}
}

// rewrite judges the pattern, the replacement and the flag.
func (k *checker) rewrite(_ *level, d *Directive) {
	replacement := d.Args[1]
	if replacement.Text == "" {
		k.refuse(replacement.At, "empty replacement")
		return
	}
	if k.regex(d.Args[0].At, d.Args[0].Text, false) == nil {
		return
	}
	if len(d.Args) == 3 && !slices.Contains([]string{"last", "break", "redirect", "permanent"}, d.Args[2].Text) {
		k.refuse(d.Args[2].At, "invalid parameter %q", d.Args[2].Text)
		return
	}
	k.script(replacement.At, strings.TrimSuffix(replacement.Text, "?"))
}

// set judges the variable and its value.
func (k *checker) set(_ *level, d *Directive) {
	name, ok := k.named(d.Args[0])
	if !ok {
		return
	}
	k.define(d.Args[0].At, name)
	k.script(d.Args[1].At, d.Args[1].Text)
}

// ifBlock judges a condition and what stands in the block.
func (k *checker) ifBlock(l *level, d *Directive) {
	if !k.condition(d) {
		return
	}
	in := inServerIf
	if l.in == inLocation {
		in = inLocationIf
	}
	k.enter(l, d, in, unnamed(l))
}

// condition judges what stands in the parentheses of "if", as ngx_http_rewrite_if_condition does.
func (k *checker) condition(d *Directive) bool {
	words, ok := k.parentheses(d)
	if !ok {
		return false
	}
	first := words[0]
	switch {
	case len(first.Text) > 1 && first.Text[0] == '$':
		if len(words) == 1 || len(words) == 3 {
			k.use(first.At, first.Text[1:])
			return len(words) == 1 || k.compare(words[1], words[2])
		}
	case fileTest(first.Text):
		if len(words) == 2 {
			k.script(words[1].At, words[1].Text)
			return true
		}
	}
	k.refuse(first.At, "invalid condition %q", first.Text)
	return false
}

// parentheses takes them off. What is left has one word at least.
func (k *checker) parentheses(d *Directive) ([]Word, bool) {
	words := slices.Clone(d.Args)
	first := &words[0]
	if !strings.HasPrefix(first.Text, "(") {
		k.refuse(first.At, "invalid condition %q: it does not begin with \"(\"", first.Text)
		return nil, false
	}
	first.Text = first.Text[1:]
	alone := first.Text == ""
	last := &words[len(words)-1]
	if !strings.HasSuffix(last.Text, ")") {
		k.refuse(last.At, "invalid condition %q: it does not end with \")\"", last.Text)
		return nil, false
	}
	if last.Text = last.Text[:len(last.Text)-1]; last.Text == "" {
		words = words[:len(words)-1]
	}
	if alone && len(words) > 0 {
		words = words[1:]
	}
	if len(words) == 0 {
		k.refuse(d.Args[0].At, "invalid condition: it is empty")
		return nil, false
	}
	return words, true
}

// fileTest says whether the word is "-f" or the like.
func fileTest(text string) bool {
	test, ok := strings.CutPrefix(strings.TrimPrefix(text, "!"), "-")
	return ok && len(test) == 1 && strings.Contains("fdex", test)
}

// compare judges an operator and what stands behind it.
func (k *checker) compare(operator, right Word) bool {
	switch operator.Text {
	case "=", "!=":
		k.script(right.At, right.Text)
		return true
	case "~", "~*", "!~", "!~*":
		return k.regex(right.At, right.Text, strings.HasSuffix(operator.Text, "*")) != nil
	}
	k.refuse(operator.At, "unexpected %q in condition", operator.Text)
	return false
}

package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// charset judges charset and source_charset: a name, a variable or, of the first, off.
func (k *checker) charset(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	if name, ok := strings.CutPrefix(d.Args[0].Text, "$"); ok {
		k.useNamed(d.Args[0].At, name)
	}
}

// charsetMap judges a table of two charsets.
func (k *checker) charsetMap(_ *level, d *Directive) {
	from, to := strings.ToLower(d.Args[0].Text), strings.ToLower(d.Args[1].Text)
	if from == to {
		k.refuse(d.At, "\"charset_map\" between the same charsets %q and %q", d.Args[0].Text, d.Args[1].Text)
		return
	}
	if k.recodes[[2]string{from, to}] || k.recodes[[2]string{to, from}] {
		k.refuse(d.At, "duplicate \"charset_map\" between %q and %q", d.Args[0].Text, d.Args[1].Text)
		return
	}
	k.recodes[[2]string{from, to}] = true
	k.lines(d, func(line *Directive) bool {
		if len(line.Args) != 1 {
			k.refuse(line.At, "invalid parameters number")
			return false
		}
		ok := isByte(line.Name)
		for text := line.Args[0].Text; to == "utf-8" && len(text) > 2; text = text[min(2, len(text)):] {
			ok = ok && isByte(text[:2])
		}
		if to != "utf-8" {
			ok = ok && isByte(line.Args[0].Text)
		}
		if !ok {
			k.refuse(line.At, "invalid value %q or %q", line.Name, line.Args[0].Text)
		}
		return ok
	})
}

func isByte(text string) bool {
	n, ok := value.Hex(text)
	return ok && n <= 255
}

// recoded refuses a charset that answers are recoded to without a table.
func (k *checker) recoded(l *level) {
	to, from := l.nearest("charset"), l.nearest("source_charset")
	if to == nil || from == nil || to.Args[0].Text == "off" {
		return
	}
	a, b := strings.ToLower(from.Args[0].Text), strings.ToLower(to.Args[0].Text)
	if a == b || strings.HasPrefix(a, "$") || strings.HasPrefix(b, "$") || k.recodes[[2]string{a, b}] || k.recodes[[2]string{b, a}] {
		return
	}
	k.refuse(from.At, "no \"charset_map\" between the charsets %q and %q", a, b)
}

package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// addHeader judges add_header and add_trailer.
func (k *checker) addHeader(_ *level, d *Directive) {
	k.script(d.Args[1].At, d.Args[1].Text)
	if len(d.Args) > 2 && d.Args[2].Text != "always" {
		k.refuse(d.Args[2].At, "invalid parameter %q", d.Args[2].Text)
	}
}

const day = 24 * 60 * 60

// expires judges a time, after "modified" or not, with a sign or as a time of the day.
func (k *checker) expires(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	w, modified := d.Args[len(d.Args)-1], len(d.Args) == 2
	text := w.Text
	switch {
	case modified && d.Args[0].Text != "modified":
		k.invalid(d, d.Args[0])
		return
	case strings.Contains(text, "$"):
		k.script(w.At, text)
		return
	case !modified && (text == "epoch" || text == "max" || text == "off"):
		return
	}
	daily := strings.HasPrefix(text, "@")
	if text != "" && strings.ContainsRune("@+-", rune(text[0])) {
		text = text[1:]
	}
	n, ok := value.Seconds(text)
	switch {
	case daily && modified:
		k.refuse(w.At, "daily time cannot be used with \"modified\" parameter")
	case !ok:
		k.invalid(d, w)
	case daily && n > day:
		k.refuse(w.At, "daily time value must be less than 24 hours")
	}
}

// index judges the names of index files.
func (k *checker) index(_ *level, d *Directive) {
	for _, w := range d.Args {
		if w.Text == "" {
			k.refuse(w.At, "index %q in \"index\" directive is invalid", w.Text)
			return
		}
		k.script(w.At, w.Text)
	}
}

// errorPage judges the statuses, "=code" and the page of error_page.
func (k *checker) errorPage(_ *level, d *Directive) {
	n := len(d.Args)
	statuses, page := d.Args[:n-1], d.Args[n-1]
	if answer := d.Args[n-2]; strings.HasPrefix(answer.Text, "=") {
		_, ok := value.Number(answer.Text[1:])
		if n == 2 || !ok && answer.Text != "=" {
			k.refuse(answer.At, "invalid value %q", answer.Text)
			return
		}
		statuses = d.Args[:n-2]
	}
	k.script(page.At, page.Text)
	for _, w := range statuses {
		status, ok := value.Number(w.Text)
		switch {
		case !ok || status == 499:
			k.refuse(w.At, "invalid value %q", w.Text)
			return
		case status < 300 || status > 599:
			k.refuse(w.At, "value %q must be between 300 and 599", w.Text)
			return
		}
	}
}

// mirror, auth_request and http2_push: "off" stands alone.
func (k *checker) mirror(l *level, d *Directive) {
	off := d.Args[0].Text == "off"
	if first := l.seen[d.Name]; first != nil && (off || first.Args[0].Text == "off") {
		k.twice(l, d)
		return
	}
	if d.Name == "http2_push" && !off {
		k.script(d.Args[0].At, d.Args[0].Text)
	}
}

// authRequestSet judges the variable and its value.
func (k *checker) authRequestSet(_ *level, d *Directive) {
	if name, ok := k.named(d.Args[0]); ok {
		k.define(d.Args[0].At, name)
		k.script(d.Args[1].At, d.Args[1].Text)
	}
}

func (k *checker) onceScript(l *level, d *Directive) {
	if !k.twice(l, d) {
		k.script(d.Args[0].At, d.Args[0].Text)
	}
}

// allow judges allow and deny.
func (k *checker) allow(_ *level, d *Directive) {
	w := d.Args[0]
	if _, ok := value.CIDR(w.Text); !ok && w.Text != "all" && w.Text != "unix:" {
		k.refuse(w.At, "invalid parameter %q", w.Text)
	}
}

// subFilter judges what is looked for and what takes its place.
func (k *checker) subFilter(_ *level, d *Directive) {
	if d.Args[0].Text == "" {
		k.refuse(d.Args[0].At, "empty search pattern")
		return
	}
	k.complexes(d, rule{})
}

// gzipDisable judges patterns of browsers.
func (k *checker) gzipDisable(_ *level, d *Directive) {
	for _, w := range d.Args {
		if w.Text != "msie6" && w.Text != "degradation" && k.plain(w.At, w.Text, true) == nil {
			return
		}
	}
}

// userID judges userid_expires and userid_mark.
func (k *checker) userID(l *level, d *Directive) {
	w := d.Args[0]
	if k.twice(l, d) || w.Text == "off" {
		return
	}
	if d.Name == "userid_mark" {
		if len(w.Text) != 1 || !wordy(w.Text[0]) && w.Text != "=" || w.Text == "_" {
			k.refuse(w.At, "the value of %q must be \"off\" or a single letter, digit or \"=\"", d.Name)
		}
		return
	}
	if _, ok := value.Seconds(w.Text); !ok && w.Text != "max" {
		k.invalid(d, w)
	}
}

// modernBrowser judges the name and the least version of a browser.
func (k *checker) modernBrowser(_ *level, d *Directive) {
	if len(d.Args) == 1 {
		if d.Args[0].Text != "unlisted" {
			k.invalid(d, d.Args[0])
		}
		return
	}
	switch strings.ToLower(d.Args[0].Text) {
	case "msie", "gecko", "opera", "safari", "konqueror":
	default:
		k.refuse(d.Args[0].At, "unknown browser name %q", d.Args[0].Text)
		return
	}
	if strings.Trim(d.Args[1].Text, ".0123456789") != "" {
		k.refuse(d.Args[1].At, "invalid browser version %q", d.Args[1].Text)
	}
}

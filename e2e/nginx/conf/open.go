package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// keepaliveTimeout judges a time and the one that is told to the client.
func (k *checker) keepaliveTimeout(l *level, d *Directive) {
	if l.in == inUpstream && len(d.Args) > 1 || k.twice(l, d) {
		return
	}
	if _, ok := value.Milliseconds(d.Args[0].Text); !ok {
		k.invalid(d, d.Args[0])
		return
	}
	if len(d.Args) > 1 {
		if _, ok := value.Seconds(d.Args[1].Text); !ok {
			k.invalid(d, d.Args[1])
		}
	}
}

// openFileCache judges open_file_cache and open_log_file_cache.
func (k *checker) openFileCache(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	log := d.Name == "open_log_file_cache"
	largest, off := int64(0), false
	for _, w := range d.Args {
		what, text, _ := strings.Cut(w.Text, "=")
		ok := strings.Contains(w.Text, "=")
		switch {
		case w.Text == "off":
			off, ok = true, true
		case !ok:
		case what == "max":
			largest, ok = value.Number(text)
			ok = ok && (largest > 0 || log)
		case what == "inactive", what == "valid" && log:
			_, ok = value.Seconds(text)
		case what == "min_uses" && log:
			_, ok = value.Number(text)
		default:
			ok = false
		}
		if !ok {
			k.refuse(w.At, "invalid %q parameter %q", d.Name, w.Text)
			return
		}
	}
	if largest == 0 && !off {
		k.refuse(d.At, "%q must have the \"max\" parameter", d.Name)
	}
}

// aio judges on, off or threads.
func (k *checker) aio(l *level, d *Directive) {
	w := d.Args[0]
	pool, named := strings.CutPrefix(w.Text, "threads=")
	switch {
	case k.twice(l, d) || w.Text == "on" || w.Text == "off":
	case named && strings.Contains(pool, "$"):
		k.script(w.At, pool)
	case named:
		k.usedPools = append(k.usedPools, Word{Text: pool, At: w.At})
	case w.Text != "threads":
		k.invalid(d, w)
	}
}

// directio judges a size or off.
func (k *checker) directio(l *level, d *Directive) {
	if _, ok := value.Offset(d.Args[0].Text); !k.twice(l, d) && !ok && d.Args[0].Text != "off" {
		k.invalid(d, d.Args[0])
	}
}

// disableSymlinks judges off, on or if_not_owner, with "from=" or without.
func (k *checker) disableSymlinks(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	mode, from := "", false
	for _, w := range d.Args {
		text, isFrom := strings.CutPrefix(w.Text, "from=")
		switch {
		case isFrom:
			from = true
			k.script(w.At, text)
		case text == "off" || text == "on" || text == "if_not_owner":
			mode = text
		default:
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
	}
	switch {
	case mode == "":
		k.refuse(d.At, "%q must have \"off\", \"on\" or \"if_not_owner\" parameter", d.Name)
	case len(d.Args) == 2 && !from:
		k.refuse(d.At, "duplicate parameters of %q", d.Name)
	case from && mode == "off":
		k.refuse(d.At, "\"from=\" cannot be used with \"off\" parameter")
	}
}

// sessionCache judges ssl_session_cache.
func (k *checker) sessionCache(_ *level, d *Directive) {
	for _, w := range d.Args {
		kind, text, found := strings.Cut(w.Text, ":")
		ok := !found && (kind == "off" || kind == "none" || kind == "builtin")
		switch {
		case kind == "builtin" && found:
			_, ok = value.Number(text)
		case kind == "shared" && found && text != "" && text[0] != ':':
			if !k.sharedCache(w, text, "ssl") {
				return
			}
			ok = true
		}
		if !ok {
			k.refuse(w.At, "invalid session cache %q", w.Text)
			return
		}
	}
}

func (k *checker) sharedCache(w Word, text, use string) bool {
	name, size, ok := k.zoneText(w.At, text, 8)
	return ok && k.zone(w.At, name, use, size) != nil
}

// ocspCache judges ssl_ocsp_cache.
func (k *checker) ocspCache(l *level, d *Directive) {
	w := d.Args[0]
	text, shared := strings.CutPrefix(w.Text, "shared:")
	switch {
	case k.twice(l, d) || w.Text == "off":
	case !shared || text == "" || text[0] == ':':
		k.refuse(w.At, "invalid OCSP cache %q", w.Text)
	default:
		k.sharedCache(w, text, "ssl_ocsp")
	}
}

package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// A zone is a piece of shared memory. Directives may speak of it before the one that gives its size.
type zone struct {
	use   string // the module that uses it
	size  int64  // 0: no size yet
	bound bool   // what it is for was said, which may be said once
	at    Position
}

const page = 4096

// zone finds or adds a zone, as ngx_shared_memory_add does.
func (k *checker) zone(at Position, name, use string, size int64) *zone {
	z := k.zones[name]
	switch {
	case z == nil:
		z = &zone{use: use, size: size, at: at}
		k.zones[name] = z
		return z
	case z.use != use:
		k.refuse(at, "the shared memory zone %q is already declared for a different use: %s", name, z.at)
		return nil
	case z.size == 0:
		z.size = size
	case size != 0 && size != z.size:
		k.refuse(at, "the size %d of shared memory zone %q conflicts with already declared size %d", size, name, z.size)
		return nil
	}
	return z
}

// zoneText reads "name:size", which needs so many pages at least.
func (k *checker) zoneText(at Position, text string, pages int64) (name string, size int64, ok bool) {
	name, what, found := strings.Cut(text, ":")
	size, ok = value.Size(what)
	switch {
	case !found || !ok:
		k.refuse(at, "invalid zone size %q", text)
	case size < pages*page:
		k.refuse(at, "zone %q is too small", text)
	default:
		return name, size, true
	}
	return "", 0, false
}

// limitZone judges limit_req_zone and limit_conn_zone.
func (k *checker) limitZone(_ *level, d *Directive) {
	k.script(d.Args[0].At, d.Args[0].Text)
	name, size := "", int64(0)
	for _, w := range d.Args[1:] {
		switch what, text, _ := strings.Cut(w.Text, "="); {
		case strings.HasPrefix(w.Text, "zone="):
			var ok bool
			if name, size, ok = k.zoneText(w.At, text, 8); !ok {
				return
			}
		case what == "rate" && strings.HasPrefix(w.Text, "rate=") && d.Name == "limit_req_zone":
			rate := strings.TrimSuffix(text, "r/s")
			if rate == text {
				rate = strings.TrimSuffix(text, "r/m")
			}
			if n, ok := value.Number(rate); !ok || n == 0 {
				k.refuse(w.At, "invalid rate %q", w.Text)
				return
			}
		default:
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
	}
	if name == "" {
		k.refuse(d.At, "%q must have \"zone\" parameter", d.Name)
		return
	}
	k.bindZone(d, name, strings.TrimSuffix(d.Name, "_zone"), size)
}

func (k *checker) bindZone(d *Directive, name, use string, size int64) {
	z := k.zone(d.At, name, use, size)
	if z == nil {
		return
	}
	if z.bound {
		k.refuse(d.At, "zone %q of %q is already bound: it stands at %s", name, d.Name, z.at)
	}
	z.bound = true
}

func (k *checker) limitConn(l *level, d *Directive) {
	name, limit := d.Args[0], d.Args[1]
	if k.zone(name.At, name.Text, "limit_conn", 0) == nil {
		return
	}
	k.limited(l, d, name.Text)
	if n, ok := value.Number(limit.Text); !ok || n == 0 || n > 65535 {
		k.refuse(limit.At, "invalid number of connections %q", limit.Text)
	}
}

// limited refuses a zone that is named twice by a directive of one block.
func (k *checker) limited(l *level, d *Directive, zone string) {
	key := d.Name + " " + zone
	if first := l.seen[key]; first != nil {
		k.refuse(d.At, "%q directive is duplicate: it stands at %s", d.Name, first.At)
		return
	}
	l.seen[key] = d
}

func (k *checker) limitReq(l *level, d *Directive) {
	zone, named := "", false
	for _, w := range d.Args {
		_, text, _ := strings.Cut(w.Text, "=")
		switch {
		case strings.HasPrefix(w.Text, "zone="):
			zone, named = text, true
			if k.zone(w.At, zone, "limit_req", 0) == nil {
				return
			}
		case strings.HasPrefix(w.Text, "burst="), strings.HasPrefix(w.Text, "delay="):
			if n, ok := value.Number(text); !ok || n == 0 {
				k.invalid(d, w)
				return
			}
		case w.Text == "nodelay":
		default:
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
	}
	if !named {
		k.refuse(d.At, "%q must have \"zone\" parameter", d.Name)
		return
	}
	k.limited(l, d, zone)
}

// upstreamZone judges zone of an upstream.
func (k *checker) upstreamZone(_ *level, d *Directive) {
	name, size := d.Args[0], int64(0)
	if name.Text == "" {
		k.refuse(name.At, "invalid zone name %q", name.Text)
		return
	}
	if len(d.Args) > 1 {
		var ok bool
		if size, ok = value.Size(d.Args[1].Text); !ok || size < 8*page {
			k.refuse(d.Args[1].At, "invalid zone size %q, or it is too small", d.Args[1].Text)
			return
		}
	}
	k.zone(name.At, name.Text, "upstream", size)
}

// sized refuses zones that are spoken of and have no size.
func (k *checker) sized() {
	for name, z := range k.zones {
		if z.size == 0 {
			k.refuse(z.at, "zero size shared memory zone %q", name)
		}
	}
}

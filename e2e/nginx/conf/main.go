package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// eventsBlock and httpBlock stand once.
func (k *checker) eventsBlock(l *level, d *Directive) {
	if !k.twice(l, d) {
		k.enter(l, d, inEvents, nil)
	}
}

func (k *checker) httpBlock(l *level, d *Directive) {
	if !k.twice(l, d) {
		k.enter(l, d, inHTTP, nil)
	}
}

// useEvents judges the method of events. Linux has epoll; others are taken for those of other systems.
func (k *checker) useEvents(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	switch name := d.Args[0]; name.Text {
	case "epoll", "event_core":
	case "kqueue", "eventport", "/dev/poll", "poll", "select":
		k.later(name.At, "invalid event type %q", name.Text)
	default:
		k.refuse(name.At, "invalid event type %q", name.Text)
	}
}

func (k *checker) connections(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	n, ok := value.Number(d.Args[0].Text)
	if !ok {
		k.refuse(d.Args[0].At, "invalid number %q", d.Args[0].Text)
	}
	k.connection, k.counted = n, d
}

// workerProcesses judges a number or "auto".
func (k *checker) workerProcesses(l *level, d *Directive) {
	if _, ok := value.Number(d.Args[0].Text); !k.twice(l, d) && !ok && d.Args[0].Text != "auto" {
		k.invalid(d, d.Args[0])
	}
}

// priority judges worker_priority. It may stand twice where the first is 0.
func (k *checker) priority(l *level, d *Directive) {
	if first := l.seen[d.Name]; first != nil && strings.Trim(first.Args[0].Text, "+-0") != "" && k.twice(l, d) {
		return
	}
	text := d.Args[0].Text
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		text = text[1:]
	}
	if _, ok := value.Number(text); !ok {
		k.invalid(d, d.Args[0])
	}
}

// affinity judges masks of processors.
func (k *checker) affinity(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	masks := d.Args
	if masks[0].Text == "auto" {
		if len(masks) > 2 {
			k.refuse(d.At, "invalid number of arguments in \"worker_cpu_affinity\" directive")
			return
		}
		masks = masks[1:]
	}
	for _, w := range masks {
		if len(w.Text) > 1024 || strings.Trim(w.Text, "01 ") != "" {
			k.refuse(w.At, "invalid character in \"worker_cpu_affinity\" %q", w.Text)
			return
		}
	}
}

// loadModule notes that directives and variables may be those of modules.
func (k *checker) loadModule(l *level, d *Directive) {
	k.foreign = true
	for _, name := range []string{"events", "http"} {
		if l.seen[name] != nil {
			k.refuse(d.At, "%q directive is specified too late: %q stands before it", d.Name, name)
			return
		}
	}
}

// threadPool judges the number of threads. What it does not know it passes over, as NGINX does.
func (k *checker) threadPool(_ *level, d *Directive) {
	name, threads := d.Args[0], false
	if k.pools[name.Text] {
		k.refuse(name.At, "duplicate thread pool %q", name.Text)
		return
	}
	for _, w := range d.Args[1:] {
		what, text, _ := strings.Cut(w.Text, "=")
		n, ok := value.Number(text)
		switch {
		case !strings.Contains(w.Text, "="):
		case what == "threads" && (!ok || n == 0), what == "max_queue" && !ok:
			k.invalid(d, w)
			return
		}
		threads = threads || strings.HasPrefix(w.Text, "threads=")
	}
	if !threads {
		k.refuse(d.At, "%q must have \"threads\" parameter", d.Name)
	}
	k.pools[name.Text] = true
}

// resolver judges addresses of name servers.
func (k *checker) resolver(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	servers := 0
	for _, w := range d.Args {
		what, text, _ := strings.Cut(w.Text, "=")
		ok := true
		switch {
		case strings.HasPrefix(w.Text, "valid="):
			_, ok = value.Seconds(text)
		case strings.HasPrefix(w.Text, "ipv6="):
			ok = text == "on" || text == "off"
		case what == "ipv4" || what == "status_zone":
			k.later(w.At, "invalid parameter %q", w.Text)
		default:
			servers++
			_, err := value.ParseURL(w.Text, value.Use{Default: 53})
			ok = err == nil
		}
		if !ok {
			k.refuse(w.At, "invalid parameter %q in \"resolver\"", w.Text)
			return
		}
	}
	if servers == 0 {
		k.refuse(d.At, "no name servers defined")
	}
}

package conf

import (
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// levels of directories: up to three, of one or two letters each.
var levels = regexp.MustCompile(`^[12](:[12]){0,2}$`)

// cachePath judges proxy_cache_path and its like.
func (k *checker) cachePath(_ *level, d *Directive) {
	zone, size := "", int64(0)
	for _, w := range d.Args[1:] {
		name, text, _ := strings.Cut(w.Text, "=")
		ok := strings.Contains(w.Text, "=")
		switch name {
		case "levels":
			ok = ok && (levels.MatchString(text) || text == "")
		case "use_temp_path":
			ok = text == "on" || text == "off"
		case "keys_zone":
			if zone, size, ok = k.zoneText(w.At, text, 2); !ok {
				return
			}
		case "inactive":
			_, ok = value.Seconds(text)
		case "max_size", "min_free":
			_, ok = value.Offset(text)
		case "loader_files", "manager_files":
			_, ok = value.Number(text)
		case "loader_sleep", "loader_threshold", "manager_sleep", "manager_threshold":
			_, ok = value.Milliseconds(text)
		default:
			ok = false
		}
		if !ok {
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
	}
	if zone == "" || size == 0 {
		k.refuse(d.At, "%q must have \"keys_zone\" parameter", d.Name)
		return
	}
	path := strings.TrimSuffix(d.Args[0].Text, "/")
	if first, twice := k.paths[path]; twice {
		k.refuse(d.At, "the same path name %q is used by %s", path, first)
		return
	}
	k.paths[path] = d.Name
	k.bindZone(d, zone, strings.TrimSuffix(d.Name, "_path"), size)
}

// cacheValid judges proxy_cache_valid and its like: statuses and, last, a time.
func (k *checker) cacheValid(_ *level, d *Directive) {
	last := d.Args[len(d.Args)-1]
	if _, ok := value.Seconds(last.Text); !ok {
		k.refuse(last.At, "invalid time value %q", last.Text)
		return
	}
	for _, w := range d.Args[:len(d.Args)-1] {
		if n, ok := value.Number(w.Text); w.Text != "any" && (!ok || n < 100 || n > 599) {
			k.refuse(w.At, "invalid status %q", w.Text)
		}
	}
}

// cache judges proxy_cache and its like.
func (k *checker) cache(l *level, d *Directive) {
	w := d.Args[0]
	store := l.seen[strings.TrimSuffix(d.Name, "cache")+"store"]
	switch {
	case k.twice(l, d) || w.Text == "off":
	case store != nil && store.Args[0].Text != "off":
		k.refuse(d.At, "%q directive is incompatible with %q", d.Name, store.Name)
	case strings.Contains(w.Text, "$"):
		k.script(w.At, w.Text)
	default:
		k.zone(w.At, w.Text, d.Name, 0)
	}
}

// store judges proxy_store and its like.
func (k *checker) store(l *level, d *Directive) {
	w := d.Args[0]
	cache := l.seen[strings.TrimSuffix(d.Name, "store")+"cache"]
	switch {
	case k.twice(l, d) || w.Text == "off":
	case cache != nil && cache.Args[0].Text != "off":
		k.refuse(d.At, "%q directive is incompatible with %q", d.Name, cache.Name)
	case w.Text != "on":
		k.script(w.At, w.Text)
	}
}

// cacheKey judges proxy_cache_key and its like.
func (k *checker) cacheKey(l *level, d *Directive) {
	if !k.twice(l, d) {
		k.script(d.Args[0].At, d.Args[0].Text)
	}
}

// path judges the directories of temporary files: a path and up to three numbers of letters, nine together at most.
func (k *checker) path(d *Directive, _ rule) {
	total := int64(0)
	for _, w := range d.Args[1:] {
		n, ok := value.Number(w.Text)
		if !ok || n == 0 || n > 1000 {
			k.invalid(d, w)
			return
		}
		total += n + 1
	}
	if total > 10+int64(len(d.Args)-1) {
		k.refuse(d.At, "%q directive has an invalid value: its levels are too long", d.Name)
		return
	}
	path, now := strings.TrimSuffix(d.Args[0].Text, "/"), "temporary files "+strings.Join(d.Texts()[1:], ":")
	if first, ok := k.paths[path]; ok && first != now {
		k.refuse(d.At, "the same path name %q is used otherwise, by %s", path, first)
		return
	}
	k.paths[path] = now
}

// access judges the rights of files: "user:rw", "group:r", "all:r".
func (k *checker) access(d *Directive, _ rule) {
	for _, w := range d.Args {
		who, right, _ := strings.Cut(w.Text, ":")
		if who != "user" && who != "group" && who != "all" || right != "rw" && right != "r" {
			k.invalid(d, w)
			return
		}
	}
}

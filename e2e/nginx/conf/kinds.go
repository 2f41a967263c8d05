package conf

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// The kinds of directives.txt. Those of once stand at most once in a block.
//
//	flag             on or off
//	num, num:1-9     a number, within bounds; num:power is a power of two
//	size, off        bytes; size:pool is the size of a memory pool, size:1k|2k one of these
//	msec, sec        a time
//	str, strs, pairs any text: once, or repeated with one or two arguments
//	enum:a|b         one of these; bits:a|b several
//	bufs             a number and a size
//	complex          a text with variables; complexzero likewise, complexsize a size unless it has some; predicates repeated
//	types            media types; path a directory with levels; access rights; obsolete is taken and has no effect
//	own              judged by a function of its own (own.go)
var once = map[string]bool{"flag": true, "num": true, "size": true, "off": true, "msec": true, "sec": true, "str": true, "enum": true, "bufs": true,
	"complex": true, "complexzero": true, "complexsize": true, "path": true, "access": true}

// value judges what a directive says.
func (k *checker) value(l *level, d *Directive, r rule) {
	if once[r.kind] && k.twice(l, d) {
		return
	}
	if first := l.seen["map"]; first != nil && strings.HasPrefix(d.Name, "map_hash_") {
		k.refuse(d.At, "%q directive is duplicate: the map at %s took its standard", d.Name, first.At)
		return
	}
	if r.kind == "own" {
		if f := own[d.Name]; f != nil {
			f(k, l, d)
		}
		return
	}
	if f := kinds[r.kind]; f != nil {
		f(k, d, r)
	}
}

// kinds judge the arguments of a directive by its kind.
var kinds map[string]func(*checker, *Directive, rule)

func init() { // a variable's own value can't speak of functions that use it
	kinds = map[string]func(*checker, *Directive, rule){
		"flag": (*checker).flag, "num": (*checker).number, "size": (*checker).size, "off": simple(value.Offset), "msec": simple(value.Milliseconds),
		"sec": simple(value.Seconds), "enum": (*checker).enum, "bits": (*checker).enum, "bufs": (*checker).buffers, "complex": (*checker).complexes,
		"complexzero": (*checker).complexes, "predicates": (*checker).complexes, "complexsize": (*checker).complexSize, "path": (*checker).path,
		"access": (*checker).access,
	}
}

func simple(read func(string) (int64, bool)) func(*checker, *Directive, rule) {
	return func(k *checker, d *Directive, _ rule) {
		if _, ok := read(d.Args[0].Text); !ok {
			k.invalid(d, d.Args[0])
		}
	}
}

// invalid refuses an argument.
func (k *checker) invalid(d *Directive, w Word) {
	k.refuse(w.At, "invalid value %q in %q directive", w.Text, d.Name)
}

func (k *checker) flag(d *Directive, _ rule) {
	if text := strings.ToLower(d.Args[0].Text); text != "on" && text != "off" {
		k.refuse(d.Args[0].At, "invalid value %q in %q directive, it must be \"on\" or \"off\"", d.Args[0].Text, d.Name)
	}
}

func (k *checker) number(d *Directive, r rule) {
	n, ok := value.Number(d.Args[0].Text)
	switch bound := r.values[0]; {
	case !ok:
		k.refuse(d.Args[0].At, "%q directive has an invalid number %q", d.Name, d.Args[0].Text)
	case bound == "power" && (n == 0 || n&(n-1) != 0):
		k.refuse(d.Args[0].At, "%q directive must be a power of two", d.Name)
	case bound != "power" && !within(n, bound):
		k.refuse(d.Args[0].At, "the value of %q must be between %s", d.Name, strings.Replace(bound, "-", " and ", 1))
	}
}

// within says whether a number lies in "low-high", either of which may be left out.
func within(n int64, bound string) bool {
	low, high, _ := strings.Cut(bound, "-")
	least, err := strconv.ParseInt(low, 10, 64)
	if err == nil && n < least {
		return false
	}
	most, err := strconv.ParseInt(high, 10, 64)
	return err != nil || n <= most
}

// A memory pool has at least leastPool bytes, in steps of stepPool.
const (
	leastPool = 112
	stepPool  = 16
)

func (k *checker) size(d *Directive, r rule) {
	n, ok := value.Size(d.Args[0].Text)
	switch {
	case !ok:
		k.invalid(d, d.Args[0])
	case r.values[0] == "pool" && (n < leastPool || n%stepPool != 0):
		k.refuse(d.Args[0].At, "the pool size must be no less than %d and a multiple of %d", leastPool, stepPool)
	case len(r.values) > 1 && !slices.ContainsFunc(r.values, func(v string) bool { s, _ := value.Size(v); return s == n }):
		k.refuse(d.Args[0].At, "%q directive must be one of %s", d.Name, strings.Join(r.values, ", "))
	case len(r.values) == 1 && strings.Contains(r.values[0], "-") && !within(n, r.values[0]):
		k.refuse(d.Args[0].At, "%q directive has a value out of its bounds %s", d.Name, r.values[0])
	}
}

func (k *checker) enum(d *Directive, r rule) {
	for _, w := range d.Args {
		if !slices.ContainsFunc(r.values, func(v string) bool { return strings.EqualFold(v, w.Text) }) {
			k.invalid(d, w)
		}
	}
}

func (k *checker) buffers(d *Directive, _ rule) {
	if n, ok := value.Number(d.Args[0].Text); !ok || n == 0 {
		k.invalid(d, d.Args[0])
	}
	if n, ok := value.Size(d.Args[1].Text); !ok || n == 0 {
		k.invalid(d, d.Args[1])
	}
}

func (k *checker) complexes(d *Directive, _ rule) {
	for _, w := range d.Args {
		k.script(w.At, w.Text)
	}
}

func (k *checker) complexSize(d *Directive, _ rule) {
	w := d.Args[0]
	k.script(w.At, w.Text)
	if _, ok := value.Size(w.Text); !ok && !strings.Contains(w.Text, "$") {
		k.invalid(d, w)
	}
}

package conf

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// geo judges geo: a variable or two, and networks or ranges.
func (k *checker) geo(_ *level, d *Directive) {
	for i, w := range d.Args {
		name, ok := k.named(w)
		if !ok {
			return
		}
		if i == len(d.Args)-1 {
			k.define(w.At, name)
		} else {
			k.useNamed(w.At, name)
		}
	}
	g := geo{k: k, known: map[uint32][]span{}}
	k.lines(d, g.line)
}

// useNamed uses a variable that is named without a script, so that its name may be anything.
func (k *checker) useNamed(at Position, name string) {
	if name == "" {
		k.refuse(at, "invalid variable name \"$\"")
		return
	}
	k.use(at, name)
}

// A geo is a block that is read line by line.
type geo struct {
	k      *checker
	ranges bool
	some   bool              // networks stand already
	known  map[uint32][]span // by the first two numbers of the address
	work   int
}

// A span is a range of the last two numbers of addresses.
type span struct{ from, to uint32 }

func (g *geo) line(line *Directive) bool {
	switch {
	case len(line.Args) == 0 && line.Name == "ranges":
		if g.some {
			g.k.refuse(line.At, "the \"ranges\" directive must be the first directive inside \"geo\" block")
			return false
		}
		g.ranges = true
		return true
	case len(line.Args) == 0 && line.Name == "proxy_recursive":
		return true
	case len(line.Args) != 1:
		g.k.refuse(line.At, "invalid number of the geo parameters")
		return false
	case line.Name == "proxy":
		return g.network(line.Args[0].At, line.Args[0].Text)
	case line.Name == "default":
		g.some = g.some || !g.ranges
		return true
	}
	at, text := line.At, line.Name
	if text == "delete" {
		at, text = line.Args[0].At, line.Args[0].Text
	}
	if g.ranges {
		return g.span(at, text, line.Name == "delete")
	}
	g.some = true
	return g.network(at, text)
}

func (g *geo) network(at Position, text string) bool {
	if _, ok := value.CIDR(text); !ok && text != "255.255.255.255" {
		g.k.refuse(at, "invalid network %q", text)
		return false
	}
	return true
}

// mostWork bounds how many pieces of ranges are compared.
const mostWork = 1 << 21

// span judges a range. Ranges may lie in each other, but not overlap in part: NGINX looks at the pieces of a range that
// have the first two numbers in common, one by one.
func (g *geo) span(at Position, text string, remove bool) bool {
	from, to, found := strings.Cut(text, "-")
	a, ok := value.IPv4(from)
	b, ok2 := value.IPv4(to)
	if !found || !ok || !ok2 || b.Less(a) {
		g.k.refuse(at, "invalid range %q", text)
		return false
	}
	first, last := number(a), number(b)
	for high := first >> 16; high <= last>>16; high++ {
		piece := span{0, 0xffff}
		if high == first>>16 {
			piece.from = first & 0xffff
		}
		if high == last>>16 {
			piece.to = last & 0xffff
		}
		if g.work++; g.work > mostWork {
			g.k.note(at, "whether the ranges of this geo block overlap is not judged: there are too many")
			return true
		}
		if remove {
			g.known[high] = slices.DeleteFunc(g.known[high], func(s span) bool { return s == piece })
		} else if g.known[high], ok = insert(g.known[high], piece); !ok {
			g.k.refuse(at, "range %q overlaps another", text)
			return false
		}
	}
	return true
}

func number(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

// insert puts a piece between the others, or into the one that it lies in.
func insert(known []span, piece span) ([]span, bool) {
	for i := len(known) - 1; i >= 0; i-- {
		k := known[i]
		switch {
		case piece.to < k.from:
			continue
		case piece.from > k.to:
			return slices.Insert(known, i+1, piece), true
		case piece == k:
			return known, true
		case piece.from > k.from && piece.to < k.to:
			return slices.Replace(known, i, i+1, span{k.from, piece.from - 1}, piece, span{piece.to + 1, k.to}), true
		case piece.from == k.from && piece.to < k.to:
			return slices.Replace(known, i, i+1, piece, span{piece.to + 1, k.to}), true
		case piece.from > k.from && piece.to == k.to:
			return slices.Replace(known, i, i+1, span{k.from, piece.from - 1}, piece), true
		}
		return known, false
	}
	return slices.Insert(known, 0, piece), true
}

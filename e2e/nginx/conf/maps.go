package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// lines gives the lines of a block that holds no directives, each with its first word as Name.
func (k *checker) lines(d *Directive, f func(*Directive) bool) {
	for _, line := range d.Block {
		if line.IsBlock() {
			k.refuse(line.At, "unexpected \"{\" in %q", d.Name)
			return
		}
		if !f(line) {
			return
		}
	}
}

// types judges a table of media types: anything goes.
func (k *checker) types(_ *level, d *Directive) {
	k.lines(d, func(*Directive) bool { return true })
}

// mapBlock judges map: its text, its variable, its lines.
func (k *checker) mapBlock(l *level, d *Directive) {
	k.script(d.Args[0].At, d.Args[0].Text)
	name, ok := k.named(d.Args[1])
	if !ok {
		return
	}
	k.define(d.Args[1].At, name)
	m := keys{k: k, names: map[string]bool{}, bucket: k.bucket(l, "map_hash_bucket_size"), hash: "map_hash"}
	if len(d.Block) > 0 {
		k.build(l, "map_hash")
	}
	byDefault := false
	k.lines(d, func(line *Directive) bool {
		if len(line.Args) == 0 && (line.Name == "hostnames" || line.Name == "volatile") {
			m.wildcards = m.wildcards || line.Name == "hostnames"
			return true
		}
		if len(line.Args) != 1 {
			k.refuse(line.At, "invalid number of the map parameters")
			return false
		}
		before := len(k.errs)
		k.script(line.Args[0].At, line.Args[0].Text)
		switch key := line.Name; {
		case key == "default" && byDefault:
			k.refuse(line.At, "duplicate default map parameter")
		case key == "default":
			byDefault = true
		case strings.HasPrefix(key, "~*"):
			k.regex(line.At, key[2:], true)
		case strings.HasPrefix(key, "~"):
			k.regex(line.At, key[1:], false)
		default:
			m.add(line.At, strings.TrimPrefix(key, `\`))
		}
		return len(k.errs) == before
	})
}

// splitClients judges split_clients: percents that together are no more than 100.
func (k *checker) splitClients(_ *level, d *Directive) {
	k.script(d.Args[0].At, d.Args[0].Text)
	name, ok := k.named(d.Args[1])
	if !ok {
		return
	}
	k.define(d.Args[1].At, name)
	const all = 10000 // hundredths of a percent
	sum := int64(0)
	k.lines(d, func(line *Directive) bool {
		percent, sign := strings.CutSuffix(line.Name, "%")
		n, ok := value.Percent(percent)
		switch {
		case line.Name == "*":
			sum = all
		case !ok || !sign || n == 0:
			k.refuse(line.At, "invalid percent value %q", line.Name)
			return false
		default:
			sum += n
		}
		if sum > all {
			k.refuse(line.At, "percent total is greater than 100%%")
		}
		return sum <= all
	})
}

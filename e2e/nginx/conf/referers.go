package conf

import (
	"slices"
	"strings"
)

// network judges set_real_ip_from and debug_connection: an address, a network, or a name that is looked up, which can't be
// told.
func (k *checker) network(*level, *Directive) {}

// referers judges valid_referers.
func (k *checker) referers(l *level, d *Directive) {
	if l.referers == nil {
		l.referers = &keys{k: k, names: map[string]bool{}, wildcards: true, bucket: k.bucket(l, "referer_hash_bucket_size"), hash: "referer_hash"}
	}
	for _, w := range d.Args {
		switch text := w.Text; {
		case text == "":
			k.refuse(w.At, "invalid referer %q", text)
			return
		case text == "none" || text == "blocked" || text == "server_names":
		case text == "~":
			k.refuse(w.At, "empty regex in %q", text)
			return
		case strings.HasPrefix(text, "~"):
			if k.plain(w.At, text[1:], true) == nil {
				return
			}
		default:
			host, _, _ := strings.Cut(text, "/")
			l.referers.add(w.At, host)
		}
	}
}

// refererNames adds the names of the server where valid_referers asks for them. "none" and "blocked" need a name beside
// them, which no pattern is.
func (k *checker) refererNames(l *level) {
	if l.referers == nil {
		return
	}
	var words []string
	for _, d := range l.block.Block {
		if d.Name == "valid_referers" {
			words = append(words, d.Texts()...)
		}
	}
	k.build(l, "referer_hash")
	if slices.Contains(words, "server_names") {
		for _, w := range l.serverNames() {
			if !strings.HasPrefix(w.Text, "~") {
				l.referers.add(w.At, w.Text)
			}
		}
	}
	if len(l.referers.names) == 0 && (slices.Contains(words, "none") || slices.Contains(words, "blocked")) {
		k.refuse(l.seen["valid_referers"].At, "the \"none\" or \"blocked\" referers are specified in the \"valid_referers\" directive without any valid referer")
	}
}

// serverNames are the names of the server that a block stands in. One that has none is called "".
func (l *level) serverNames() []Word {
	for l.in != inServer {
		l = l.up
	}
	var all []Word
	l.block.Each("server_name", func(d *Directive) { all = append(all, d.Args...) })
	if len(all) == 0 {
		all = []Word{{At: l.block.At}}
	}
	return all
}

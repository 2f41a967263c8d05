package conf

import (
	"slices"
	"strings"
)

// tables judges what NGINX looks at where a block comes to its end: the values of what is sent on, and names that are put
// into tables.
func (k *checker) tables(l *level) {
	k.build(l, "proxy_headers_hash")
	k.build(l, "types_hash")
	blocks := []*level{l}
	if l.in == inServer { // what http says is looked at when a server is
		blocks = append(blocks, l.up)
	}
	before := len(k.errs)
	for _, b := range blocks {
		for _, d := range b.block.Block {
			k.tabled(l, d)
			if len(k.errs) > before {
				return
			}
		}
	}
}

// tabled judges one directive of a block.
func (k *checker) tabled(l *level, d *Directive) {
	first := d.Args
	if len(first) > 0 {
		first = first[:1]
	}
	switch module, what, _ := strings.Cut(d.Name, "_"); {
	case what == "set_header":
		k.script(d.Args[1].At, d.Args[1].Text)
		k.short(first, module+"_headers_hash", k.headersBucket(l, module))
	case what == "hide_header":
		k.short(first, module+"_hide_headers_hash", k.headersBucket(l, module))
	case what == "param":
		k.script(d.Args[1].At, d.Args[1].Text)
		if name, ok := strings.CutPrefix(first[0].Text, "HTTP_"); ok && name != "" {
			k.fits(first[0].At, name, d.Name+"s_hash", line)
		}
	case d.Name == "types":
		for _, t := range d.Block {
			k.short(t.Args, "types_hash", k.bucket(l, "types_hash_bucket_size"))
		}
	case slices.Contains([]string{"gzip_types", "ssi_types", "charset_types", "sub_filter_types", "addition_types"}, d.Name):
		if !slices.Contains(d.Texts(), "*") {
			k.short(d.Args, "test_types_hash", line)
		}
	}
}

// headersBucket is the size of the buckets for names of headers, which one module lets the configuration say.
func (k *checker) headersBucket(l *level, module string) int64 {
	if module == "proxy" {
		return k.bucket(l, "proxy_headers_hash_bucket_size")
	}
	return line
}

// short refuses the first of the names that is too long for a table.
func (k *checker) short(names []Word, hash string, bucket int64) {
	for _, w := range names {
		if !k.fits(w.At, w.Text, hash, bucket) {
			return
		}
	}
}

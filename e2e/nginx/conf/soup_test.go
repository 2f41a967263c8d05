package conf_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A cook makes configurations of random directives where they may stand, with words that may suit them.
type cook struct {
	*rand.Rand
	uses map[string][]conf.Usage
}

var contexts = []string{"main", "events", "http", "server", "location", "upstream", "server-if", "location-if", "limit_except"}

// ofKind are words for the kinds of directives.txt; those of "own" suit what has functions of its own.
var ofKind = map[string][]string{
	"flag": {"on", "off", "ON", "1"}, "num": {"0", "1", "5", "64", "512", "x", "-1"}, "size": {"0", "1k", "4k", "512", "1m", "128", "x", "1g"}, "off": {"1g", "0", "1k", "x"},
	"msec": {"1s", "5", "100ms", "1m30s", "x"}, "sec": {"1s", "60", "1y", "x"}, "str": {"a", "/x", "", "$host"}, "strs": {"a", "X-A", ""}, "pairs": {"A b", "X-A $host", "A $", `A ""`}, "bufs": {"4 8k", "1 1", "0 8k", "x y"},
	"complex": {"a", "$host", "$nosuch", "$"}, "complexzero": {"a", "$host"}, "complexsize": {"1k", "$host", "x"}, "predicates": {"$host", "a $uri"}, "types": {"text/css", "*", "a/b text/css"}, "path": {"/tmp/fleetspec-p", "/tmp/fleetspec-p 1 2", "/tmp/fleetspec-p 0"},
	"access": {"user:rw", "all:r", "x"},
	"own": strings.Fields(`off on a b / /x 127.0.0.1 127.0.0.1:80 http://127.0.0.1 http://127.0.0.1/x unix:/x $host $uri $a ${b} $1 $nosuch $ 1 5 10 200 301 404 503 =404 = =200 ~ ~a ~*b ^/(a)$ ( ` +
		`"" all default none any 1s 1h 30d 1k 64k 1m auto max=5 inactive=1m zone=z zone=z:64k zone=y:1m rate=1r/s burst=5 nodelay keys_zone=k:64k levels=1:2 shared:s:64k builtin /tmp/fleetspec-x combined ` +
		`/dev/null buffer=4k flush=1s gzip if=$host always transparent weight=2 backup down consistent two least_conn threads=2 threads epoll valid=5s utf-8 koi8-r GET POST error warn debug syslog:server=127.0.0.1 ` +
		`($host) ($host = ) -f) (-f ~) last permanent @n X-Real-IP msie 5.0 unlisted modified @1h epoch server_names blocked *.a a.* .a`),
}

func (c *cook) one(from []string) string { return from[c.IntN(len(from))] }

// directive is one that may stand in a context, "" where the choice is a block that is made elsewhere.
func (c *cook) directive(in string) string {
	u := c.uses[in][c.IntN(len(c.uses[in]))]
	if c.IntN(3) == 0 { // those with functions of their own are tried more
		own := slices.DeleteFunc(slices.Clone(c.uses[in]), func(u conf.Usage) bool { return u.Kind != "own" })
		u = own[c.IntN(len(own))]
	}
	if slices.Contains([]string{"include", "load_module", "user", "server", "http", "events", "ssl_engine", "daemon"}, u.Name) && in != "upstream" {
		return ""
	}
	words := ofKind[u.Kind]
	if u.Kind == "enum" || u.Kind == "bits" || u.Kind == "size" && len(u.Values) > 1 {
		words = append(slices.Clone(u.Values), "x")
	}
	if words == nil {
		words = []string{"a"}
	}
	text := u.Name
	for n := u.Least + c.IntN(min(u.Most-u.Least, 2)+1); n > 0; n-- {
		text += " " + c.one(words)
		if u.Kind == "pairs" || u.Kind == "bufs" || u.Kind == "path" {
			break
		}
	}
	if u.Block {
		return text + " {}\n"
	}
	return text + ";\n"
}

// block is some directives of a context.
func (c *cook) block(in string) string {
	var out strings.Builder
	for range c.IntN(3) {
		out.WriteString(c.directive(in))
	}
	return out.String()
}

func (c *cook) config() string {
	b := map[string]string{}
	for range 2 { // most blocks are empty, so that one mistake does not hide others
		in := c.one(contexts)
		b[in] += c.block(in)
	}
	location := "location " + c.one([]string{"/", "= /x", "~ a", "^~ /y/", "@n", "~* b(?<g>c)"}) + " {\n" + b["location"]
	if b["location-if"] != "" {
		location += "if ($host) {\n" + b["location-if"] + "}\n"
	}
	if b["limit_except"] != "" {
		location += "limit_except GET {\n" + b["limit_except"] + "}\n"
	}
	server := b["server"]
	if b["server-if"] != "" {
		server += "if ($host) {\n" + b["server-if"] + "}\n"
	}
	upstream := ""
	if b["upstream"] != "" {
		upstream = "upstream u {\nserver 127.0.0.1;\n" + b["upstream"] + "}\n"
	}
	set := ""
	if c.IntN(2) == 0 {
		set = "set $a 1; set $b 1; set $memcached_key 1;\n"
	}
	return b["main"] + "events {\n" + b["events"] + "}\nhttp {\n" + b["http"] + upstream + "server {\nlisten 127.0.0.1:18999;\n" + set + server + location + "}\n}\n}\n"
}

// Random directives, where they may stand, are refused by NGINX exactly when they are refused here.
func TestRandomDirectivesAreJudgedAsNGINXDoes(t *testing.T) {
	seed := setting(t, mutantSeed, 1)
	c := &cook{Rand: rand.New(rand.NewPCG(uint64(seed), 8)), uses: map[string][]conf.Usage{}}
	for _, in := range contexts {
		c.uses[in] = conf.Usages(in)
	}
	judgeMany(t, seed, func() map[string]string { return map[string]string{"nginx.conf": c.config()} }, func(files map[string]string) string { return files["nginx.conf"] })
}

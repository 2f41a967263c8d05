package httpcheck

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// argumentLimit is how long a body may be inside the command; Linux takes 128 KiB
// for one argument.
const argumentLimit = 100 << 10

// Curl gives the hop as a curl command for a POSIX shell, which sends the same
// bytes to the same address. Secrets are taken from environment variables of their
// names, in capitals. A redirect is not followed: each hop has its own command.
func (h *Hop) Curl() string {
	c := &command{forms: forms(h.mask), cookies: h.plan.cookies}
	p, e := h.plan, h.end
	c.option("-q", "-sS")
	head := p.method == "HEAD" && p.body.size == 0 // curl refuses --head with a body
	if head {
		c.option("--head")
	} else {
		c.option("-i")
	}
	c.option("--globoff", "--path-as-is")
	if len(h.Encodings) > 0 && h.DecodeError == nil {
		c.option("--compressed") // it shows the body unpacked; what is offered is still said by -H
	}
	c.way(p, e)
	c.trust(e)
	if m := p.method; !head && (m != "GET" || p.body.size > 0) {
		c.option("-X", c.word(m))
	}
	c.lines(p)
	c.body(p)
	c.url(p, e)
	text := c.before + "curl " + strings.Join(c.words, " ")
	if c.above != "" {
		text = c.above + "\n" + text
	}
	return text
}

// command is a curl command as it is put together.
type command struct {
	forms   []form
	cookies []Pair
	words   []string
	before  string // what is piped into curl
	above   string // comments
}

func (c *command) option(words ...string) { c.words = append(c.words, words...) }

// way says how to get there: no proxy of the environment, the version, the address.
func (c *command) way(p flightPlan, e *Endpoint) {
	if e.Proxy != "" {
		c.option("--noproxy", "''", "--proxy", c.word(e.Proxy))
	} else {
		c.option("--noproxy", `'*'`)
	}
	c.option("--max-time", strconv.FormatFloat(e.Timeouts.Whole.Seconds(), 'f', -1, 64))
	version := "--http1.1"
	if p.to.scheme == "https" && e.Proto != "1.1" {
		version = "--http2" // over http it would ask for an upgrade
	}
	c.option(version)
	if e.DialContext != nil && !e.Direct && len(e.SSH) == 0 {
		c.above = "# through " + strings.Map(printable, cmp.Or(e.Via, "a dialer of the suite's own"))
	}
	if to := dialled(p, e); to != "" && len(e.SSH) > 0 {
		c.forward(e.SSH, to)
		c.option("--connect-to", c.word(p.to.address()+":127.0.0.1:")+`"$port"`)
	} else if to != "" {
		c.option("--connect-to", c.word(p.to.address()+":"+to))
	}
}

// forward puts a command before curl that forwards a port of this machine to an address. ssh goes to the
// background once it does, and ends when curl has; where it can't, curl does not run.
func (c *command) forward(ssh []string, to string) {
	var words []string
	for _, w := range ssh {
		words = append(words, c.word(w))
	}
	c.above = "port=$((20000 + $$ % 10000)); ssh -f -o ExitOnForwardFailure=yes -L " +
		`"127.0.0.1:$port:"` + c.word(to) + " " + strings.Join(words, " ") + " sleep 5 &&"
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '?'
	}
	return r
}

// dialled is the address that stands for the hop's name, "" for DNS.
func dialled(p flightPlan, e *Endpoint) string {
	home, err := parseEndpointURL(e.URL)
	if err != nil {
		return ""
	}
	g, err := newGuard(*e, home)
	if err != nil {
		return ""
	}
	return g.to[p.to.address()]
}

func (c *command) trust(e *Endpoint) {
	if !strings.HasPrefix(strings.ToLower(e.URL), "https") {
		return
	}
	switch {
	case e.CAFile != "":
		c.option("--cacert", c.word(e.CAFile))
	case len(e.CAPEM) > 0:
		c.option("--cacert", `"$CA_FILE"`)
	}
	if e.CertFile != "" {
		c.option("--cert", c.word(e.CertFile), "--key", c.word(e.KeyFile))
	}
	if e.Insecure {
		c.option("--insecure")
	}
	if e.MinTLS != "" {
		c.option("--tlsv" + e.MinTLS)
	}
}

// lines gives the header lines, and takes away those that curl would add.
func (c *command) lines(p flightPlan) {
	has := map[string]bool{}
	if p.host != "" {
		c.option("-H", c.word("Host: "+p.host))
	}
	for _, l := range p.header {
		has[l.Name] = true
		switch {
		case l.Value != "":
			c.option("-H", c.header(l))
		case l.Name != "User-Agent" && l.Name != "Accept-Encoding":
			c.option("-H", c.word(l.Name+";"))
		default:
			has[l.Name] = false
		}
	}
	for _, name := range []string{"Accept", "User-Agent", "Expect"} {
		if !has[name] {
			c.option("-H", c.word(name+":"))
		}
	}
	if sendsLength(p) && !has["Content-Type"] {
		c.option("-H", "'Content-Type:'")
	}
}

// cookie writes the line with the jar's cookies: each value is a variable, however short it is.
func (c *command) cookie(value string) string {
	words, plain := "", "Cookie: "+strings.TrimSuffix(value, cookieHeader(c.cookies))
	for i, p := range c.cookies {
		if i > 0 {
			plain += "; "
		}
		plain += cookieName(p)
		if p.Value == "" {
			continue
		}
		words, plain = words+c.word(plain), ""
		if slices.ContainsFunc(c.forms, func(f form) bool { return f.text == p.Value }) {
			words += c.word(p.Value)
		} else {
			words += `"$` + variable("cookie_"+p.Name) + `"`
		}
	}
	if plain != "" {
		words += c.word(plain)
	}
	return words
}

// header writes a line. Basic authentication is one encoded word of user and
// password: when a secret is in it, the shell encodes it.
func (c *command) header(l Line) string {
	if l.Name == "Cookie" && len(c.cookies) > 0 {
		return c.cookie(l.Value)
	}
	coded, ok := strings.CutPrefix(l.Value, "Basic ")
	plain, err := base64.StdEncoding.DecodeString(coded)
	if l.Name == "Authorization" && ok && err == nil && c.secret(string(plain)) {
		return `"Authorization: Basic $(printf %s ` + c.word(string(plain)) + ` | base64 | tr -d '\n')"`
	}
	return c.word(l.Name + ": " + l.Value)
}

func (c *command) body(p flightPlan) {
	b := p.body
	switch {
	case b.file != "":
		c.option("--data-binary", c.word("@"+b.file))
	case b.size == 0 && sendsLength(p):
		c.option("--data-raw", "''")
	case b.size == 0:
	case len(b.data) > argumentLimit:
		c.above = strings.TrimPrefix(c.above+fmt.Sprintf("\n# the body, %d bytes, has to be put into $BODY_FILE", b.size), "\n")
		c.option("--data-binary", `@"$BODY_FILE"`)
	case plainText(b.data):
		c.option("--data-raw", c.word(string(b.data)))
	default:
		c.before = c.pipe(string(b.data)) + " | "
		c.option("--data-binary", "@-")
	}
}

// sendsLength says that a length goes out even if it is 0.
func sendsLength(p flightPlan) bool {
	return p.body.size > 0 || slices.Contains([]string{"POST", "PUT", "PATCH"}, p.method)
}

// plainText says that a shell can hold the bytes in an argument.
func plainText(data []byte) bool {
	return utf8.Valid(data) && !strings.ContainsAny(string(data), "\x00\r")
}

// url gives the URL. Bytes that curl would not take, or read otherwise, go as request target.
func (c *command) url(p flightPlan, e *Endpoint) {
	odd := p.target == "*" || strings.ContainsFunc(p.target, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '#' })
	if !odd {
		c.option(c.word(p.to.String() + p.target))
		return
	}
	target := p.target
	if e.Proxy != "" && p.to.scheme == "http" {
		target = p.to.String() + target
	}
	c.option("--request-target", c.word(target), c.word(p.to.String()+"/"))
}

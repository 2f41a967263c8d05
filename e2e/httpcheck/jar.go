package httpcheck

import (
	"cmp"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// What a jar holds at most: cookies by the thousand cost seconds in each request.
const (
	jarLimit    = 180  // cookies, as browsers keep for one site
	cookieLimit = 4096 // bytes of name and value
	refusalMost = 20   // refusals told of one response
)

// jar keeps the cookies of one user at one endpoint. It only feeds requests: what
// a response set is read from its raw lines.
type jar struct {
	secureOverHTTP bool

	mu   sync.Mutex
	held map[cookieKey]kept
	made int
}

type cookieKey struct{ domain, path, name string }

type kept struct {
	cookieKey
	value    string
	hostOnly bool
	secure   bool
	ends     time.Time // zero: with the session
	order    int
}

// jar gives a user's jar, or a new one that lives as long as the exchange.
func (c *Client) jar(user string) *jar {
	c.mu.Lock()
	defer c.mu.Unlock()
	j := c.jars[user]
	if j == nil {
		j = &jar{secureOverHTTP: c.end.SecureOverHTTP, held: map[cookieKey]kept{}}
		if user != "" {
			c.jars[user] = j
		}
	}
	return j
}

// Forget ends a user's session on this side: the cookies are gone.
func (c *Client) Forget(user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.jars, user)
}

// pairs are what a request sends, in the order of browsers.
func (j *jar) pairs(to origin, target string) []Pair {
	j.mu.Lock()
	defer j.mu.Unlock()
	path, _, _ := strings.Cut(target, "?")
	now := time.Now()
	var send []kept
	for _, k := range j.held {
		mine := k.domain == to.name || !k.hostOnly && within(to.name, k.domain)
		alive := k.ends.IsZero() || k.ends.After(now)
		if mine && alive && pathWithin(path, k.path) && (!k.secure || j.secures(to)) {
			send = append(send, k)
		}
	}
	slices.SortFunc(send, func(a, b kept) int {
		return cmp.Or(cmp.Compare(len(b.path), len(a.path)), cmp.Compare(a.order, b.order))
	})
	pairs := make([]Pair, len(send))
	for i, k := range send {
		pairs[i] = Pair{Name: k.name, Value: k.value}
	}
	return pairs
}

// cookieHeader is the value of Cookie for a request, "" for none.
func cookieHeader(pairs []Pair) string {
	all := make([]string, len(pairs))
	for i, p := range pairs {
		all[i] = cookieName(p) + p.Value
	}
	return strings.Join(all, "; ")
}

func cookieName(p Pair) string {
	if p.Name == "" {
		return ""
	}
	return p.Name + "="
}

func (j *jar) secures(to origin) bool { return to.scheme == "https" || j.secureOverHTTP }

// keep takes a response's cookies in, and says which were refused and why.
func (j *jar) keep(from origin, target string, lines []string, date time.Time) []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var refused []string
	for i, line := range lines {
		if err := j.one(from, target, ParseCookie(line), date); err != nil {
			if len(refused) == refusalMost {
				return append(refused, fmt.Sprintf("… and others of the %d that follow", len(lines)-i))
			}
			refused = append(refused, err.Error())
		}
	}
	return refused
}

func (j *jar) one(from origin, target string, c Cookie, date time.Time) error {
	k, err := j.accept(from, target, c)
	if err != nil {
		return fmt.Errorf("cookie %.40q: %w", c.Name, err)
	}
	if c.Deletes(date) {
		delete(j.held, k.cookieKey)
		return nil
	}
	old, known := j.held[k.cookieKey]
	if !known && len(j.held) >= jarLimit {
		return fmt.Errorf("cookie %.40q: the jar is full (%d)", c.Name, jarLimit)
	}
	if end, ok := c.Expiry(date); ok {
		k.ends = time.Now().Add(end.Sub(date)) // the server's clock may be another
	}
	j.made++
	if k.order = j.made; known {
		k.order = old.order
	}
	j.held[k.cookieKey] = k
	return nil
}

// accept decides as browsers do (RFC 6265bis, 5.7).
func (j *jar) accept(from origin, target string, c Cookie) (kept, error) {
	k := kept{value: c.Value, secure: c.Secure, hostOnly: true}
	k.name, k.domain, k.path = c.Name, from.name, c.Path
	if k.path == "" || k.path[0] != '/' {
		k.path = defaultPath(target)
	}
	lower := strings.ToLower(c.Name)
	switch {
	case c.Name == "" && c.Value == "":
		return k, fmt.Errorf("it is empty")
	case len(c.Name)+len(c.Value) > cookieLimit:
		return k, fmt.Errorf("it is longer than %d bytes", cookieLimit)
	case strings.ContainsFunc(c.Name+c.Value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
		return k, fmt.Errorf("it has a control character")
	case c.Secure && !j.secures(from):
		return k, fmt.Errorf("Secure, and set over http")
	case strings.HasPrefix(lower, "__secure-") && !c.Secure:
		return k, fmt.Errorf("__Secure- without Secure")
	case strings.HasPrefix(lower, "__host-") && (!c.Secure || c.Domain != "" || c.Path != "/"):
		return k, fmt.Errorf("__Host- needs Secure, Path=/ and no Domain")
	case c.Domain == "" || c.Domain == from.name:
		k.hostOnly = c.Domain == "" || isAddress(from.name) || isSuffix(c.Domain)
		return k, nil
	case isAddress(from.name) || !within(from.name, c.Domain):
		return k, fmt.Errorf("domain %s is not of %s", c.Domain, from.name)
	case isSuffix(c.Domain):
		return k, fmt.Errorf("domain %s is a public suffix", c.Domain)
	}
	k.domain, k.hostOnly = c.Domain, false
	return k, nil
}

// isSuffix says that names below it are of different owners, as with co.jp.
func isSuffix(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

func isAddress(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

func within(name, domain string) bool { return strings.HasSuffix(name, "."+domain) }

func pathWithin(path, of string) bool {
	return path == of || strings.HasPrefix(path, of) && (strings.HasSuffix(of, "/") || path[len(of)] == '/')
}

func defaultPath(target string) string {
	path, _, _ := strings.Cut(target, "?")
	i := strings.LastIndexByte(path, '/')
	if i <= 0 {
		return "/"
	}
	return path[:i]
}

// withCookies adds the jar's cookies to the lines given, behind those the request
// brings itself.
func withCookies(lines []Line, jar string) []Line {
	if jar == "" {
		return lines
	}
	out := slices.Clone(lines)
	for i, l := range out {
		if l.Name == "Cookie" && l.Value != "" {
			out[i].Value += "; " + jar
			return out
		}
	}
	return append(out, Line{"Cookie", jar})
}

// Date is when the server says it answered; now when it does not.
func (h *Hop) Date() time.Time {
	if t, err := http.ParseTime(h.Header.Get("Date")); err == nil {
		return t
	}
	return time.Now()
}

// Cookies reads the raw Set-Cookie lines; their expiry is judged by Date.
func (h *Hop) Cookies() []Cookie {
	out := make([]Cookie, len(h.SetCookies))
	for i, line := range h.SetCookies {
		out[i] = ParseCookie(line)
	}
	return out
}

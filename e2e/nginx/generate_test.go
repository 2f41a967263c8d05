package nginx

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A maker writes random configurations in which every location tells that it was chosen: the header X-L holds its number
// (of a server "s" and its number), the body of its 200 the URI that was compared.
type maker struct {
	*rand.Rand
	addresses [2]string
	ids       int
	tag       string
	out       strings.Builder
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func pick[T any](m *maker, from ...T) T { return from[m.IntN(len(from))] }

var (
	segments = []string{"a", "b", "ab", "A", "x.php", "c.PHP", "é", "a+b", "1"}
	regexes  = []string{`\.php$`, `^/a`, `^/a/(?=b)`, `(?<!x)\.php$`, `^/a++`, `^/(?|(a)|(b))/`, `[[:upper:]]`, `^/.$`, `b$`, `/ab?/`,
		`^/(?P<seg>[^/]+)/b`, `\.(?:php|inc)(/|$)`, `^/\w+$`, `//`, `^/a/.+/b`, `^.b$`, `A`, `^/$`, `(?i:ab)`, `^/(a|b)(?!/)`, `\x61$`, `é`, `^/[^a]`}
	serverNames = []string{"a.test", "*.test", ".b.test", "www.*", "www.a.test", "*.b.test", "mail.b.*", "a.*", `~^w\d+\.test$`, `~^[A-Z]+\.up$`, `~.`, "_", `""`, "Caps.Test"}
	hosts       = []string{"a.test", "A.TEST", "a.test.", "x.test", "x.y.test", "b.test", "q.b.test", "www.a.test", "www.zzz", "www.b.test", "mail.b.org", "a.org",
		"w12.test", "w12.other", "abc.up", "nobody", "caps.test", "a.test:8001", "x.test.:1", "_", "1.2.3.4", "[::1]:8001", "b.test:"}
	badHosts = []string{"..", "a..test", "", ".", "a/b"}
)

// config writes an NGINX configuration of so many servers.
func (m *maker) config(servers int) string {
	m.out.Reset()
	m.ids = 0
	m.out.WriteString("worker_processes 1; error_log /dev/null; events {} http { access_log off; root /srv/referee/none; keepalive_requests 100000;\n")
	standard := map[string]bool{}
	for i := range servers {
		fmt.Fprintf(&m.out, "server {\n")
		listened := map[string]bool{}
		for range 1 + m.IntN(2) {
			socket := pick(m, "8001", m.addresses[0]+":8001", m.addresses[1]+":8001", "8002", m.addresses[0]+":8002")
			if listened[socket] {
				continue
			}
			listened[socket] = true
			option := ""
			if !standard[socket] && m.chance(15) {
				standard[socket], option = true, " default_server"
			}
			fmt.Fprintf(&m.out, "\tlisten %s%s;\n", socket, option)
		}
		if m.chance(90) {
			m.out.WriteString("\tserver_name")
			for range 1 + m.IntN(3) {
				m.out.WriteString(" " + pick(m, serverNames...))
			}
			m.out.WriteString(";\n")
		}
		if m.chance(20) {
			m.out.WriteString("\tmerge_slashes off;\n")
		}
		fmt.Fprintf(&m.out, "\tadd_header X-L s%d always;\n", i)
		m.level("", 1, true)
		m.out.WriteString("}\n")
	}
	m.out.WriteString("}\n")
	return m.out.String()
}

// level writes some locations whose names begin with parent; static says whether others than regexes may stand here.
func (m *maker) level(parent string, depth int, static bool) {
	seen := map[string]bool{}
	for range m.IntN(7) + 2*(2-min(depth, 2)) {
		modifier := pick(m, "", "", "", "=", "=", "^~", "^~", "~", "~", "~*")
		name := parent + m.name(parent)
		switch {
		case modifier == "~" || modifier == "~*":
			name = pick(m, regexes...)
		case !static:
			continue
		case depth == 1 && m.chance(2):
			name = pick(m, "", "a", "ab")
		}
		twin := strings.Trim(modifier, "^~*") + " " + name
		if modifier != "~" && modifier != "~*" && seen[twin] {
			continue
		}
		seen[twin] = true
		m.location(modifier, name, depth)
	}
}

// name goes on from a parent's name.
func (m *maker) name(parent string) string {
	var name strings.Builder
	for i := range 1 + m.IntN(2) {
		if !strings.HasSuffix(parent+name.String(), "/") && (i > 0 || parent == "" || m.chance(80)) {
			name.WriteString("/")
		}
		name.WriteString(pick(m, segments...))
	}
	switch m.IntN(10) {
	case 0, 1, 2, 3:
		name.WriteString("/")
	case 4:
		return pick(m, "", "/")
	case 5:
		name.WriteString("//")
	}
	return name.String()
}

func (m *maker) location(modifier, name string, depth int) {
	m.ids++
	indent := strings.Repeat("\t", depth)
	fmt.Fprintf(&m.out, "%slocation %s \"%s\" { add_header X-L %d always;", indent, modifier, strings.ReplaceAll(name, `\`, `\\`), m.ids)
	if m.chance(10) {
		m.out.WriteString(" internal;")
	}
	fmt.Fprintf(&m.out, " return 200 \"$uri\";")
	if modifier != "^~" && modifier != "" && modifier != "=" || name == "" || m.chance(60) {
		// no handler
	} else {
		m.out.WriteString(" proxy_pass http://127.0.0.1:9;")
	}
	if depth < 4 && modifier != "=" && m.chance(45) {
		m.out.WriteString("\n")
		m.level(map[bool]string{true: name}[modifier == "" || modifier == "^~"], depth+1, modifier != "~" && modifier != "~*")
		m.out.WriteString(indent)
	}
	m.out.WriteString("}\n")
}

// target is a request-target near what the configuration knows.
func (m *maker) target() string {
	var path strings.Builder
	for range m.IntN(4) {
		path.WriteString(pick(m, "/", "/", "/", "/", "/", "//", "%2F", "/./", "/%2e/", "/x/../"))
		path.WriteString(pick(m, segments...))
	}
	if path.Len() == 0 || m.chance(30) {
		path.WriteString(pick(m, "/", "/", "/", "//", "/.", "/..", "%2f", "%0A", "/%41"))
	}
	if m.chance(2) {
		path.WriteString(pick(m, "%", "%zz", "%00", "/\x01", "%4"))
	}
	text := strings.NewReplacer("é", pick(m, "%C3%A9", "é", "%c3%a9")).Replace(path.String())
	if !strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	switch m.IntN(20) {
	case 0:
		text += "?q=/a&b=%2F"
	case 1:
		text += "#x"
	case 2:
		text = pick(m, "http://", "https://", "HTTP://") + pick(m, "a.test", "B.test", "www.zzz:8001", "q.b.test.") + text
	}
	return text
}

package suggest

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// WriteChecks writes a file of checks (package checkfile) that runs against one endpoint as it is: the one by which most
// locations are reached. What another endpoint, an allowed write or a person's word is needed for stands in comments.
func (r Report) WriteChecks(w io.Writer) error {
	groups := r.groups()
	var out, body strings.Builder
	comment(&out, "", "Each check reaches the locations above it, by the NGINX configuration as it was read (fleetspec locations --suggest).")
	if len(groups) > 0 {
		comment(&out, "", "Run them with -e %s", groups[0].endpoint())
	}
	live := false
	for i, g := range groups {
		body.WriteByte('\n')
		comment(&body, "  ", "%s", g.heading(i > 0))
		for at := 0; at < len(g.all); {
			same := g.alike(at)
			live = g.write(&body, same, i > 0) || live
			at += len(same)
		}
	}
	if live {
		out.WriteString("checks:\n")
	} else {
		out.WriteString("checks: []\n")
	}
	out.WriteString(body.String())
	r.rest(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

// alike are the suggestions from a place on that are one request.
func (g *group) alike(at int) []Suggestion {
	end := at + 1
	for end < len(g.all) && g.all[end].sends() == g.all[at].sends() {
		end++
	}
	return g.all[at:end]
}

// sends is the same for the same request to one socket.
func (s Suggestion) sends() string {
	return fmt.Sprint(s.Request.Host, " ", s.Request.Method, " ", s.Request.Target, " ", s.Header)
}

// A group is what one endpoint reaches.
type group struct {
	scheme, local, host string
	all                 []Suggestion
}

// groups are the suggestions by their endpoints, the largest first.
func (r Report) groups() []*group {
	by := map[string]*group{}
	hosts := map[string]map[string]int{}
	for _, s := range r.All {
		if !s.Found {
			continue
		}
		q := s.Request
		key := q.Scheme + " " + q.Local
		if q.NoHost {
			key += " without a name"
		}
		if by[key] == nil {
			by[key], hosts[key] = &group{scheme: q.Scheme, local: q.Local}, map[string]int{}
		}
		by[key].all = append(by[key].all, s)
		hosts[key][q.Host]++
	}
	var all []*group
	for _, key := range slices.Sorted(maps.Keys(by)) {
		g := by[key]
		g.host = commonest(hosts[key])
		g.sort()
		all = append(all, g)
	}
	slices.SortStableFunc(all, func(a, b *group) int {
		return cmp.Or(behindOthers(a.host == "")-behindOthers(b.host == ""), len(b.all)-len(a.all))
	})
	return all
}

// sort puts those of the endpoint's own name first, and those of one request together where the first of them stands.
func (g *group) sort() {
	first := map[string]int{}
	for i, s := range g.all {
		if _, ok := first[s.sends()]; !ok {
			first[s.sends()] = i
		}
	}
	slices.SortStableFunc(g.all, func(a, b Suggestion) int {
		return cmp.Or(behindOthers(a.Request.Host != g.host)-behindOthers(b.Request.Host != g.host), first[a.sends()]-first[b.sends()])
	})
}

// behindOthers is more for what comes last.
func behindOthers(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// commonest is the name that most have, of several the first.
func commonest(count map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[name] > count[best] {
			best = name
		}
	}
	return best
}

// endpoint is the URL of a group.
func (g *group) endpoint() string {
	u := url.URL{Scheme: g.scheme, Host: g.host}
	_, port, _ := cutPort(g.local)
	if port != map[string]string{"http": "80", "https": "443"}[g.scheme] {
		u.Host += ":" + port
	}
	return u.String()
}

func cutPort(local string) (address, port string, ok bool) {
	i := strings.LastIndexByte(local, ':')
	if i < 0 {
		return "", "", false
	}
	return local[:i], local[i+1:], true
}

// heading says what endpoint a group is for.
func (g *group) heading(apart bool) string {
	if g.host == "" {
		return "Only HTTP/1.0 without a Host header comes to these, which no check sends:"
	}
	text := "Endpoint " + g.endpoint()
	switch address, port, _ := cutPort(g.local); {
	case address == other:
		text += ", dialled at an address of the host that no listen for port " + port + " names"
	case address != "":
		text += ", dialled at " + g.local
	}
	if apart {
		text += ": these are for a file of their own"
	}
	return text
}

// write writes one check, and says whether it runs as it stands. What does not is a comment.
func (g *group) write(out *strings.Builder, same []Suggestion, apart bool) bool {
	for _, s := range same {
		how := "entered"
		if !s.Entered {
			how = "reached inside NGINX"
		}
		comment(out, "  ", "%s: %s in %s: %s", place(s.Location), s.Location, s.Location.Server, how)
	}
	s := same[0]
	expect, why := s.expect()
	if why != "" {
		comment(out, "  ", "%s", why)
	}
	check, needs := g.check(s, expect)
	if needs != "" {
		comment(out, "  ", "%s", needs)
	}
	if apart || expect == "" || needs != "" {
		comment(out, "  ", "%s", check)
		return false
	}
	fmt.Fprintf(out, "  %s\n", check)
	return true
}

// expect is what surely is so of the answer, and what a person should know of it. "" where no check can expect it.
func (s Suggestion) expect() (text, why string) {
	statuses, told := s.Statuses()
	switch {
	case s.Closed():
		return "", "The connection is closed without an answer, or may be, which no check expects:"
	case slices.ContainsFunc(statuses, func(n int) bool { return n < 100 || n > 599 }):
		return "", "It answers by a status that no check expects:"
	}
	var list []string
	if !told {
		list = []string{"2xx", "3xx", "4xx"}
		why = "What answers is behind NGINX: fill in what it must be."
	}
	for _, n := range statuses {
		if told {
			list = append(list, strconv.Itoa(n))
		}
	}
	if told && len(list) > 1 {
		why = "Which of these it is hangs on " + open(s.Ways) + "."
	}
	if len(list) == 1 {
		return "status: " + list[0], why
	}
	return "status: [" + strings.Join(list, ", ") + "]", why
}

// open is what ways hang on, some of it.
func open(ways []nginx.Way) string {
	var paths []string
	for _, w := range ways {
		for _, p := range w.Asked {
			if !slices.Contains(paths, p) {
				paths = append(paths, p)
			}
		}
	}
	switch {
	case len(paths) > 3:
		return fmt.Sprintf("%s, and %d other paths of the host", strings.Join(paths[:3], ", "), len(paths)-3)
	case len(paths) > 0:
		return "what there is of " + strings.Join(paths, ", ") + " on the host"
	}
	return "whether " + ways[0].Why
}

// rest lists the locations without a check.
func (r Report) rest(out *strings.Builder) {
	first := true
	for _, s := range r.All {
		if s.Found {
			continue
		}
		if first {
			out.WriteByte('\n')
			comment(out, "", "No check is suggested for:")
			first = false
		}
		comment(out, "", "  %s: %s in %s: %s", place(s.Location), s.Location, s.Location.Server, s.Why)
		if q := s.Likely; q != nil {
			comment(out, "", "    %s %s://%s%s%s may come there: if %s", q.Method, q.Scheme, q.Host, q.Target, s.with(), s.If)
		}
	}
}

func place(l *nginx.Location) string { return fmt.Sprintf("%s:%d", l.At.File, l.At.Line) }

// comment writes one of one line. What a file of YAML can't hold is written by its escapes.
func comment(out *strings.Builder, indent, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		text = strings.Trim(strconv.QuoteToGraphic(text), `"`)
	}
	out.WriteString(strings.TrimRight(indent+"# "+text, " ") + "\n")
}

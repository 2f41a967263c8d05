package compare

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for a person: the sum, then the groups, the worst first. An error is the writer's.
func (r Report) WriteText(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "of %s %s the same way, %s%s, %d can't be told\n", counted(r.Requests, "request"), verb(r.Counts[Same], "goes", "go"), verb(r.Changed(), "changes", "change"), r.how(), r.Untold())
	if r.Handed > 0 {
		fmt.Fprintf(&out, "of those that go the same way %d end at an upstream or a file, of which nobody asked what it says\n", r.Handed)
	}
	for _, g := range r.Groups {
		g.write(&out)
	}
	if r.Unread > 0 {
		fmt.Fprintf(&out, "\n? %s could not be read:\n", counted(r.Unread, "request"))
		for _, d := range r.Doubts {
			fmt.Fprintf(&out, "    %s: %s\n", d.By, d.Why)
		}
		if rest := r.Unread - len(r.Doubts); rest > 0 {
			fmt.Fprintf(&out, "    and %d more\n", rest)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// how says in what requests change.
func (r Report) how() string {
	if r.Changed() == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d the outcome, %d the location, %d what its block says)", r.Counts[Outcome], r.Counts[Location], r.Counts[Block])
}

// headings say what becomes of one request, and of several.
var headings = map[Class][2]string{
	Outcome:  {"✗ %s is answered otherwise", "✗ %s are answered otherwise"},
	Location: {"✗ %s goes to another location, and is answered alike as far as NGINX decides", "✗ %s go to another location, and are answered alike as far as NGINX decides"},
	Block:    {"✗ %s goes to the same location, which now says other things", "✗ %s go to the same location, which now says other things"},
	Unknown:  {"? %s can't be told", "? %s can't be told"},
}

// elsewhere is said of another location where more is not known, within of the same one, other where another says other things.
var (
	elsewhere = [2]string{"✗ %s goes to another location, and whether it is answered alike can't be told", "✗ %s go to another location, and whether they are answered alike can't be told"}
	within    = [2]string{"✗ %s goes to the same location, which now says other things, and what comes of it can't be told", "✗ %s go to the same location, which now says other things, and what comes of it can't be told"}
	other     = [2]string{"✗ %s goes to another location, which says other things", "✗ %s go to another location, which says other things"}
)

func (g *Group) write(out *strings.Builder) {
	heading := headings[g.Class]
	switch {
	case g.Class == Location && g.Why != "":
		heading = elsewhere
	case g.Class == Block && g.Why != "":
		heading = within
	case g.Class == Location && len(g.Differences) > 0:
		heading = other
	}
	fmt.Fprintf(out, "\n"+heading[min(g.Count-1, 1)], counted(g.Count, "request"))
	if g.Why != "" {
		fmt.Fprintf(out, ": %s", g.Why)
	}
	out.WriteByte('\n')
	old, now := "", ""
	if len(g.Examples) > 0 {
		old, now = ": "+g.Examples[0].Old, ": "+g.Examples[0].New
	}
	fmt.Fprintf(out, "    old: %s%s\n    new: %s%s\n", g.Old, old, g.New, now)
	for _, d := range g.Differences {
		for _, l := range d.Old {
			fmt.Fprintf(out, "    - %s:%d: %s\n", l.File, l.Line, l.Text)
		}
		for _, l := range d.New {
			fmt.Fprintf(out, "    + %s:%d: %s\n", l.File, l.Line, l.Text)
		}
	}
	for i, e := range g.Examples {
		if i == 0 {
			out.WriteString("    such as ")
		} else {
			out.WriteString("            ")
		}
		out.WriteString(e.Request)
		if e.By != "" && e.By != e.Request {
			fmt.Fprintf(out, " (%s)", e.By)
		}
		out.WriteByte('\n')
	}
}

// String is the way of one side for a person.
func (s Side) String() string {
	switch {
	case s.Entered == nil && s.Final == nil:
		return "another location by what is not known"
	case s.Entered == nil:
		return s.Final.String()
	case s.Final == nil:
		return s.Entered.String() + ", then what is not known"
	case *s.Entered == *s.Final:
		return s.Entered.String()
	}
	return fmt.Sprintf("%s, then %s", s.Entered, s.Final)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func verb(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package coverage

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for a person: each server with its locations, then the totals. An error is the writer's.
func (r Report) WriteText(w io.Writer) error {
	var out strings.Builder
	for _, s := range r.Servers {
		fmt.Fprintf(&out, "%s (%s): %s\n", s.Name, s.Place, s.Count)
		for _, l := range s.Locations {
			l.write(&out)
		}
		out.WriteByte('\n')
	}
	if len(r.Files) > 1 {
		for _, f := range r.Files {
			fmt.Fprintf(&out, "%s: %s\n", f.Path, f.Count)
		}
		out.WriteByte('\n')
	}
	r.writeDoubts(&out)
	fmt.Fprintf(&out, "%s; %s\n", r.Total, counted(r.Requests, "request"))
	_, err := io.WriteString(w, out.String())
	return err
}

var marks = map[State]string{Entered: "✓", Reached: "✓", Possibly: "?", Refused: "✗", Redirected: "✗", Never: "✗", Unreachable: "–"}

var words = map[State]string{Entered: "entered", Reached: "reached internally", Possibly: "reached perhaps",
	Refused: "selected, but it is internal: 404", Redirected: "only its redirect for the missing slash", Never: "never", Unreachable: "can't be reached"}

func (l Location) write(out *strings.Builder) {
	fmt.Fprintf(out, "  %s %s%s  %s:%d  %s", marks[l.State], strings.Repeat("  ", l.Depth), l.Name(), l.File, l.Line, words[l.State])
	if l.State.Covered() {
		fmt.Fprintf(out, ", %s (%s)", l.Certainty, counted(l.Hits, "time"))
	}
	if l.Why != "" {
		fmt.Fprintf(out, ": %s", l.Why)
	}
	out.WriteByte('\n')
}

func (r Report) writeDoubts(out *strings.Builder) {
	if r.Doubts == 0 {
		return
	}
	fmt.Fprintf(out, "%s could not be followed and count for nothing:\n", counted(r.Doubts, "request"))
	for _, d := range r.Unknown {
		fmt.Fprintf(out, "  %s: %s\n", d.By, d.Why)
	}
	if rest := r.Doubts - len(r.Unknown); rest > 0 {
		fmt.Fprintf(out, "  and %d more\n", rest)
	}
	out.WriteByte('\n')
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

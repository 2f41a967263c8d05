package coverage

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for a person: each server with its locations, then the totals. An error is the writer's.
func (r Report) WriteText(w io.Writer) error {
	return r.text(w, func(Location) bool { return true })
}

// WriteMissed is [Report.WriteText] with those locations alone that could have been covered and are not.
func (r Report) WriteMissed(w io.Writer) error {
	return r.text(w, func(l Location) bool { return !l.State.Covered() && l.State != Unreachable })
}

func (r Report) text(w io.Writer, shown func(Location) bool) error {
	var out strings.Builder
	blank := true // the last line is one
	for _, s := range r.Servers {
		fmt.Fprintf(&out, "%s (%s): %s\n", s.Name, s.Place, s.Count)
		blank = false
		for _, l := range s.Locations {
			if shown(l) {
				l.write(&out)
				blank = true
			}
		}
		if blank {
			out.WriteByte('\n')
		}
	}
	if !blank {
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
	rest := r.Doubts
	for _, d := range r.Unknown {
		rest -= d.Count
		fmt.Fprintf(out, "  %s\n", d)
	}
	if rest > 0 {
		fmt.Fprintf(out, "  and %d for other reasons\n", rest)
	}
	out.WriteByte('\n')
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package report

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// oneLine gives text that is safe on one line.
func oneLine(s string) string { return hosttext.Visible(strings.TrimRight(s, "\n")) }

// commandLines gives a command of several lines; nothing else of it is changed than what can't be shown.
func commandLines(s string) []string {
	if s == "" {
		return nil
	}
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	return lines
}

// manyLines gives text that is safe line by line; tabs are four spaces, so that a
// line's width is known.
func manyLines(s string) []string {
	s = strings.Trim(hosttext.VisibleLines(s), "\n")
	if s == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(s, "\t", "    "), "\n")
}

// commandLine finds what GitHub's runner takes for a command: "::" at the start of a line,
// after it has trimmed white space (of any kind, and so the colours before it do not help).
var commandLine = regexp.MustCompile(`^((?:\x1b\[[0-9;]*m|[\s\p{Z}])*)::`)

// commandMark finds commands that stand anywhere in a line: ##[…] on GitHub and Azure,
// ##vso[…] on Azure, ##teamcity[…].
var commandMark = regexp.MustCompile(`##([A-Za-z]*\[)`)

// readsCommands tells whether a CI system reads commands from this process's output.
func readsCommands() bool {
	for _, name := range []string{"GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}

// breakCommands breaks up what a CI system would take for a command to itself.
func breakCommands(line string) string {
	return commandMark.ReplaceAllString(commandLine.ReplaceAllString(line, "$1: :"), "# #$1")
}

// wrap breaks a line at spaces so that no piece is wider than width columns, but for a
// word that is wider itself. Width 0 or less: not at all.
func wrap(line string, width int) []string {
	if width <= 0 || runewidth.StringWidth(line) <= width {
		return []string{line}
	}
	trimmed := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(trimmed)]
	if len(indent) > width/2 {
		indent = ""
	}
	var out []string
	at, wide := "", 0
	for _, word := range strings.Fields(trimmed) {
		w := runewidth.StringWidth(word)
		switch {
		case at == "":
			at, wide = indent+word, len(indent)+w
		case wide+1+w > width:
			out = append(out, at)
			at, wide = indent+word, len(indent)+w
		default:
			at, wide = at+" "+word, wide+1+w
		}
	}
	return append(out, at)
}

// count says how many: "1 target", "3 targets".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// names lists names, at most limit of them; limit 0: all.
func names(list []string, limit int) string {
	more := 0
	if limit > 0 && len(list) > limit {
		more = len(list) - limit
		list = list[:limit]
	}
	shown := make([]string, len(list))
	for i, n := range list {
		shown[i] = oneLine(n)
	}
	out := strings.Join(shown, ", ")
	if more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

// duration says how long in the unit that suits.
func duration(d time.Duration) string {
	switch {
	case d < 0:
		return "0.0 s"
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", math.Floor(d.Seconds()*10)/10)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// seconds gives s as a number that every format can hold.
func seconds(s float64) float64 {
	if math.IsNaN(s) || math.IsInf(s, 0) || s < 0 {
		return 0
	}
	return s
}

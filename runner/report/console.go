package report

import (
	"bufio"
	"io"
	"os"
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// ConsoleOptions say how the console's report looks.
type ConsoleOptions struct {
	// Color is for terminals; with NO_COLOR set there is none all the same (https://no-color.org).
	Color bool
	// Verbose also lists what passed and was skipped, and cuts nothing.
	Verbose bool
	// Targets also lists each target with how many of its specs passed.
	Targets bool
	// Width is the terminal's, in columns, for breaking prose; 0: lines are not broken.
	Width int
}

// Limits of what is shown without Verbose; the JSON report has all.
const (
	maxNames = 20   // targets of one block
	maxSpecs = 5    // specs that are unknown for one reason
	maxLines = 30   // lines of one message
	maxLine  = 2000 // runes of one line
	minWidth = 40   // narrower terminals are left to break lines themselves
)

// Console writes the report for a person: failures, what could not be told, what was
// skipped, notes of the targets, problems of the run, and the verdict as its last line. An error
// is w's.
func Console(w io.Writer, run *outcome.Run, o ConsoleOptions) error {
	o.Color = o.Color && os.Getenv("NO_COLOR") == ""
	if o.Width < minWidth {
		o.Width = 0
	}
	p := &page{w: bufio.NewWriter(w), o: o, commands: readsCommands(), order: orderOf(run), run: run}
	p.failed()
	p.unknown()
	p.waived()
	p.skipped()
	if o.Verbose {
		p.passed()
	}
	p.notes()
	p.targets()
	p.problems()
	p.verdict()
	return p.w.Flush()
}

// page is a console report in the making.
type page struct {
	w        *bufio.Writer
	o        ConsoleOptions
	commands bool // a CI system reads commands from what is printed
	order    *order
	run      *outcome.Run
	begun    bool
}

// The styles, as parameters of SGR (ECMA-48).
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	green  = "1;32"
	yellow = "1;33"
)

func (p *page) paint(style, text string) string {
	if !p.o.Color || style == plain || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// print writes one line. Nothing reaches w but through it.
func (p *page) print(line string) {
	if p.commands {
		line = breakCommands(line)
	}
	_, _ = p.w.WriteString(line) // Flush gives the error
	_ = p.w.WriteByte('\n')
	p.begun = true
}

// text writes prose of one style, broken at the terminal's width.
func (p *page) text(indent int, style, line string) {
	width := p.o.Width
	if width > 0 {
		width -= indent
	}
	for _, piece := range wrap(line, width) {
		p.print(strings.Repeat(" ", indent) + p.paint(style, piece))
	}
}

// message writes what a spec says, line by line, not more than a person wants to scroll.
func (p *page) message(indent int, style, text string) {
	lines := manyLines(text)
	left := 0
	if !p.o.Verbose && len(lines) > maxLines {
		left = len(lines) - maxLines
		lines = lines[:maxLines]
	}
	for _, line := range lines {
		p.text(indent, style, p.cut(line))
	}
	if left > 0 {
		p.text(indent, dim, "… and "+count(left, "more line"))
	}
}

func (p *page) cut(line string) string {
	if p.o.Verbose || len(line) <= maxLine {
		return line
	}
	if runes := []rune(line); len(runes) > maxLine {
		return string(runes[:maxLine]) + " … and " + count(len(runes)-maxLine, "more character")
	}
	return line
}

// section writes a title, after an empty line when it is not the first.
func (p *page) section(style, title string) {
	p.gap()
	p.print(p.paint(style, title))
}

func (p *page) gap() {
	if p.begun {
		p.print("")
	}
}

func (p *page) names(list []string) string {
	if p.o.Verbose {
		return names(list, 0)
	}
	return names(list, maxNames)
}

// where is the head of blocks that hold for these targets.
func (p *page) where(targets []string) string {
	if len(targets) == 1 {
		return p.names(targets)
	}
	return "on " + count(len(targets), "target") + ": " + p.names(targets)
}

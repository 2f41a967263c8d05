package report

import (
	"fmt"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// targets lists each target with what its results came to.
func (p *page) targets() {
	if !p.o.Targets {
		return
	}
	p.section(bold, "Targets")
	wide := 0
	for _, t := range p.run.Targets {
		wide = max(wide, utf8.RuneCountInString(oneLine(t.Name)))
	}
	for _, t := range p.run.Targets {
		own := &outcome.Run{Targets: []outcome.Target{t}, Problems: p.run.Problems, Interrupted: p.run.Interrupted}
		for _, r := range p.run.Results {
			if r.Target == t.Name {
				own.Results = append(own.Results, r)
			}
		}
		mark, style := "✓", green
		switch own.Verdict() {
		case outcome.Passed:
		case outcome.Failed:
			mark, style = "✗", red
		default:
			mark, style = "?", yellow
		}
		name := oneLine(t.Name)
		p.print(fmt.Sprintf("  %s %s%*s  %s  %s", p.paint(style, mark), p.paint(bold, name), wide-utf8.RuneCountInString(name), "",
			countsOf(own.Summary()), p.paint(dim, p.cut(oneLine(t.Address)))))
	}
}

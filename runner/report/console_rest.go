package report

import (
	"fmt"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// waived writes the accepted differences: they are few, and nobody should forget them.
func (p *page) waived() {
	waived := of(p.run, outcome.Waived)
	if len(waived) == 0 {
		return
	}
	p.section(yellow, "Waived")
	for _, h := range p.order.headings(waived) {
		p.gap()
		p.text(0, bold, p.where(h.targets))
		for _, b := range h.blocks {
			p.finding("~", yellow, b.first)
		}
	}
}

// skipped writes how many were skipped; the reasons only when asked for.
func (p *page) skipped() {
	skipped := of(p.run, outcome.Skipped)
	if len(skipped) == 0 {
		return
	}
	if !p.o.Verbose {
		p.gap()
		p.text(0, plain, "Skipped: "+count(len(skipped), "result")+" (-v tells why)")
		return
	}
	p.section(dim, "Skipped")
	for _, h := range p.order.headings(skipped) {
		p.gap()
		p.text(0, bold, p.where(h.targets))
		for _, b := range h.blocks {
			p.finding("-", dim, b.first)
		}
	}
}

// passed lists what passed.
func (p *page) passed() {
	passed := of(p.run, outcome.Passed)
	if len(passed) == 0 {
		return
	}
	p.section(green, "Passed")
	for _, h := range p.order.headings(passed) {
		p.gap()
		p.text(0, bold, p.where(h.targets))
		for _, b := range h.blocks {
			p.finding("✓", green, b.first)
		}
	}
}

// note is one thing that a reader must know of some targets.
type note struct {
	text    string
	targets []string
}

// notesOf gathers the notes of the targets, each text once.
func notesOf(run *outcome.Run) []*note {
	at := map[string]*note{}
	var out []*note
	add := func(text, target string) {
		n := at[text]
		if n == nil {
			n = &note{text: text}
			at[text] = n
			out = append(out, n)
		}
		n.targets = append(n.targets, target)
	}
	for i := range run.Targets {
		t := &run.Targets[i]
		for _, text := range t.Notes {
			add(text, t.Name)
		}
		if t.LateRounds > 0 {
			add(fmt.Sprintf("%s for what was first asked inside a spec", count(t.LateRounds, "more round trip")), t.Name)
		}
	}
	return out
}

func (p *page) notes() {
	list := notesOf(p.run)
	if len(list) == 0 {
		return
	}
	p.section(bold, "Notes")
	for _, n := range list {
		head := p.names(n.targets) + ": "
		if lines := manyLines(n.text); len(lines) == 1 {
			p.text(2, plain, head+p.cut(lines[0]))
			continue
		}
		p.text(2, plain, head)
		p.message(6, plain, n.text)
	}
}

// problems writes what makes the run as a whole untrustworthy.
func (p *page) problems() {
	if len(p.run.Problems) == 0 {
		return
	}
	p.section(red, "Problems of the run")
	for _, text := range p.run.Problems {
		p.message(2, plain, text)
	}
}

func (p *page) verdict() {
	word, style := verdictWord(p.run), yellow
	switch word {
	case "PASSED":
		style = green
	case "FAILED":
		style = red
	}
	p.gap()
	p.print(p.paint(style, word) + ": " + verdictLine(p.run))
}

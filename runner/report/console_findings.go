package report

import (
	"fmt"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// failed writes what failed: what is the same on many targets first, then by target.
func (p *page) failed() {
	failed := of(p.run, outcome.Failed)
	if len(failed) == 0 {
		return
	}
	p.section(red, "Failed")
	tally := tallies(p.run, p.order)
	for _, h := range p.order.headings(failed) {
		p.gap()
		p.text(0, bold, p.where(h.targets))
		for _, b := range h.blocks {
			p.finding("✗", red, b.first)
			if agree := p.agreement(tally[specOf(b.first)]); agree != "" {
				p.text(6, plain, agree)
			}
			p.detail(b.first)
			p.proof(b.first)
		}
	}
}

// finding writes a spec and what it says.
func (p *page) finding(mark, style string, r *outcome.Result) {
	line := "  " + p.paint(style, mark) + " " + p.paint(bold, p.cut(oneLine(r.Spec)))
	if group := groupOf(r); group != "" {
		line += "  " + p.paint(dim, "["+p.cut(oneLine(group))+"]")
	}
	p.print(line)
	p.message(6, plain, r.Message)
	if r.Because != "" {
		p.message(6, plain, "because: "+r.Because)
	}
	if r.Team != "" {
		p.text(6, plain, "team: "+oneLine(r.Team))
	}
}

// agreement compares with the other targets of the same spec.
func (p *page) agreement(t *tally) string {
	if t == nil || t.passed == 0 {
		return ""
	}
	verb := "differ"
	if len(t.differ) == 1 {
		verb = "differs"
	}
	text := fmt.Sprintf("%d of %d agree; %s %s", t.passed, t.told, p.names(t.differ), verb)
	if t.unknown > 0 {
		text += fmt.Sprintf("; %d could not be told", t.unknown)
	}
	return text
}

// detail writes what was seen on the way to a failure.
func (p *page) detail(r *outcome.Result) {
	if r.Detail != "" {
		p.print("      " + p.paint(dim, "what came:"))
		p.message(8, dim, r.Detail)
	}
}

// proof writes how to see it on the target, and where it is asked for. A command is never
// broken: it is there to be copied.
func (p *page) proof(r *outcome.Result) {
	p.evidence(6, r)
	if r.Location != "" {
		p.print("      " + p.paint(dim, "at "+oneLine(place(r.Location))))
	}
}

func (p *page) evidence(indent int, r *outcome.Result) {
	for i, line := range commandLines(r.Evidence) {
		head := "$ "
		if i > 0 {
			head = "  "
		}
		p.print(fmt.Sprintf("%*s%s", indent, "", p.paint(dim, head)+p.cut(line)))
	}
}

// unknown writes what could not be told: targets that were not reached, one block each,
// then by target and reason.
func (p *page) unknown() {
	lost, rest := split(p.run)
	if len(lost)+len(rest) == 0 {
		return
	}
	p.section(yellow, "Could not tell")
	if len(lost) > 0 {
		p.gap()
	}
	for _, u := range lost {
		p.lost(u)
	}
	for _, w := range p.order.whys(rest) {
		p.gap()
		p.text(0, bold, p.where(w.targets))
		for _, d := range w.doubts {
			p.doubt(d)
		}
	}
}

func (p *page) lost(u *unreached) {
	tail := ""
	if u.specs > 0 {
		tail = "; " + count(u.specs, "spec") + " could not be told"
	}
	head := p.names(u.targets) + ": not reached"
	if len(u.targets) > 1 {
		head = p.where(u.targets) + ": not reached"
	}
	why := manyLines(u.why)
	if len(why) == 1 {
		p.text(0, plain, head+": "+p.cut(why[0])+tail)
		return
	}
	p.text(0, plain, head+tail)
	p.message(4, plain, u.why)
}

// doubt writes one reason and the specs that it kept from being judged.
func (p *page) doubt(d *doubt) {
	lines := manyLines(d.why)
	p.print("  " + p.paint(yellow, "?") + " " + p.cut(lines[0]))
	for i, line := range lines[1:] {
		if i+1 >= maxLines && !p.o.Verbose {
			p.text(6, dim, "… and "+count(len(lines)-1-i, "more line"))
			break
		}
		p.text(6, plain, p.cut(line))
	}
	shown := d.specs
	if !p.o.Verbose && len(shown) > maxSpecs {
		shown = shown[:maxSpecs]
	}
	for i, r := range shown {
		p.doubted(r)
		if i+1 == len(shown) || shown[i+1].Evidence != r.Evidence {
			p.evidence(8, r)
		}
	}
	if left := len(d.specs) - len(shown); left > 0 {
		p.text(6, dim, "… and "+count(left, "more spec")+" for the same reason (-v lists them)")
	}
}

func (p *page) doubted(r *outcome.Result) {
	line := "      " + p.paint(bold, p.cut(oneLine(r.Spec)))
	if group := groupOf(r); group != "" {
		line += "  " + p.paint(dim, "["+p.cut(oneLine(group))+"]")
	}
	if r.Team != "" {
		line += "  " + p.paint(dim, "team: "+oneLine(r.Team))
	}
	if r.Location != "" {
		line += "  " + p.paint(dim, "at "+oneLine(place(r.Location)))
	}
	p.print(line)
}

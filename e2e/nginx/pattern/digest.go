package pattern

// digest turns the steps of a branch into what every match of it contains.
func digest(items []item, fold bool) branch {
	var b branch
	run := run{texts: []string{""}, whole: true}
	for i, it := range items {
		switch {
		case it.kind == begin && i == 0:
			run.first = true
		case it.kind == end && i == len(items)-1:
			run.last = true
		case it.kind == text:
			if texts := multiply(run.texts, it.texts); texts != nil {
				run.texts = texts
				continue
			}
			run.add(&b, fold)
			run = run.next()
			run.texts = it.texts
		default: // also "more": the text may come again, so what follows does not follow at once
			run.add(&b, fold)
			run = run.next()
		}
	}
	run.add(&b, fold)
	b.whole = run.whole
	return b
}

// A run is texts that follow each other at once.
type run struct {
	texts       []string
	first, last bool // at the begin of the subject, at its end
	whole       bool // no other run comes before
}

// next is the run after something unknown.
func (run) next() run { return run{texts: []string{""}} }

// add notes what the run asks for. A text that may be empty asks for nothing.
func (r run) add(b *branch, fold bool) {
	texts := make([]string, len(r.texts))
	for i, t := range r.texts {
		if t == "" && !(r.first && r.last) {
			return
		}
		texts[i] = t
		if fold {
			texts[i] = Lower(t)
		}
	}
	if r.first {
		b.starts = texts
	}
	if r.last {
		b.ends = texts
	}
	if !r.first && !r.last && shortest(texts) > shortest(b.contains) {
		b.contains = texts
	}
}

// shortest is the length of the shortest text.
func shortest(texts []string) int {
	least := 0
	for i, t := range texts {
		if i == 0 || len(t) < least {
			least = len(t)
		}
	}
	return least
}

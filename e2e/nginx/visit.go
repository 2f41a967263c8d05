package nginx

// A Visit is how a way came to a location, from best to worst.
type Visit int

// The visits.
const (
	Entered    Visit = iota // the request came in by it
	Reached                 // an internal redirect or a subrequest came to it
	Refused                 // it was selected for a client's request and answered 404, as it is internal
	Redirected              // only its redirect of "/x" to "/x/" answered
)

// Visits are the locations that the way comes to, each with the best of its visits.
func (w *Way) Visits() map[*Location]Visit {
	all := map[*Location]Visit{}
	note := func(l *Location, v Visit) {
		if old, there := all[l]; l != nil && (!there || v < old) {
			all[l] = v
		}
	}
	switch l := w.Entry.Choice.Location; {
	case l != nil && l.Internal: // unless a rewrite of the server opened it, which is a hop
		note(l, Refused)
	case w.Entry.Choice.Redirect:
		note(l, Redirected)
	default:
		note(l, Entered)
	}
	for _, h := range w.Hops {
		if h.Redirect {
			note(h.To, Redirected)
		} else {
			note(h.To, Reached)
		}
	}
	return all
}

// Sure are the locations that each of the ways comes to, with the worst of the visits.
func Sure(ways []Way) map[*Location]Visit {
	if len(ways) == 0 {
		return nil
	}
	sure := ways[0].Visits()
	for i := range ways[1:] {
		here := ways[i+1].Visits()
		for l, v := range sure {
			if other, ok := here[l]; ok {
				sure[l] = max(v, other)
			} else {
				delete(sure, l)
			}
		}
	}
	return sure
}

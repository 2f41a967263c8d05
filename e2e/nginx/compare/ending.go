package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// ending is how a way ends, in a few words.
func (k look) ending(w *nginx.Way) string {
	switch {
	case w.Closed:
		return "closes the connection without an answer"
	case w.Cut:
		return "can't be followed to its end"
	case w.Location != "":
		return fmt.Sprintf("answers %d to %s", w.Status, w.Location)
	case w.File != "" && w.Status != 0:
		return fmt.Sprintf("answers %d with the file %s", w.Status, w.File)
	}
	handed := ""
	if len(k.passed) > 0 && handsOn(k.final(w), w) != "" {
		q := k.passed[0]
		handed = fmt.Sprintf("hands it on by %s %s as %s %s", q.Directive, q.To, q.Method, q.URI)
		if q.Args != "" {
			handed += "?" + q.Args
		}
	}
	switch {
	case w.Status == 0 && handed != "":
		return handed
	case w.Status == 0:
		return "answers as what stands behind it does"
	case handed != "":
		return fmt.Sprintf("%s, and answers %d", handed, w.Status)
	}
	return fmt.Sprintf("answers %d", w.Status)
}

// mostEndings is how many ways of a request are told, and mostPaths how many paths that they hang on.
const (
	mostEndings = 3
	mostPaths   = 2
)

// endings tells all ways of a request; of two each with what it hangs on.
func (k look) endings() string {
	if k.err != nil {
		return "can't be followed: " + k.err.Error()
	}
	if k.certain() {
		return k.ending(&k.ways[0])
	}
	var all []string
	for i := range k.ways {
		w := &k.ways[i]
		text := k.ending(w)
		if len(k.ways) <= 2 && w.Why != "" {
			text += " if " + strings.TrimPrefix(w.Why, "if ")
		}
		if slices.Contains(all, text) {
			continue
		}
		if len(all) == mostEndings {
			return strings.Join(all, "; or ") + "; or something else"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; or ")
}

// hangs is what the ways of a side hang on: paths, and what else is supposed of its plainest way.
func hangs(k look) string {
	var paths, all []string
	for i := range k.ways {
		for _, p := range k.ways[i].Asked {
			if !slices.Contains(paths, p) {
				paths = append(paths, p)
			}
		}
	}
	for i, p := range paths {
		if i == mostPaths {
			all = append(all, fmt.Sprintf("what %d more paths are", len(paths)-i))
			break
		}
		all = append(all, "what "+p+" is")
	}
	for _, part := range strings.Split(strings.ReplaceAll(k.ways[0].Why, " or ", "; "), "; ") {
		if part == "" || slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(part, p+" is ") }) {
			continue
		}
		if k.ways[0].Cut {
			part = "how it goes on, as " + part
		} else {
			part = "whether " + strings.NewReplacer(" does not hold", " holds", " is not in ", " is in ").Replace(strings.TrimPrefix(part, "if "))
		}
		if !slices.Contains(all, part) {
			all = append(all, part)
		}
	}
	return strings.Join(all, ", ")
}

package report

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// reason is why a result is unknown, without what it is about, so that specs with
// the same reason can be told at once: of "could not tell package nginx: dpkg-query is missing"
// it is "dpkg-query is missing".
func reason(r *outcome.Result) string {
	var out []string
	seen := map[string]bool{}
	for _, line := range strings.Split(strings.Trim(r.Message, "\n"), "\n") {
		line = reasonOf(line)
		if !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	if text := strings.Join(out, "\n"); strings.TrimSpace(text) != "" {
		return text
	}
	return "no reason was given"
}

func reasonOf(line string) string {
	rest, found := strings.CutPrefix(line, "could not tell")
	if !found {
		return line
	}
	if why, plain := strings.CutPrefix(rest, ": "); plain {
		return why
	}
	if _, why, about := strings.Cut(rest, ": "); about && why != "" {
		return why
	}
	return line
}

// unreached is targets that told nothing, for one reason.
type unreached struct {
	why     string
	targets []string
	specs   int
}

// split parts the unknown results from those that are unknown only because their
// target was not reached.
func split(run *outcome.Run) (lost []*unreached, rest []*outcome.Result) {
	byName, byWhy := map[string]*unreached{}, map[string]*unreached{}
	for i := range run.Targets {
		t := &run.Targets[i]
		if t.Reached {
			continue
		}
		u := byWhy[t.Why]
		if u == nil {
			u = &unreached{why: t.Why}
			byWhy[t.Why] = u
			lost = append(lost, u)
		}
		u.targets = append(u.targets, t.Name)
		byName[t.Name] = u
	}
	for _, r := range of(run, outcome.Unknown) {
		if u := byName[r.Target]; u != nil && strings.Contains(r.Message, u.why) {
			u.specs++
			continue
		}
		rest = append(rest, r)
	}
	return lost, rest
}

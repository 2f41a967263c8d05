package suite

import (
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// selection gives the specs that a preview selected, in their order.
func selection(preview ginkgo.Report) []Selected {
	var out []Selected
	for _, r := range preview.SpecReports {
		if r.LeafNodeType.Is(types.NodeTypeIt) && !r.State.Is(types.SpecStateSkipped) {
			out = append(out, selectedOf(r))
		}
	}
	return out
}

// account makes the results. The specs that the preview selected are the outcomes: one that
// did not come back is unknown, and so is one too many.
func account(selected []Selected, ran ginkgo.Report) (results []outcome.Result, problems []string) {
	due := map[Selected]int{}
	for _, s := range selected {
		due[s]++
	}
	for _, r := range ran.SpecReports {
		if !r.LeafNodeType.Is(types.NodeTypeIt) {
			if r.State.Is(types.SpecStateFailureStates) {
				problems = append(problems, fmt.Sprintf("%s failed: %s", r.LeafNodeType, hosttext.VisibleLines(r.Failure.Message)))
			}
			continue
		}
		s := selectedOf(r)
		switch {
		case due[s] > 0:
			due[s]--
			results = append(results, result(s, r))
		case !r.State.Is(types.SpecStateSkipped):
			problems = append(problems, fmt.Sprintf("%q ran, but the preview had not selected it: the tree was not the same twice", r.FullText()))
		}
	}
	for _, s := range selected {
		if due[s] == 0 {
			continue
		}
		due[s]--
		lost := result(s, ginkgo.SpecReport{})
		lost.Outcome, lost.Message = outcome.Unknown, "could not tell: the spec was selected, but never came back from the run"
		results = append(results, lost)
	}
	return results, problems
}

func result(s Selected, r ginkgo.SpecReport) outcome.Result {
	a, j := s.about(), judged(r)
	res := outcome.Result{Target: a.Target, Spec: s.Text, Resource: a.Resource, Name: a.Name,
		Labels: r.Labels(), Outcome: j.Outcome, Message: hosttext.VisibleLines(j.Message), Location: a.Location,
		Seconds: r.RunTime.Seconds(), Evidence: j.Evidence, Detail: hosttext.VisibleLines(j.Detail), Team: a.Team, Because: a.Because, Group: group(s, a.Target)}
	if res.Location == "" {
		res.Location = s.Location
	}
	if res.Evidence == "" {
		res.Evidence = a.Evidence
	}
	if res.Labels == nil {
		res.Labels = []string{}
	}
	return res
}

// group is the texts of the containers around a spec, but for the target's own.
func group(s Selected, target string) string {
	var out []string
	for _, t := range strings.Split(strings.TrimSuffix(s.Place, "\x00"), "\x00") {
		if t != target {
			out = append(out, t)
		}
	}
	return strings.Join(out, " / ")
}

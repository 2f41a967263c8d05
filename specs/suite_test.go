package specs

import (
	"strings"
	"testing"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/specs/match"
)

func TestNoUnknownPasses(t *testing.T) {
	a := play(t, "outcomes")
	got := a.outcomes(t)
	n := 0
	for _, r := range got {
		want, _, ok := strings.Cut(r.Spec, ": ")
		if !ok {
			continue
		}
		n++
		if string(r.Outcome) != want {
			t.Errorf("%q is %s: %s", r.Spec, r.Outcome, r.Message)
		}
		if r.Target != "local:" {
			t.Errorf("%q belongs to %q", r.Spec, r.Target)
		}
	}
	if n < 35 {
		t.Errorf("only %d specs", n)
	}
	for text, want := range map[string]outcome.Outcome{
		"Probe known is present":           outcome.Passed,
		"Probe unknown-check is present":   outcome.Unknown,
		"Probe unknown-not is not present": outcome.Unknown,
		"Probe absent-check is present":    outcome.Failed,
		"Probe absent-not is not present":  outcome.Passed,
		"Probe elsewhere is present":       outcome.Skipped,
		"Probe left-out is present":        outcome.Skipped,
	} {
		if r, ok := got["local:: "+text]; !ok || r.Outcome != want {
			t.Errorf("%s: %+v, want %s", text, r, want)
		}
	}
	r := got["local:: Probe known is present"]
	if r.Team != "web" || r.Because != "it was so" || r.Location != "web.yaml:1:2" || r.Resource != "probe" || r.Name != "known" ||
		len(r.Labels) != 1 || r.Evidence != "echo known" {
		t.Errorf("what a check says of itself: %+v", r)
	}
	if len(a.Run.Targets) != 1 || !a.Run.Targets[0].Reached || a.Run.Targets[0].LateRounds == 0 || len(a.Run.Targets[0].Notes) != 1 {
		t.Errorf("targets %+v", a.Run.Targets)
	}
}

func TestMisuseRunsNothing(t *testing.T) {
	for name, want := range map[string]string{
		"nothing selected":  "nothing is selected",
		"expects nothing":   "expects nothing",
		"bad selector":      "role==",
		"panic while built": "oops",
		"bad filter":        "label filter",
		"top level It":      "outside of any container",
	} {
		a := play(t, name)
		if !a.Usage || !strings.Contains(a.Error, want) || a.Execs != 0 {
			t.Errorf("%s: %+v, want a usage error with %q and no exec", name, a, want)
		}
	}
}

func TestAFactReadWhileTheTreeIsBuiltIsRefused(t *testing.T) {
	a := play(t, "read while built")
	for _, r := range a.outcomes(t) {
		if r.Outcome != outcome.Passed {
			t.Errorf("%+v", r)
		}
	}
}

func TestOnlyWhatSelectedSpecsAskIsCollected(t *testing.T) {
	a := play(t, "filtered")
	if len(a.Run.Results) != 1 || a.Execs != 1 {
		t.Errorf("%d results by %d execs, want one each", len(a.Run.Results), a.Execs)
	}
}

func TestATreeThatDiffersInItsTwoBuildsCannotPass(t *testing.T) {
	a := play(t, "tree differs")
	got := a.outcomes(t)
	if r := got["local:: Probe first-time is present"]; r.Outcome != outcome.Unknown {
		t.Errorf("a spec that never ran: %+v", r)
	}
	if len(a.Run.Problems) != 1 || !strings.Contains(a.Run.Problems[0], "second-time") {
		t.Errorf("problems %q", a.Run.Problems)
	}
	if v := a.Run.Verdict(); v != outcome.Unknown {
		t.Errorf("verdict %s", v)
	}
}

func TestADeadHostIsUnknownAndTheOthersGoOn(t *testing.T) {
	a := play(t, "many")
	count := map[string]map[outcome.Outcome]int{}
	for _, r := range a.Run.Results {
		kind, _, _ := strings.Cut(r.Target, "-")
		if count[kind] == nil {
			count[kind] = map[outcome.Outcome]int{}
		}
		count[kind][r.Outcome]++
	}
	if c := count["web"]; c[outcome.Passed] != 200 || c[outcome.Failed] != 10 || len(c) != 2 {
		t.Errorf("living hosts: %v", c)
	}
	if c := count["dead"]; c[outcome.Unknown] != 63 || len(c) != 1 {
		t.Errorf("dead hosts: %v", c)
	}
	if c := count["stuck"]; c[outcome.Unknown] != 21 || len(c) != 1 {
		t.Errorf("hung host: %v", c)
	}
	if a.Execs != 10 {
		t.Errorf("%d execs, want one for each living host", a.Execs)
	}
}

func TestWhatIsNotRunAfterAFailureIsUnknown(t *testing.T) {
	a := play(t, "fail fast")
	s := a.Run.Summary()
	if s.Failed != 1 || s.Unknown != 1 {
		t.Errorf("%+v: %+v", s, a.Run.Results)
	}
}

func TestParallelProcessesAreRefused(t *testing.T) {
	a := play(t, "filtered", "--ginkgo.parallel.total=2", "--ginkgo.parallel.process=1", "--ginkgo.parallel.host=127.0.0.1:1")
	if !a.Usage || !strings.Contains(a.Error, "parallel") {
		t.Errorf("%+v", a)
	}
}

func TestAResultThatGoTestMayKeepIsRefused(t *testing.T) {
	a := play(t, "filtered", "-test.testlogfile="+t.TempDir()+"/log")
	if !a.Usage || !strings.Contains(a.Error, "-count=1") {
		t.Errorf("%+v", a)
	}
}

func TestAMatcherOfSeveralPartsReadsAsASentence(t *testing.T) {
	for _, c := range []struct {
		m    types.GomegaMatcher
		want string
	}{
		{match.BeInstalled().WithVersion("~> 1.22"), `is installed and has version "~> 1.22"`},
		{match.HaveContent("you and have it"), `has content "you and have it"`},
	} {
		if got := words(c.m); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

package report

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

func TestJUnitGolden(t *testing.T) {
	junitOf(t, fleet())
	var b bytes.Buffer
	if err := JUnit(&b, fleet()); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", b.Bytes())
}

func TestJUnitCases(t *testing.T) {
	fail := result("", nginx, outcome.Failed, "it is not installed")
	doubt := result("", nginx, outcome.Unknown, "could not tell: dpkg-query is missing")
	skip := result("", nginx, outcome.Skipped, "only on EC2")
	waive := result("", nginx, outcome.Waived, "W-12")
	for name, c := range map[string]struct {
		run     *outcome.Run
		verdict string // the case's one child, but for system-out
		text    []string
	}{
		"passed everywhere": {many(40, nil), "", []string{"passed on 40 targets: web-01, "}},
		"failed on two of forty is one case": {many(40, map[int]outcome.Result{7: fail, 22: fail}), "failure",
			[]string{"failed on web-07, web-22\n  it is not installed\n", "passed on 38 targets"}},
		"failed and unknown is failed, and tells both": {many(3, map[int]outcome.Result{1: fail, 2: doubt}), "failure",
			[]string{"failed on web-01\n", "could not tell on web-02\n  could not tell: dpkg-query is missing"}},
		"unknown on one is an error":           {many(3, map[int]outcome.Result{2: doubt}), "error", []string{"could not tell on web-02\n"}},
		"skipped on one has passed":            {many(2, map[int]outcome.Result{1: skip}), "", []string{"passed on web-02\nskipped on web-01\n  only on EC2"}},
		"skipped and unknown is an error":      {many(2, map[int]outcome.Result{1: skip, 2: doubt}), "error", nil},
		"waived does not fail, and is told of": {many(2, map[int]outcome.Result{1: waive}), "", []string{"waived on web-01\n  W-12"}},
	} {
		t.Run(name, func(t *testing.T) {
			cases := junitOf(t, c.run).all("testcase")
			if len(cases) != 1 {
				t.Fatalf("%d cases", len(cases))
			}
			if got := cases[0].attrs; got["name"] != nginx || got["classname"] != "web tier/web.yaml" {
				t.Errorf("case is %v", got)
			}
			verdict, text := "", ""
			for _, child := range cases[0].children {
				text += child.text
				if child.name != "system-out" {
					verdict = child.name
				}
			}
			if verdict != c.verdict {
				t.Errorf("verdict %q, want %q", verdict, c.verdict)
			}
			for _, want := range c.text {
				if !strings.Contains(text, want) {
					t.Errorf("lacks %q:\n%s", want, text)
				}
			}
		})
	}
}

func TestJUnitRunsThatCannotBeTrusted(t *testing.T) {
	pass := []outcome.Result{result("web-01", nginx, outcome.Passed, "")}
	for name, c := range map[string]struct {
		run  outcome.Run
		want string
	}{
		"nothing was judged": {outcome.Run{}, "nothing was judged"},
		"a problem":          {outcome.Run{Results: pass, Problems: []string{"lost one"}}, "lost one"},
		"interrupted":        {outcome.Run{Results: pass, Interrupted: true}, "the run was interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			errs := junitOf(t, &c.run).all("error")
			if len(errs) != 1 || !strings.Contains(errs[0].text, c.want) {
				t.Errorf("errors: %+v", errs)
			}
		})
	}
}

func TestJUnitNamesAreStable(t *testing.T) {
	a, b := fleet(), fleet()
	for i := range b.Results { // lines move when a file is edited
		b.Results[i].Location = strings.Replace(b.Results[i].Location, ":", ":10", 1)
	}
	names := func(run *outcome.Run) (out []string) {
		for _, c := range junitOf(t, run).all("testcase") {
			out = append(out, c.attrs["classname"]+" "+c.attrs["name"])
		}
		return out
	}
	if got, want := fmt.Sprint(names(b)), fmt.Sprint(names(a)); got != want {
		t.Errorf("names changed:\n%s\n%s", want, got)
	}
}

func TestJUnitEqualNamesStayApart(t *testing.T) {
	run := many(1, nil)
	again := run.Results[0]
	again.Location, again.Outcome = "web.yaml:90:3", outcome.Failed
	run.Results = append(run.Results, again)
	if n := len(junitOf(t, run).all("testcase")); n != 2 {
		t.Errorf("%d cases", n)
	}
}

func TestJUnitTimesThatAreNone(t *testing.T) {
	run := many(3, nil)
	run.Results[0].Seconds, run.Results[1].Seconds, run.Results[2].Seconds = math.NaN(), math.Inf(1), -1
	if got := junitOf(t, run).attrs["time"]; got != "0.000" {
		t.Errorf("time %s", got)
	}
}

func TestJUnitHostile(t *testing.T) {
	for _, text := range hostiles {
		junitOf(t, hostileRun(text))
	}
}

func TestJUnitHugeTexts(t *testing.T) {
	run := many(1, map[int]outcome.Result{1: result("", nginx, outcome.Failed, strings.Repeat("ü\x01", 1<<20))})
	for _, f := range junitOf(t, run).all("failure") {
		if len(f.text) > 4<<20 || !strings.Contains(f.text, "more bytes") {
			t.Errorf("%d bytes of text", len(f.text))
		}
	}
}

func FuzzReports(f *testing.F) {
	for _, text := range hostiles {
		f.Add(text[:min(len(text), 300)], "web-01")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		t.Setenv("GITHUB_ACTIONS", "true")
		run := hostileRun(text)
		run.Results[0].Target, run.Results[1].Group = name, name
		junitOf(t, run)
		for kind, got := range reports(t, run) {
			if r, bad := raw(got); bad {
				t.Errorf("%s has %U", kind, r)
			}
			if at := command.FindString(got); at != "" {
				t.Errorf("%s has a command: %q", kind, at)
			}
		}
	})
}

func TestARunInWhichAllWasSkippedHasNotPassed(t *testing.T) {
	skip := result("", nginx, outcome.Skipped, "only on EC2")
	run := many(2, map[int]outcome.Result{1: skip, 2: skip})
	if v := run.Verdict(); v != outcome.Unknown {
		t.Errorf("verdict %s", v)
	}
	cases := junitOf(t, run).all("testcase")
	if len(cases) != 2 || len(junitOf(t, run).all("skipped")) != 1 || len(junitOf(t, run).all("error")) != 1 {
		t.Errorf("%d cases, want the skipped one and an error of the run", len(cases))
	}
}

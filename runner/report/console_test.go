package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

func TestConsoleGolden(t *testing.T) {
	for name, o := range map[string]ConsoleOptions{
		"console.txt":         {},
		"console-verbose.txt": {Verbose: true},
		"console-color.txt":   {Color: true},
		"console-narrow.txt":  {Width: 48},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, name, []byte(console(t, fleet(), o)))
		})
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return lines[len(lines)-1]
}

func TestVerdictLine(t *testing.T) {
	one := []outcome.Target{target("web-01")}
	dead := outcome.Target{Name: "web-01", Why: "connection refused"}
	pass := result("web-01", nginx, outcome.Passed, "")
	fail := result("web-01", nginx, outcome.Failed, "no")
	doubt := result("web-01", nginx, outcome.Unknown, "could not tell")
	skip := result("web-01", nginx, outcome.Skipped, "why")
	for name, c := range map[string]struct {
		run  outcome.Run
		want string
	}{
		"all passed":                     {outcome.Run{Targets: one, Results: []outcome.Result{pass, pass, skip}}, "PASSED: 2 passed, 1 skipped on 1 target in 1.2 s"},
		"one failed":                     {outcome.Run{Targets: one, Results: []outcome.Result{pass, fail, doubt}}, "FAILED: 1 failed, 1 unknown, 1 passed on 1 target in 1.2 s"},
		"one unknown":                    {outcome.Run{Targets: one, Results: []outcome.Result{pass, doubt}}, "COULD NOT TELL: 1 unknown, 1 passed on 1 target in 1.2 s"},
		"an outcome that nobody knows":   {outcome.Run{Targets: one, Results: []outcome.Result{pass, {Target: "web-01", Outcome: "fine"}}}, "COULD NOT TELL: 1 unknown, 1 passed on 1 target in 1.2 s"},
		"no result is no pass":           {outcome.Run{Targets: one}, "COULD NOT TELL: nothing was judged on 1 target in 1.2 s"},
		"not even a target":              {outcome.Run{}, "COULD NOT TELL: nothing was judged in 1.2 s"},
		"a problem of the run":           {outcome.Run{Targets: one, Results: []outcome.Result{pass}, Problems: []string{"lost one"}}, "COULD NOT TELL: 1 passed on 1 target in 1.2 s; 1 problem of the run"},
		"interrupted, nothing failed":    {outcome.Run{Targets: one, Results: []outcome.Result{pass}, Interrupted: true}, "INTERRUPTED: 1 passed on 1 target in 1.2 s"},
		"interrupted after a failure":    {outcome.Run{Targets: one, Results: []outcome.Result{fail}, Interrupted: true}, "INTERRUPTED: 1 failed on 1 target in 1.2 s"},
		"a dead target":                  {outcome.Run{Targets: []outcome.Target{dead}, Results: []outcome.Result{doubt}}, "COULD NOT TELL: 1 unknown on 1 target (1 not reached) in 1.2 s"},
		"targets that only results name": {outcome.Run{Results: []outcome.Result{pass, result("b", nginx, outcome.Passed, "")}}, "PASSED: 2 passed on 2 targets in 1.2 s"},
	} {
		t.Run(name, func(t *testing.T) {
			c.run.Took = 1299 * time.Millisecond
			for _, o := range []ConsoleOptions{{}, {Verbose: true}} {
				if got := lastLine(console(t, &c.run, o)); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			}
		})
	}
}

// many is a run of one spec on n targets; those in other say something else than passed.
func many(n int, other map[int]outcome.Result) *outcome.Run {
	run := &outcome.Run{}
	for i := 1; i <= n; i++ {
		name := fmt.Sprintf("web-%02d", i)
		run.Targets = append(run.Targets, target(name))
		r, ok := other[i]
		if !ok {
			r = result("", nginx, outcome.Passed, "")
		}
		r.Target = name
		run.Results = append(run.Results, r)
	}
	return run
}

func TestConsoleGroups(t *testing.T) {
	fail := result("", nginx, outcome.Failed, "it is not installed")
	other := result("", nginx, outcome.Failed, "it is 1.18")
	doubt := result("", nginx, outcome.Unknown, "could not tell package nginx: dpkg-query is missing")
	skip := result("", nginx, outcome.Skipped, "only on EC2")
	all := map[int]outcome.Result{}
	for i := 1; i <= 30; i++ {
		all[i] = fail
	}
	for name, c := range map[string]struct {
		run        *outcome.Run
		want, lack []string
		o          ConsoleOptions
	}{
		"the same on two of forty is told once": {run: many(40, map[int]outcome.Result{7: fail, 22: fail}),
			want: []string{"\non 2 targets: web-07, web-22\n  ✗ " + nginx, "      38 of 40 agree; web-07, web-22 differ\n"}},
		"different words are two blocks, and each says who differs": {run: many(40, map[int]outcome.Result{7: fail, 22: other}),
			want: []string{"\nweb-07\n", "\nweb-22\n", "38 of 40 agree; web-07, web-22 differ\n"}},
		"one alone differs":      {run: many(4, map[int]outcome.Result{3: fail}), want: []string{"3 of 4 agree; web-03 differs\n"}},
		"unknown does not agree": {run: many(4, map[int]outcome.Result{3: fail, 4: doubt}), want: []string{"2 of 4 agree; web-03 differs; 1 could not be told\n"}},
		"skipped has no say":     {run: many(4, map[int]outcome.Result{3: fail, 4: skip}), want: []string{"2 of 3 agree; web-03 differs\n"}},
		"nobody agrees":          {run: many(2, map[int]outcome.Result{1: fail, 2: fail}), lack: []string{"agree"}},
		"a long list is cut":     {run: many(30, all), want: []string{"on 30 targets: web-01, ", "web-20 and 10 more\n"}, lack: []string{"web-21"}},
		"verbose cuts nothing":   {run: many(30, all), o: ConsoleOptions{Verbose: true}, want: []string{"web-29, web-30\n"}},
		"the same doubt on many targets is told once": {run: many(4, map[int]outcome.Result{1: doubt, 3: doubt}),
			want: []string{"\non 2 targets: web-01, web-03\n  ? dpkg-query is missing\n      " + nginx}},
	} {
		t.Run(name, func(t *testing.T) {
			got := console(t, c.run, c.o)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %q:\n%s", want, got)
				}
			}
			for _, lack := range c.lack {
				if strings.Contains(got, lack) {
					t.Errorf("has %q:\n%s", lack, got)
				}
			}
		})
	}
}

func TestConsoleDeadTarget(t *testing.T) {
	run := &outcome.Run{Targets: []outcome.Target{{Name: "web-03", Why: "connect web-03: connection refused"}}}
	for i := range 400 {
		run.Results = append(run.Results, result("web-03", fmt.Sprintf("Package p%d is installed", i), outcome.Unknown,
			fmt.Sprintf("could not tell package p%d: connect web-03: connection refused", i)))
	}
	lost := result("web-03", absent, outcome.Unknown, "could not tell: the spec was selected, but never came back from the run")
	run.Results = append(run.Results, lost)
	got := console(t, run, ConsoleOptions{})
	for _, want := range []string{"\nweb-03: not reached: connect web-03: connection refused; 400 specs could not be told\n",
		"  ? the spec was selected, but never came back from the run\n      " + absent} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n"); n > 12 {
		t.Errorf("%d lines for one dead target:\n%s", n, got)
	}
}

func TestConsoleManySpecsOneReason(t *testing.T) {
	run := &outcome.Run{Targets: []outcome.Target{target("web-01")}}
	for i := range 12 {
		run.Results = append(run.Results, result("web-01", fmt.Sprintf("Package p%d is installed", i), outcome.Unknown,
			fmt.Sprintf("could not tell package p%d: dpkg-query is missing", i)))
	}
	got := console(t, run, ConsoleOptions{})
	if n := strings.Count(got, "dpkg-query is missing"); n != 1 {
		t.Errorf("the reason stands %d times:\n%s", n, got)
	}
	if !strings.Contains(got, "… and 7 more specs for the same reason") {
		t.Errorf("does not say how many more:\n%s", got)
	}
	if got := console(t, run, ConsoleOptions{Verbose: true}); !strings.Contains(got, "Package p11 is installed") {
		t.Errorf("verbose lacks the last one:\n%s", got)
	}
}

func TestConsoleLongMessage(t *testing.T) {
	run := many(1, map[int]outcome.Result{1: result("", nginx, outcome.Failed, strings.Repeat("line\n", 5000)+strings.Repeat("x", 1<<20))})
	if got := console(t, run, ConsoleOptions{}); len(got) > 10_000 || !strings.Contains(got, "… and 4971 more lines") {
		t.Errorf("%d bytes:\n%.2000s", len(got), got)
	}
	run.Results[0].Message = strings.Repeat("x", 1<<20)
	if got := console(t, run, ConsoleOptions{}); len(got) > 10_000 || !strings.Contains(got, "more characters") {
		t.Errorf("%d bytes", len(got))
	}
}

func TestConsoleColor(t *testing.T) {
	if got := console(t, fleet(), ConsoleOptions{}); strings.Contains(got, "\x1b") {
		t.Error("colours without Color")
	}
	if got := console(t, fleet(), ConsoleOptions{Color: true}); !strings.Contains(got, "\x1b[1;31mFAILED\x1b[0m: ") {
		t.Error("no colours with Color")
	}
	t.Setenv("NO_COLOR", "1")
	if got := console(t, fleet(), ConsoleOptions{Color: true}); strings.Contains(got, "\x1b") {
		t.Error("colours with NO_COLOR")
	}
}

func TestConsoleWidth(t *testing.T) {
	r := result("", nginx, outcome.Failed, strings.Repeat("expected 日本語 words ", 30))
	r.Evidence = "grep -r " + strings.Repeat("very-long-argument ", 10) + "/etc"
	got := console(t, many(1, map[int]outcome.Result{1: r}), ConsoleOptions{Width: 60})
	for _, line := range strings.Split(got, "\n") {
		if w := columns(line); w > 60 && !strings.Contains(line, "$ ") {
			t.Errorf("%d columns: %s", w, line)
		}
	}
	if !strings.Contains(got, "$ "+strings.TrimSpace(r.Evidence)) {
		t.Error("the command was broken")
	}
}

// columns counts as terminals do, for the words of this test.
func columns(line string) int {
	n := 0
	for _, r := range line {
		n++
		if r > 0x2e80 {
			n++
		}
	}
	return n
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteErrorsAreTold(t *testing.T) {
	for name, write := range map[string]func() error{
		"console": func() error { return Console(full{}, fleet(), ConsoleOptions{}) },
		"junit":   func() error { return JUnit(full{}, fleet()) },
		"json":    func() error { return JSON(full{}, fleet()) },
		"stdout":  func() error { return Write([]Destination{{Kind: "json", Path: "-"}}, fleet(), full{}) },
	} {
		if err := write(); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReportsChangeNothing(t *testing.T) {
	run, same := fleet(), fleet()
	var b bytes.Buffer
	console(t, run, ConsoleOptions{Verbose: true})
	if err := errors.Join(JUnit(&b, run), JSON(&b, run)); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", run) != fmt.Sprintf("%+v", same) {
		t.Error("a report changed the run")
	}
}

func TestEachTargetIsListedWithItsCounts(t *testing.T) {
	run := &outcome.Run{
		Targets: []outcome.Target{{Name: "a", Address: "ssh://a", Reached: true}, {Name: "long", Address: "docker://b\x1b", Reached: true}, {Name: "c", Address: "x"}},
		Results: []outcome.Result{{Target: "a", Outcome: outcome.Passed}, {Target: "a", Outcome: outcome.Skipped},
			{Target: "long", Outcome: outcome.Failed}, {Target: "long", Outcome: outcome.Passed}, {Target: "c", Outcome: outcome.Unknown}},
	}
	var out strings.Builder
	if err := Console(&out, run, ConsoleOptions{Targets: true}); err != nil {
		t.Fatal(err)
	}
	want := "Targets\n  ✓ a     1 passed, 1 skipped  ssh://a\n  ✗ long  1 failed, 1 passed  docker://b\\x1b\n  ? c     1 unknown  x\n"
	if !strings.Contains(out.String(), want) {
		t.Errorf("%s\nwant %s", out.String(), want)
	}
}

// A command is there to be copied: each of its lines stands on one.
func TestACommandOfSeveralLinesStaysSo(t *testing.T) {
	run := &outcome.Run{Results: []outcome.Result{{Target: "a", Spec: "s", Outcome: outcome.Failed, Evidence: "# through b\nprintf 'a\tb'\x1b | x"}}}
	for name, write := range map[string]func(io.Writer) error{
		"console": func(w io.Writer) error { return Console(w, run, ConsoleOptions{}) },
		"junit":   func(w io.Writer) error { return JUnit(w, run) },
	} {
		var out strings.Builder
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("&#39;", "'", "&#xA;", "\n").Replace(out.String())
		if !regexp.MustCompile(`(?m)^ +\$ # through b\n +printf 'a\\tb'\\x1b \| x$`).MatchString(text) {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

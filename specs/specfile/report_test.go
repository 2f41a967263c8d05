package specfile

import (
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// two are two targets with variables and labels of their own.
const two = `targets:
  one: { address: "local:", labels: { role: web }, vars: { shell: sh } }
  two: { address: "local:", labels: { role: db }, vars: { shell: nosuchshell } }
`

func TestWhatTheReportTells(t *testing.T) {
	in := map[string]string{"a.yaml": `team: platform
labels: [all]
package: { sh: { installed: true, skip: "no packages here", team: web } }
in-path:
  ${shell}: { found: true, labels: smoke, because: "scripts need it" }
  ls: { found: true, only: role=web, because: "only the web needs it" }
  cat: { found: true, skip: true, title: "a cat" }
`, "db.yaml": "targets: two\nin-path: [cat]\n"}
	a := run{Inventory: two, Files: []string{"a.yaml", "db.yaml"}}.play(t, in)
	got := a.lines(t)
	want := []string{
		"skipped a.yaml:3:18 one: Package sh is installed", "skipped a.yaml:3:18 two: Package sh is installed",
		"passed a.yaml:5:15 one: Command sh is in the PATH", "failed a.yaml:5:15 two: Command nosuchshell is in the PATH",
		"passed a.yaml:6:9 one: Command ls is in the PATH", "skipped a.yaml:6:9 two: Command ls is in the PATH",
		"skipped a.yaml:7:10 one: Command cat is in the PATH", "skipped a.yaml:7:10 two: Command cat is in the PATH",
		"passed db.yaml:2:11 two: Command cat is in the PATH",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, r := range a.Run.Results {
		told := strings.Join([]string{r.Team, r.Because, r.Message, strings.Join(r.Labels, ",")}, "|")
		want, there := map[string]string{
			"one a.yaml:3:18": "web||no packages here|all",
			"two a.yaml:5:15": "platform|scripts need it|expected Command nosuchshell to be in the PATH, but it is not found in any of its directories|all,smoke",
			"two a.yaml:6:9":  "platform|only the web needs it|only role=web: only the web needs it|all",
			"one a.yaml:7:10": "platform|a cat|skip: true, without a reason|all",
		}[r.Target+" "+r.Location]
		if there && told != want {
			t.Errorf("%s %s: %s, want %s", r.Target, r.Location, told, want)
		}
	}
	filtered := run{Inventory: two, Files: []string{"a.yaml", "db.yaml"}, Filter: "smoke"}.play(t, in)
	if n := len(filtered.lines(t)); n != 2 {
		t.Errorf("%d specs have the label smoke: %s", n, filtered.lines(t))
	}
}

// What is wrong is told before anything is connected.
func TestNothingRunsOfAWrongFile(t *testing.T) {
	a := run{Inventory: "targets: { gone: { address: \"ssh://nobody@192.0.2.1\" } }\n", Files: []string{"a.yaml"}}.play(t,
		map[string]string{"a.yaml": "in-path: [\"${sh}\"]\n"})
	if a.Run != nil || a.Error != `a.yaml:1:12: in-path[0]: undefined variable "sh"` {
		t.Errorf("%+v %s", a.Run, a.Error)
	}
}

// A host that can't be reached makes each of its specs unknown.
func TestUnreachableIsUnknown(t *testing.T) {
	a := run{Inventory: "targets: { gone: { address: \"docker://fleetspec-specfile-no-such-container\" } }\n", Files: []string{"a.yaml"}}.play(t,
		map[string]string{"a.yaml": "in-path: [sh]\npackage: { telnetd: absent }\nfile: { /no/such: { exists: false, skip: x }, /a: { exists: false } }\n"})
	var unknown int
	for _, r := range a.Run.Results {
		if r.Outcome == outcome.Passed {
			t.Errorf("passed: %s", r.Spec)
		}
		if r.Outcome == outcome.Unknown {
			unknown++
		}
	}
	if unknown != 3 || len(a.Run.Results) != 4 {
		t.Errorf("%s", a.lines(t))
	}
}

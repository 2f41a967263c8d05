package specfile

import (
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// legacy is the inventory of the shared legacy host.
func legacy(t *testing.T) string {
	h := phpweb.Shared(t)
	return "targets:\n  legacy: { address: \"docker://" + h.Name + "\", labels: { role: web, platform: ec2 }, vars: { own: nginx } }\n"
}

func TestEachAttributeHasItsOutcome(t *testing.T) {
	a := run{Inventory: legacy(t), Files: []string{"web.yaml"}}.play(t, map[string]string{
		"web.yaml": `targets: role=web
include: sub/base.yaml
package:
  ${own}: "~> 1.22"
  bash: { installed: true, version: "< 1", team: shell }
kernel-param: { net.core.somaxconn: { value: { gt: 1000 } } }
service:
  nginx: { enabled: true, running: true, only: platform=kubernetes, because: "a trial" }
`,
		"sub/base.yaml": "in-path: [sh]\npackage: { telnetd: absent }\n",
	})
	want := []string{
		`passed sub/base.yaml:1:11 legacy: Command sh is in the PATH`,
		`passed sub/base.yaml:2:12 legacy: Package telnetd is not installed`,
		`passed web.yaml:4:3 legacy: Package nginx is installed`,
		`passed web.yaml:4:3 legacy: Package nginx has version "~> 1.22"`,
		`passed web.yaml:5:11 legacy: Package bash is installed`,
		`failed web.yaml:5:28 legacy: Package bash has version "< 1"`,
		`passed web.yaml:6:39 legacy: Kernel parameter net.core.somaxconn has value: > 1000`,
		`skipped web.yaml:8:12 legacy: Service nginx is enabled`,
		`skipped web.yaml:8:27 legacy: Service nginx is running`,
	}
	got := a.lines(t)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, tg := range a.Run.Targets {
		if tg.LateRounds != 0 {
			t.Errorf("%s was asked %d times late", tg.Name, tg.LateRounds)
		}
	}
}

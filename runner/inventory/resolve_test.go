package inventory

import (
	"strings"
	"testing"
)

// -t: addresses, names, selectors; nothing matched is an error.
func TestResolve(t *testing.T) {
	inv := parseGood(t)
	for args, want := range map[string]string{
		"":                                     "web-08 web-09 web-10 web-11 web-12 bastion stack byLabel here was six",
		"here":                                 "here",
		"legacy":                               "web-08 web-09 web-10 web-11 web-12",
		"web-10.example.internal":              "web-10",
		"here legacy here role=web":            "here web-08 web-09 web-10 web-11 web-12 stack",
		"role=web,platform!=ec2":               "stack",
		"platform":                             "web-08 web-09 web-10 web-11 web-12",
		"env=dev ssh://new":                    "stack ssh://new",
		"ssh://a@n-[1:2]:22":                   "ssh://a@n-1:22 ssh://a@n-2:22",
		"ssh://[fe80::1]:22":                   "six",
		"local:":                               "here",
		"docker://legacy-web":                  "docker://legacy-web",
		"snapshot:conf/2026-11-01/legacy.json": "was",
		"snapshot:x.json":                      "snapshot:x.json",
		"name in (here, was)":                  "here was",
	} {
		argv := strings.Fields(args)
		if strings.Contains(args, "(") {
			argv = []string{args}
		}
		got, err := inv.Resolve(argv)
		if err != nil {
			t.Errorf("%s: %v", args, err)
			continue
		}
		var names []string
		for _, target := range got {
			names = append(names, strings.TrimSuffix(target.Name, ".example.internal"))
		}
		if s := strings.Join(names, " "); s != want {
			t.Errorf("%s: got %s, want %s", args, s, want)
		}
	}
	for args, want := range map[string]string{
		"legcy":             `-t legcy: no target has this name (did you mean legacy?)`,
		"role=wbe":          `-t role=wbe: no target matches this selector`,
		"rol=web":           `-t rol=web: no target matches this selector (no target has the label "rol"; did you mean role?)`,
		"role=web,,x":       `-t role=web,,x: selector "role=web,,x", column 10: expected a label, found ","`,
		"shh://x":           `-t shh://x: unknown scheme "shh" (did you mean ssh?)`,
		"ssh://u:hunter2@x": `-t ssh://u:…@x: a password must not stand in an address (use a key or ssh-agent, or let fleetspec ask for it)`,
		"kube://x":          `-t kube://x: kube: addresses are not supported yet`,
		"legcy stck":        "-t legcy: no target has this name (did you mean legacy?)\n-t stck: no target has this name (did you mean stack?)",
	} {
		_, err := inv.Resolve(strings.Fields(args))
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", args, err, want)
		}
	}
}

// Without a file only addresses can be resolved, and the message says how.
func TestResolveWithoutFile(t *testing.T) {
	inv := &Inventory{}
	if got, err := inv.Resolve([]string{"ssh://u@h"}); err != nil || got[0].Name != "ssh://u@h" || got[0].Labels["name"] != "ssh://u@h" {
		t.Errorf("%+v %v", got, err)
	}
	for args, want := range map[string]string{
		"":    "no targets: there is no fleetspec.yaml and no -t (such as -t ssh://user@host)",
		"web": "-t web: no target has this name (an address is written ssh://web)",
	} {
		if _, err := inv.Resolve(strings.Fields(args)); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

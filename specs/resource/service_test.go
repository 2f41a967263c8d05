package resource_test

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/specs/resource"
)

func TestService(t *testing.T) {
	row := func(name, load, active, sub, file, more string) string {
		return fmt.Sprintf(`"%s": {"is": {"unit": "%s", "load": "%s", "active": "%s", "sub": "%s", "file": "%s", "type": "", "result": "exit-code", "main_pid": 0, %s}}`, name, name, load, active, sub, file, more)
	}
	asked, rows := "", ""
	for i, r := range [][]string{
		{"nginx.service", "loaded", "active", "running", "enabled", `"wanted": true`},
		{"postfix.service", "loaded", "active", "exited", "enabled", `"wanted": true, "instances": ["postfix@-.service"]`},
		{"masked.service", "masked", "inactive", "dead", "masked", `"wanted": false`},
		{"static.service", "loaded", "failed", "failed", "static", `"wanted": false`},
		{"init.service", "loaded", "active", "running", "generated", `"wanted": false`},
		{"init2.service", "loaded", "active", "running", "generated", `"wanted": true`},
		{"reload.service", "loaded", "reloading", "reload", "disabled", `"wanted": false`},
		{"odd.service", "loaded", "active", "running", "", `"wanted": false`},
		{"new.service", "loaded", "active", "running", "half-enabled", `"wanted": false`},
		{"gone.service", "not-found", "active", "running", "", `"wanted": false`},
		{"logrotate.timer", "loaded", "active", "waiting", "enabled", `"wanted": true`},
		{"absent.service"},
	} {
		if i > 0 {
			asked, rows = asked+",", rows+","
		}
		asked += `{"table": "service", "key": "` + r[0] + `"}`
		if len(r) > 1 {
			rows += row(r[0], r[1], r[2], r[3], r[4], r[5])
		} else {
			rows += `"` + r[0] + `": {}`
		}
	}
	src := saved(t, "service", `{"asked": [`+asked+`], "rows": {`+rows+`}}`)
	for _, c := range []struct{ name, want string }{
		// installed, running, enabled, masked, failed
		{"nginx", "true true true false false"},
		{"nginx.service", "true true true false false"},
		{"postfix", "true false true false false"},
		{"masked", "true false false true false"},
		{"static", "true false true false true"},
		{"init", "true true false false false"},
		{"init2", "true true true false false"},
		{"reload", "true unknown: it is reloading just now; ask again false false false"},
		{"odd", "true true unknown: systemd does not say whether it is enabled false false"},
		{"new", `true true unknown: systemd calls it "half-enabled", which is not known here false false`},
		{"gone", "false true unknown: systemd does not say whether it is enabled false false"},
		{"logrotate.timer", "true true true false false"},
		{"absent", "false false false absent absent"},
		{"unasked", "unknown: the saved snapshot does not hold it unknown: the saved snapshot does not hold it unknown: the saved snapshot does not hold it unknown: the saved snapshot does not hold it unknown: the saved snapshot does not hold it"},
	} {
		s, err := resource.NewService(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, read := range []func() (bool, error){s.Installed, s.Running, s.Enabled, s.Masked, s.Failed} {
			v, how := said(t, read)
			if how == "known" {
				how = fmt.Sprint(v)
			} else if v {
				t.Errorf("%s: true and %s", s, how)
			}
			got += " " + how
		}
		if got != " "+c.want {
			t.Errorf("%s is%s, want %s", s, got, c.want)
		}
	}
	s, _ := resource.NewService(src, "postfix")
	if v, how := said(t, s.State); how != "known" || v != "active (exited): its command has ended and no process of it runs; what may run is postfix@-.service" {
		t.Errorf("postfix is %s, %s", v, how)
	}
	for _, name := range []string{"", "ng*", "postfix@", "a b"} {
		if _, err := resource.NewService(src, name); err == nil {
			t.Errorf("%q can be declared", name)
		}
	}
}

package fact

import (
	"strings"
	"testing"
)

func TestLoginEnvironment(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), `
echo 'echo noise from a profile; export DB_PASSWORD=hunter2 MULTI="a
b"' >> /home/ops/.profile
echo 'sleep 60' >> /home/pwsudo/.profile`); err != nil {
		t.Fatal(err)
	}
	ask := func(user string) Ask { return Ask{Table: "env", Key: user} }
	s := collect(t, inside(t, h.Name, ""), ask("deploy"), ask("ops"), ask("pwsudo"), ask("nobody"), ask("nosuchuser"))
	deploy := row(t, Envs, s, "deploy").Variables
	for name, want := range map[string]string{"APP_ENV": "production", "HOME": "/home/deploy", "TMPDIR": "/var/tmp"} {
		if deploy[name] != want {
			t.Errorf("%s is %q, want %q", name, deploy[name], want)
		}
	}
	ops := row(t, Envs, s, "ops").Variables
	if ops["MULTI"] != "a\nb" || !strings.HasPrefix(ops["DB_PASSWORD"], "present (sha256 ") {
		t.Errorf("ops has %q, %q", ops["MULTI"], ops["DB_PASSWORD"])
	}
	if why := cannot(t, Envs, s, "pwsudo"); !strings.Contains(why, "took over 10 s") {
		t.Error(why)
	}
	if why := cannot(t, Envs, s, "nobody"); !strings.Contains(why, "nologin") {
		t.Error(why)
	}
	lacks(t, Envs, s, "nosuchuser")
	s = collect(t, inside(t, h.Name, "ops"), ask("deploy"))
	if why := cannot(t, Envs, s, "deploy"); !strings.Contains(why, "only root") {
		t.Error(why)
	}
}

func FuzzEnvs(f *testing.F) {
	f.Add([]byte("is\n=HOME=/a\n=PATH=/b\n=X=a\x01b\n.\nno\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		if rows, err := parseEnvs([]Ask{{Key: "a"}, {Key: "b"}}, out); err == nil && len(rows) != 2 {
			t.Errorf("%v", rows)
		}
	})
}

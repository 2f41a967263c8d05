package fact

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestLocaleTimezoneCommandsAndGitOfTheFixture(t *testing.T) {
	h := phpweb.Shared(t)
	git := func(user string) Ask { return Ask{Table: "git-config", Key: user} }
	s := collect(t, inside(t, h.Name, ""), Ask{Table: "locale"}, Ask{Table: "timezone"},
		Ask{Table: "in-path", Key: "convert"}, Ask{Table: "in-path", Key: "nosuch"}, Ask{Table: "in-path", Key: "cd"},
		git("deploy"), git("root"), git("nobodyatall"),
		Ask{Table: "command", Key: `printf 'a\377\n'; echo oops >&2; exit 3`}, Ask{Table: "command", Key: "nosuch"},
		Ask{Table: "command", Key: "kill -9 $$"}, Ask{Table: "command", Key: "cat; echo 'rc 0'"},
		Ask{Table: "command", Key: "head -c 2000000 /dev/zero"})

	if v, err := row(t, Locales, s, "").Variables["LANG"].Get(); v != "ja_JP.UTF-8" || err != nil {
		t.Errorf("LANG %q %v", v, err)
	}
	if v, err := row(t, Timezones, s, "").Zone.Get(); v != "Asia/Tokyo" || err != nil {
		t.Errorf("zone %q %v", v, err)
	}
	if f := row(t, InPaths, s, "convert").File; !strings.HasSuffix(f, "/convert") {
		t.Errorf("convert is %q", f)
	}
	lacks(t, InPaths, s, "nosuch")
	lacks(t, InPaths, s, "cd") // a shell's own word is no file that a script's exec finds

	deploy := row(t, GitConfigs, s, "deploy").Settings
	if v := deploy["user.email"]; len(v) != 1 || v[0].Value != "deploy@example.com" || v[0].File != "/home/deploy/.gitconfig" {
		t.Errorf("user.email %+v", v)
	}
	for key := range deploy {
		if strings.Contains(key, "not-a-token") {
			t.Errorf("a token is in the snapshot: %s", key)
		}
	}
	if _, ok := deploy["url.https://[redacted]@git.example.com/.insteadof"]; !ok {
		t.Errorf("settings %+v", deploy)
	}
	if got := row(t, GitConfigs, s, "root").Settings; len(got) != 0 {
		t.Errorf("root has %+v", got)
	}
	lacks(t, GitConfigs, s, "nobodyatall")

	c := row(t, Commands, s, `printf 'a\377\n'; echo oops >&2; exit 3`)
	if c.ExitStatus != 3 || !strings.HasPrefix(c.Stdout, "a") || len([]rune(c.Stdout)) != 3 || c.Stderr != "oops\n" {
		t.Errorf("%+v", c)
	}
	if c := row(t, Commands, s, "cat; echo 'rc 0'"); c.Stdout != "rc 0\n" || c.ExitStatus != 0 {
		t.Errorf("%+v", c)
	}
	for key, why := range map[string]string{"nosuch": "127", "kill -9 $$": "", "head -c 2000000 /dev/zero": ""} {
		if got := cannot(t, Commands, s, key); !strings.Contains(got, why) {
			t.Errorf("%s: %s", key, got)
		}
	}
}

func TestGitThatCannotBeReadIsUnknown(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), `mkfifo /home/ops/.gitconfig; echo '[user' > /home/pwsudo/.gitconfig; chmod 0700 /home/deploy; chmod 0600 /home/deploy/.gitconfig`); err != nil {
		t.Fatal(err)
	}
	ask := func(user string) Ask { return Ask{Table: "git-config", Key: user} }
	s := collect(t, inside(t, h.Name, ""), ask("ops"), ask("pwsudo"), ask("deploy"))
	if why := cannot(t, GitConfigs, s, "ops"); !strings.Contains(why, "not a regular file") {
		t.Error(why)
	}
	if why := cannot(t, GitConfigs, s, "pwsudo"); !strings.Contains(why, "git config failed") {
		t.Error(why)
	}
	row(t, GitConfigs, s, "deploy")
	s = collect(t, inside(t, h.Name, "ops"), ask("deploy"))
	if why := cannot(t, GitConfigs, s, "deploy"); !strings.Contains(why, "may not be searched") {
		t.Error(why)
	}
}

func TestZoneOf(t *testing.T) {
	for _, c := range []struct{ kind, link, name, zone string }{
		{"link", "/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo", "Asia/Tokyo"},
		{"link", "../usr/share/zoneinfo/UTC", "", "UTC"},
		{"link", "/usr/share/zoneinfo/Asia/Tokyo", "UTC", ""},
		{"link", "/elsewhere", "", ""},
		{"copy", "", "Asia/Tokyo", ""},
		{"none", "", "", "UTC"},
		{"none", "", "Asia/Tokyo", ""},
	} {
		v, err := zoneOf(c.kind, c.link, c.name)
		got, unknown := v.Get()
		if err != nil || got != c.zone || (unknown != nil) != (c.zone == "") {
			t.Errorf("%+v: %q %v", c, got, unknown)
		}
	}
}

func TestLocaleFilesThatDisagree(t *testing.T) {
	rows, err := parseLocale(nil, []byte("file /etc/locale.conf\n=LANG=C.UTF-8\n=#LC_ALL=x\n.\nfile /etc/default/locale\n=LANG=\"ja_JP.UTF-8\"\n=LC_TIME=C\n.\nend\n"))
	if err != nil {
		t.Fatal(err)
	}
	vars := rows[""].Is.Variables
	if v, err := vars["LANG"].Get(); err == nil {
		t.Errorf("LANG is %q", v)
	}
	if v, err := vars["LC_TIME"].Get(); v != "C" || err != nil {
		t.Errorf("LC_TIME %q %v", v, err)
	}
	if _, ok := vars["LC_ALL"]; ok {
		t.Error("a comment counts")
	}
}

// FuzzSettingParsers: a parser gives a row for each key, or an error.
func FuzzSettingParsers(f *testing.F) {
	f.Add([]byte("is /usr/bin/a\nno\n"))
	f.Add([]byte("is\n=file:/x\n=user.name\x01y\n=rc 0\x01\n.\nno\n"))
	f.Add([]byte("out 726320300a\nerr .\nout 726320300a\nerr .\n"))
	f.Add([]byte("file /etc/locale.conf\n=LANG=C\n.\nend\n"))
	f.Add([]byte("link\n=/usr/share/zoneinfo/UTC\n.\nname\n=\n.\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		two := []Ask{{Key: "a"}, {Key: "b"}}
		if rows, err := parseInPath(two, out); err == nil && len(rows) != 2 {
			t.Errorf("in-path: %v", rows)
		}
		if rows, err := parseGit(two, out); err == nil && len(rows) != 2 {
			t.Errorf("git: %v", rows)
		}
		if rows, err := parseCommands(two, out); err == nil && len(rows) != 2 {
			t.Errorf("command: %v", rows)
		}
		if rows, err := parseLocale(nil, out); err == nil && len(rows) != 1 {
			t.Errorf("locale: %v", rows)
		}
		if rows, err := parseTimezone(nil, out); err == nil && len(rows) != 1 {
			t.Errorf("timezone: %v", rows)
		}
	})
}

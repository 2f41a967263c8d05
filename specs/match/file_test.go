package match_test

import (
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/specs/fact"
	. "github.com/fleetspec/fleetspec/specs/match"
	"github.com/fleetspec/fleetspec/specs/resource"
)

const files = `{"asked": [{"table": "file", "key": "/f"}, {"table": "file", "key": "/f", "want": "sha256"}, {"table": "file", "key": "/f", "want": "content"},
	{"table": "file", "key": "/d/**"}, {"table": "file", "key": "/l/*"}, {"table": "file", "key": "/none/*"}, {"table": "file", "key": "/gone"}, {"table": "file", "key": "/dark"}, {"table": "file", "key": "/link"}, {"table": "file", "key": "/rel/link"}],
	"rows": {
	"/f": {"is": {"entries": [{"path": "/f", "type": "file", "mode": 2540, "uid": 33, "gid": 4, "owner": {"is": "www-data"}, "group": {"unknown": "getent is missing"}, "size": 12, "mtime": 1767225600,
		"sha256": {"is": "990cb8ebd0afb7150da453a213036a92f2c05e091df0d803e62d257ea7796c27"}, "content": {"is": "hello\nworld\n"}}]}},
	"/link": {"is": {"entries": [{"path": "/link", "type": "symlink", "mode": 511, "uid": 0, "gid": 0, "owner": {"is": "root"}, "group": {"is": "root"}, "size": 2, "mtime": 0, "link": {"is": "/var/www/app/releases/20260101000000"}}]}},
	"/rel/link": {"is": {"entries": [{"path": "/rel/link", "type": "symlink", "mode": 511, "uid": 0, "gid": 0, "owner": {"is": "root"}, "group": {"is": "root"}, "size": 2, "mtime": 0, "link": {"is": "../f"}}]}},
	"/d/**": {"is": {"entries": [
		{"path": "/d/a", "type": "file", "mode": 416, "uid": 33, "gid": 33, "owner": {"is": "www-data"}, "group": {"is": "www-data"}, "size": 1, "mtime": 0},
		{"path": "/d/b", "type": "symlink", "mode": 511, "uid": 33, "gid": 33, "owner": {"is": "www-data"}, "group": {"is": "adm"}, "size": 1, "mtime": 0, "link": {"is": "a"}},
		{"path": "/d/c", "type": "directory", "mode": 488, "uid": 33, "gid": 33, "owner": {"is": "www-data"}, "group": {"unknown": "getent is missing"}, "size": 1, "mtime": 0}]}},
	"/l/*": {"is": {"entries": [{"path": "/l/b", "type": "symlink", "mode": 511, "uid": 33, "gid": 33, "owner": {"is": "www-data"}, "group": {"is": "adm"}, "size": 1, "mtime": 0, "link": {"is": "a"}}]}},
	"/none/*": {}, "/gone": {}, "/dark": {"unknown": "permission denied"}}}`

// verdict is what a matcher says: yes, no, unknown, or error (neither To nor NotTo holds, and all is known).
func verdict(r any, m types.GomegaMatcher) string {
	rec, end := record.Begin()
	defer end()
	ok, err := m.Match(r)
	switch {
	case len(rec.Unresolved()) > 0 && err != nil:
		return "unknown"
	case err != nil && len(rec.Unresolved()) == 0:
		return "error"
	case len(rec.Unresolved()) > 0:
		return "unknown without an error"
	case ok:
		return "yes"
	}
	return "no"
}

func saved(t *testing.T, table, answer string) resource.Source {
	t.Helper()
	s, err := fact.Load(strings.NewReader(`{"version": 1, "target": "web", "address": "", "collected_at": "2026-01-01T00:00:00Z", "seconds": 0, "tables": {"` + table + `": ` + answer + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	return resource.OfSnapshot(s)
}

func TestFileMatchers(t *testing.T) {
	src := saved(t, "file", files)
	for _, c := range []struct {
		path string
		m    *Matcher
		want string
	}{
		{"/f", BePresent(), "yes"},
		{"/gone", BePresent(), "no"},
		{"/dark", BePresent(), "unknown"},
		{"/none/*", BePresent(), "no"},
		{"/d/**", BePresent(), "yes"},
		{"/f", BeFile(), "yes"},
		{"/f", BeDirectory(), "no"},
		{"/gone", BeDirectory(), "error"},
		{"/link", BeSymlink(), "yes"},
		{"/f", HaveFiletype("dir"), "error"},
		{"/f", HaveMode("4754"), "yes"},
		{"/f", HaveMode(0o4754), "yes"},
		{"/f", HaveMode("0754"), "no"},
		{"/f", HaveMode("rwx"), "error"},
		{"/f", HaveMode("9999"), "error"},
		{"/f", HaveMode(gomega.HavePrefix("4")), "yes"},
		{"/dark", HaveMode("0644"), "unknown"},
		{"/f", HaveModeAtMost("4755"), "yes"},
		{"/f", HaveModeAtMost("0777"), "no"},
		{"/link", HaveModeAtMost("0755"), "no"},
		{"/d/**", HaveModeAtMost("0750"), "yes"},
		{"/d/**", HaveModeAtMost("0700"), "no"},
		{"/d/**", HaveModeAtMost("0640"), "error"},
		{"/l/*", HaveModeAtMost("0777"), "error"},
		{"/none/*", HaveModeAtMost("0750"), "error"},
		{"/f", BeOwnedBy("www-data"), "yes"},
		{"/f", BeOwnedBy(33), "yes"},
		{"/f", BeOwnedBy("root"), "no"},
		{"/f", BeInGroup("adm"), "unknown"},
		{"/f", BeInGroup(4), "yes"},
		{"/d/**", BeOwnedBy("www-data"), "yes"},
		{"/d/**", BeOwnedBy("root"), "no"},
		{"/d/**", BeInGroup("www-data"), "unknown"},
		{"/d/**", HaveMode("0640"), "error"},
		{"/f", HaveUID(33), "yes"},
		{"/f", HaveGID(33), "no"},
		{"/f", HaveSize(12), "yes"},
		{"/f", HaveSize(gomega.BeNumerically(">", 12)), "no"},
		{"/f", HaveMTime("2026-01-01T00:00:00Z"), "yes"},
		{"/f", HaveMTime(time.Unix(1767225600, 99)), "yes"},
		{"/f", HaveMTime(gomega.BeTemporally("<", time.Unix(0, 0))), "no"},
		{"/f", HaveMTime("yesterday"), "error"},
		{"/f", BeSymlinkTo("/f"), "error"},
		{"/link", BeSymlinkTo("/var/www/app/releases/*"), "yes"},
		{"/link", BeSymlinkTo("/var/www/app/*"), "no"},
		{"/link", BeSymlinkTo("/var/[www"), "error"},
		{"/rel/link", BeSymlinkTo("../f"), "yes"},
		{"/rel/link", BeSymlinkTo("/f"), "yes"},
		{"/rel/link", BeSymlinkTo("f"), "no"},
		{"/link", BeSymlinkTo(gomega.HaveSuffix("0000")), "yes"},
		{"/f", HaveSHA256("990CB8EBD0AFB7150DA453A213036A92F2C05E091DF0D803E62D257EA7796C27"), "yes"},
		{"/f", HaveSHA256(strings.Repeat("0", 64)), "no"},
		{"/f", HaveSHA256("990c"), "error"},
		{"/link", HaveSHA256(strings.Repeat("0", 64)), "unknown"}, // not asked for
		{"/f", HaveContent("hello\nworld\n"), "yes"},
		{"/f", HaveContent(gomega.ContainSubstring("moon")), "no"},
	} {
		f, err := resource.NewFile(src, c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := verdict(f, c.m); got != c.want {
			t.Errorf("%s to %s: %s, want %s", f, c.m, got, c.want)
		}
	}
}

func TestAPatternsMessageNamesTheOddOnes(t *testing.T) {
	f, err := resource.NewFile(saved(t, "file", files), "/d/**")
	if err != nil {
		t.Fatal(err)
	}
	_, end := record.Begin()
	defer end()
	_, err = HaveModeAtMost("0640").Match(f)
	if err == nil || !strings.Contains(err.Error(), `1 of 2 matches do not have mode 0640 at most: File /d/c: mode is "0750"`) {
		t.Error(err)
	}
	m := BeOwnedBy("root")
	if ok, err := m.Match(f); ok || err != nil || !strings.Contains(m.FailureMessage(f), "none of the 3 matches does: File /d/a: owner is \"www-data\"; File /d/b") {
		t.Error(ok, err, m.FailureMessage(f))
	}
}

const users = `{"asked": [{"table": "user", "key": "deploy"}, {"table": "user", "key": "deploy", "want": "keys"}, {"table": "user", "key": "gone"}, {"table": "user", "key": "dark"}, {"table": "user", "key": "half"}],
	"rows": {
	"deploy": {"is": {"uid": 1000, "gid": 1001, "group": {"is": "deploy"}, "groups": {"is": ["deploy", "adm", "www-data"]}, "gecos": "", "home": "/home/deploy", "shell": "/bin/bash", "password": {"is": "locked"},
		"keys": {"is": [{"fingerprint": "SHA256:abc", "type": "ssh-ed25519", "comment": "", "file": "/home/deploy/.ssh/authorized_keys"}]}}},
	"half": {"is": {"uid": 1, "gid": 1, "group": {"unknown": "x"}, "groups": {"unknown": "x"}, "gecos": "", "home": "/", "shell": "", "password": {"unknown": "/etc/shadow may not be read"}}},
	"gone": {}, "dark": {"unknown": "getent is missing"}}}`

func TestUserMatchers(t *testing.T) {
	src := saved(t, "user", users)
	for _, c := range []struct {
		name string
		m    *Matcher
		want string
	}{
		{"deploy", BePresent(), "yes"},
		{"gone", BePresent(), "no"},
		{"dark", BePresent(), "unknown"},
		{"deploy", HaveUID(1000), "yes"},
		{"deploy", HaveGID(1000), "no"},
		{"gone", HaveUID(1000), "error"},
		{"deploy", BeInGroup("adm"), "yes"},
		{"deploy", BeInGroup("deploy"), "yes"},
		{"deploy", BeInGroup("sudo"), "no"},
		{"half", BeInGroup("sudo"), "unknown"},
		{"deploy", HaveGroups([]string{"www-data", "adm", "deploy"}), "yes"},
		{"deploy", HaveGroups([]string{"adm", "deploy"}), "no"},
		{"deploy", HaveGroups(gomega.ContainElement("adm")), "yes"},
		{"half", HaveGroups([]string{}), "unknown"},
		{"deploy", HaveHome("/home/deploy"), "yes"},
		{"deploy", HaveShell("/bin/sh"), "no"},
		{"half", HaveShell(""), "yes"},
		{"deploy", BeLocked(), "yes"},
		{"half", BeLocked(), "unknown"},
		{"gone", BeLocked(), "error"},
		{"deploy", HaveAuthorizedKey("SHA256:abc"), "yes"},
		{"deploy", HaveAuthorizedKey("SHA256:abc="), "yes"},
		{"deploy", HaveAuthorizedKey("SHA256:abd"), "no"},
		{"deploy", HaveAuthorizedKey("MD5:00"), "error"},
		{"half", HaveAuthorizedKey("SHA256:abc"), "unknown"}, // not asked for
		{"gone", HaveAuthorizedKey("SHA256:abc"), "error"},
	} {
		u, err := resource.NewUser(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := verdict(u, c.m); got != c.want {
			t.Errorf("%s to %s: %s, want %s", u, c.m, got, c.want)
		}
	}
}

func TestGroupMatchers(t *testing.T) {
	src := saved(t, "group", `{"asked": [{"table": "group", "key": "adm"}, {"table": "group", "key": "gone"}, {"table": "group", "key": "half"}],
		"rows": {"adm": {"is": {"gid": 4, "members": {"is": ["a", "b"]}}}, "half": {"is": {"gid": 5, "members": {"unknown": "ldap"}}}, "gone": {}}}`)
	for _, c := range []struct {
		name string
		m    *Matcher
		want string
	}{
		{"adm", BePresent(), "yes"},
		{"gone", BePresent(), "no"},
		{"adm", HaveGID(4), "yes"},
		{"adm", HaveMembers([]string{"b", "a"}), "yes"},
		{"adm", HaveMembers([]string{"a"}), "no"},
		{"adm", HaveMembers([]string{}), "no"},
		{"half", HaveMembers([]string{}), "unknown"},
		{"gone", HaveMembers([]string{}), "error"},
		{"nobody asked", HaveGID(0), ""},
	} {
		g, err := resource.NewGroup(src, c.name)
		if c.want == "" {
			if err == nil {
				t.Errorf("%q can be declared", c.name)
			}
			continue
		}
		if got := verdict(g, c.m); err != nil || got != c.want {
			t.Errorf("%s to %s: %s, want %s (%v)", g, c.m, got, c.want, err)
		}
	}
}

func TestColumnsThatAChecksMatchersAskFor(t *testing.T) {
	f, err := resource.NewFile(saved(t, "file", files), "/f")
	if err != nil {
		t.Fatal(err)
	}
	for column, m := range map[string]*Matcher{"": BeFile(), "sha256": HaveSHA256(strings.Repeat("0", 64)), "content": HaveContent(""), "keys": HaveAuthorizedKey("SHA256:x")} {
		if m.Column() != column {
			t.Errorf("%s judges column %q, want %q", m, m.Column(), column)
		}
	}
	more := f.With("content", "content", "sha256").Asks()
	if len(more) != 3 || more[1].Want != "content" || more[2].Want != "sha256" || len(f.Asks()) != 1 {
		t.Errorf("%v, and before %v", more, f.Asks())
	}
}

package fact

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func askUser(name string) Ask  { return Ask{Table: "user", Key: name} }
func askGroup(name string) Ask { return Ask{Table: "group", Key: name} }
func askKeys(name string) Ask {
	return Ask{Table: "user", Key: name, Want: "keys"}
}

func TestUsersAgreeWithGetentAndID(t *testing.T) {
	h := phpweb.Shared(t)
	list, err := h.Shell(t.Context(), `getent passwd | while IFS=: read -r n p u g c d s; do echo "$n:$u:$g:$c:$d:$s:$(id -gn "$n"):$(id -Gn "$n" | tr ' ' '\n' | sort | xargs)"; done`)
	if err != nil {
		t.Fatal(err)
	}
	var asks []Ask
	lines := strings.Split(strings.TrimSpace(list), "\n")
	for _, line := range lines {
		asks = append(asks, askUser(line[:strings.IndexByte(line, ':')]))
	}
	for _, as := range []string{"", "deploy"} {
		s := collect(t, inside(t, h.Name, as), append(asks, askUser("nosuchuser"))...)
		for _, line := range lines {
			f := strings.Split(line, ":")
			u := row(t, Users, s, f[0])
			groups, err := u.Groups.Get()
			if err != nil {
				t.Fatalf("%s: %v", f[0], err)
			}
			first, _ := u.Group.Get()
			if groups[0] != first {
				t.Errorf("%s: groups %v do not begin with %s", f[0], groups, first)
			}
			slices.Sort(groups)
			got := fmt.Sprintf("%s:%d:%d:%s:%s:%s:%s:%s", f[0], u.UID, u.GID, u.Gecos, u.Home, u.Shell, first, strings.Join(groups, " "))
			if got != line {
				t.Errorf("%q, its own tools say %q", got, line)
			}
		}
		lacks(t, Users, s, "nosuchuser")
	}
	if len(lines) < 15 {
		t.Errorf("only %d users", len(lines))
	}
}

func TestGroupsAgreeWithGetentAndID(t *testing.T) {
	h := phpweb.Shared(t)
	list, err := h.Shell(t.Context(), `getent group | while IFS=: read -r n p g m; do printf '%s:%s:' "$n" "$g"; getent passwd | cut -d: -f1 | while read -r u; do case " $(id -Gn "$u") " in *" $n "*) echo "$u" ;; esac; done | sort | tr '\n' ' '; echo; done`)
	if err != nil {
		t.Fatal(err)
	}
	var asks []Ask
	lines := strings.Split(strings.TrimSpace(list), "\n")
	for _, line := range lines {
		asks = append(asks, askGroup(line[:strings.IndexByte(line, ':')]))
	}
	s := collect(t, inside(t, h.Name, "deploy"), append(asks, askGroup("nosuchgroup"))...)
	for _, line := range lines {
		f := strings.Split(line, ":")
		g := row(t, Groups, s, f[0])
		all, err := g.Members.Get()
		if got := fmt.Sprintf("%d:%s", g.GID, strings.Join(all, " ")); err != nil || got != f[1]+":"+strings.TrimSpace(f[2]) {
			t.Errorf("%s: %q, its own tools say %q (%v)", f[0], got, line, err)
		}
	}
	lacks(t, Groups, s, "nosuchgroup")
}

func TestAuthorizedKeysAgreeWithSSHKeygen(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), `cd /home/deploy/.ssh && {
		echo '# a comment'; echo; echo 'not a key'
		ssh-keygen -q -t ed25519 -N '' -C 'two words' -f /root/a && printf 'from="10.0.0.0/8",no-pty %s' "$(cat /root/a.pub)"
	} >>authorized_keys && ssh-keygen -q -t rsa -N '' -f /root/b && cp /root/b.pub authorized_keys2; rm -rf /home/ops/.ssh/authorized_keys`); err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askKeys("deploy"), askKeys("ops"), askUser("pwsudo"))
	out, err := h.Shell(t.Context(), "cd /home/deploy/.ssh; ssh-keygen -lf authorized_keys | cut -d' ' -f2; ssh-keygen -lf authorized_keys2 | cut -d' ' -f2")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := row(t, Users, s, "deploy").Keys.Get()
	var got []string
	for _, k := range keys {
		got = append(got, k.Fingerprint)
	}
	if want := strings.Fields(out); err != nil || len(want) != 3 || !slices.Equal(got, want) {
		t.Errorf("%v (%v), ssh-keygen says %v", got, err, want)
	}
	if k := keys[1]; k.Comment != "two words" || !slices.Equal(k.Options, []string{"from", "no-pty"}) || k.Type != "ssh-ed25519" {
		t.Errorf("%+v", k)
	}
	if keys, err := row(t, Users, s, "ops").Keys.Get(); err != nil || len(keys) != 0 {
		t.Errorf("ops has %v, %v", keys, err)
	}
	if keys, err := row(t, Users, s, "pwsudo").Keys.Get(); err == nil {
		t.Errorf("keys that were not asked for: %v", keys)
	}
}

func TestKeysThatCannotBeTold(t *testing.T) {
	h := legacyHost(t)
	for _, c := range []struct{ name, as, breaks, mends, why string }{
		{"not one's own", "ops", "chmod 0700 /home/deploy", "chmod 0755 /home/deploy", "Permission denied"},
		{"a FIFO", "", "cd /home/deploy/.ssh; mv authorized_keys k; mkfifo authorized_keys", "cd /home/deploy/.ssh; mv k authorized_keys", "not a regular file"},
		{"not readable", "ops", "chmod 0600 /home/deploy/.ssh/authorized_keys; chmod 0755 /home/deploy/.ssh", "chmod 0700 /home/deploy/.ssh", "ermission denied"},
		{"elsewhere", "", "echo 'AuthorizedKeysFile /etc/keys/%u' >/etc/ssh/sshd_config.d/k.conf", "rm /etc/ssh/sshd_config.d/k.conf", "names other files"},
		{"sshd_config is secret", "deploy", "chmod 0600 /etc/ssh/sshd_config", "chmod 0644 /etc/ssh/sshd_config", "sshd_config may not be read"},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		u := row(t, Users, collect(t, inside(t, h.Name, c.as), askKeys("deploy")), "deploy")
		if keys, err := u.Keys.Get(); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v %v, want %q", c.name, keys, err, c.why)
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := row(t, Users, collect(t, inside(t, h.Name, ""), askKeys("deploy")), "deploy").Keys.Get(); err != nil {
		t.Error(err)
	}
}

func TestPasswords(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), "usermod -L ops; passwd -d www-data >&2"); err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askUser("pwsudo"), askUser("ops"), askUser("www-data"), askUser("daemon"))
	for name, want := range map[string]string{"pwsudo": "set", "ops": "locked", "www-data": "none", "daemon": "locked"} {
		if got, err := row(t, Users, s, name).Password.Get(); got != want || err != nil {
			t.Errorf("%s: %q %v, want %q", name, got, err, want)
		}
	}
	s = collect(t, inside(t, h.Name, "deploy"), askUser("ops"))
	if got, err := row(t, Users, s, "ops").Password.Get(); err == nil || !strings.Contains(err.Error(), "may not be read") {
		t.Errorf("a user knows: %q %v", got, err)
	}
}

// Absent is said only where the files alone are asked, and readable.
func TestUsersAndGroupsOfABrokenNameService(t *testing.T) {
	h := legacyHost(t)
	const ns = "/etc/nsswitch.conf"
	for _, c := range []struct {
		name, as, breaks, mends string
		there, absent           bool // deploy is known; nosuch is known to be absent
	}{
		{"healthy", "", ":", ":", true, true},
		{"another service", "", "sed -i.b 's/^passwd:.*/passwd: files ldap/; s/^group:.*/group: files ldap/' " + ns, "mv " + ns + ".b " + ns, true, false},
		{"sssd that was never set up", "", "sed -i.b 's/^passwd:.*/passwd: sss files systemd/; s/^group:.*/group: sss files [SUCCESS=merge] systemd/' " + ns, "mv " + ns + ".b " + ns, true, true},
		{"sssd", "", "sed -i.b 's/^passwd:.*/passwd: sss files/; s/^group:.*/group: sss files/' " + ns + "; mkdir /etc/sssd; touch /etc/sssd/sssd.conf", "mv " + ns + ".b " + ns + "; rm -r /etc/sssd", true, false},
		{"compat", "", "sed -i.b 's/^passwd:.*/passwd: compat/; s/^group:.*/group: compat/' " + ns, "mv " + ns + ".b " + ns, true, true},
		{"compat with netgroups", "", "sed -i.b 's/^passwd:.*/passwd: compat/; s/^group:.*/group: compat/' " + ns + "; cp -p /etc/passwd /root/p; cp -p /etc/group /root/g; echo +@ops >>/etc/passwd; echo + >>/etc/group",
			"mv " + ns + ".b " + ns + "; mv /root/p /etc/passwd; mv /root/g /etc/group", true, false},
		{"nsswitch.conf may not be read", "deploy", "chmod 0600 " + ns, "chmod 0644 " + ns, true, false},
		{"files may not be read", "ops", "chmod 0600 /etc/passwd /etc/group", "chmod 0644 /etc/passwd /etc/group", false, false},
		// Removed twice: fuse-overlayfs shows the image's own again where one was renamed over it.
		{"files are gone", "", "cp -p /etc/passwd /root/p; cp -p /etc/group /root/g; rm /etc/passwd /etc/group; rm -f /etc/passwd /etc/group", "mv /root/p /etc/passwd; mv /root/g /etc/group", false, false},
		{"getent is gone", "", "mv /usr/bin/getent /root/", "mv /root/getent /usr/bin/", true, true},
		{"timeout is gone", "", "mv /usr/bin/timeout /root/", "mv /root/timeout /usr/bin/", false, false},
		{"getent hangs", "", "mv /usr/bin/getent /root/; printf '#!/bin/sh\\nexec sleep 60\\n' >/usr/bin/getent; chmod 755 /usr/bin/getent", "mv /root/getent /usr/bin/", false, false},
		{"getent is killed", "", "mv /usr/bin/getent /root/; printf '#!/bin/sh\\n/root/getent \"$@\"; kill -9 $$\\n' >/usr/bin/getent; chmod 755 /usr/bin/getent", "mv /root/getent /usr/bin/", false, false},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, inside(t, h.Name, c.as), askUser("deploy"), askUser("nosuch"), askGroup("adm"), askGroup("nosuch"))
		for _, look := range []func(string) (bool, error){
			func(key string) (bool, error) {
				_, found, err := Users.Look(s, map[string]string{"there": "deploy", "absent": "nosuch"}[key])
				return found, err
			},
			func(key string) (bool, error) {
				_, found, err := Groups.Look(s, map[string]string{"there": "adm", "absent": "nosuch"}[key])
				return found, err
			},
		} {
			if found, err := look("there"); found != c.there || (err == nil) != c.there {
				t.Errorf("%s: deploy or adm: %v %v", c.name, found, err)
			}
			if found, err := look("absent"); found || (err == nil) != c.absent {
				t.Errorf("%s: nosuch: %v %v", c.name, found, err)
			}
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
}

// Groups that come from elsewhere are those of id.
func TestGroupsOfAnotherNameService(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), "sed -i 's/^group:.*/group: files ldap/' /etc/nsswitch.conf"); err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askUser("deploy"), askGroup("adm"))
	if groups, err := row(t, Users, s, "deploy").Groups.Get(); err != nil || !slices.Equal(groups, []string{"deploy", "adm", "www-data"}) {
		t.Errorf("%v %v", groups, err)
	}
	if _, err := h.Shell(t.Context(), "sed -i 's/^passwd:.*/passwd: files ldap/' /etc/nsswitch.conf"); err != nil {
		t.Fatal(err)
	}
	s = collect(t, inside(t, h.Name, ""), askGroup("adm"))
	if all, err := row(t, Groups, s, "adm").Members.Get(); err == nil {
		t.Errorf("all members are known: %v", all)
	}
}

func FuzzAccountParsers(f *testing.F) {
	f.Add([]byte("passwd\x00a:x:1:1::/:/bin/sh\x002\x00yes\x00groups\x00a:x:1:\x000\x00yes\x00password\x00a\x00locked\x00shadow\x00read\x00end\x00"))
	f.Add([]byte("passwd\x00a:x:1:1::/:/bin/sh\x002\x00yes\x00ids\x00a\x001 2\x000\x00names\x00a:x:1:\nb:x:2:a\x000\x00no\x00shadow\x00no\x00sshd\x00.\x00key\x00a\x00/.ssh/authorized_keys\x00726320300a\x00nokey\x00a\x00/.ssh/authorized_keys2\x00end\x00"))
	f.Add([]byte("group\x00a:x:1:b\x002\x00yes\x00passwd\x00c:x:2:1::/:\x000\x00yes\x00end\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		two := []Ask{{Key: "a", Want: "keys"}, {Key: "b"}}
		if rows, err := parseUsers(two, out); err == nil && len(rows) != 2 {
			t.Errorf("users: %v", rows)
		}
		if rows, err := parseGroups(two, out); err == nil && len(rows) != 2 {
			t.Errorf("groups: %v", rows)
		}
		for n := range out { // cut anywhere, nothing is absent that was not
			whole, err := parseUsers(two, out)
			if cut, cutErr := parseUsers(two, out[:n]); cutErr == nil && (err != nil || fmt.Sprint(cut) != fmt.Sprint(whole)) {
				t.Errorf("cut at %d: %v", n, cut)
			}
		}
	})
}

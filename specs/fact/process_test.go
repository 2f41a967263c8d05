package fact

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func askProcesses(names ...string) []Ask {
	var asks []Ask
	for _, n := range names {
		asks = append(asks, Ask{Table: "process", Key: n})
	}
	return asks
}

func askEnv(name string) []Ask {
	return []Ask{{Table: "process", Key: name}, {Table: "process", Key: name, Want: "env"}}
}

func TestProcessesAgreeWithPs(t *testing.T) {
	h := phpweb.Shared(t)
	out, err := h.Shell(t.Context(), `ps -eo pid=,ppid=,uid=,user:32=,comm:32=,args:400= | grep -vE ' (ps|sh|grep|tail)  +'`)
	if err != nil {
		t.Fatal(err)
	}
	want, names := map[string][]string{}, []string{}
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		f := strings.Fields(line)
		want[f[4]] = append(want[f[4]], strings.Join(f, " "))
		names = append(names, f[4])
	}
	if len(want) < 10 {
		t.Fatalf("ps lists %q", out)
	}
	for _, user := range []string{"", "deploy"} {
		s := collect(t, inside(t, h.Name, user), askProcesses(append(names, "no-such-process")...)...)
		for name, lines := range want {
			var got []string
			for _, i := range row(t, Processes, s, name).Instances {
				got = append(got, strings.Join(strings.Fields(fmt.Sprintln(i.PID, i.Parent, i.UID, known(t, i.User), i.Name, strings.Join(i.Args, " "))), " "))
			}
			sort.Strings(got)
			sort.Strings(lines)
			if fmt.Sprint(got) != fmt.Sprint(lines) {
				t.Errorf("as %q %s is\n%s\nps says\n%s", user, name, strings.Join(got, "\n"), strings.Join(lines, "\n"))
			}
		}
		lacks(t, Processes, s, "no-such-process")
	}
}

func TestNamesThatAProcessGoesBy(t *testing.T) {
	h := phpweb.Shared(t)
	s := collect(t, inside(t, h.Name, ""), askProcesses("php-fpm8.2", "php-fpm", "nginx", "/usr/bin/php", "php", "queue-worker", "master", "/usr/lib/postfix/sbin/master",
		"sshd", "cron", "systemd-journald", "systemd-journal", "systemd", "ngin", "pool", "worker", "sh", "grep", "od", "sudo")...)
	for name, want := range map[string]int{"php-fpm8.2": 3, "php-fpm": 3, "nginx": 3, "/usr/bin/php": 1, "php": 1, "queue-worker": 1, "master": 1, "/usr/lib/postfix/sbin/master": 1,
		"sshd": 1, "cron": 1, "systemd-journald": 1, "systemd-journal": 1, "systemd": 1, "ngin": 0, "pool": 0, "worker": 0, "sh": 0, "grep": 0, "od": 0, "sudo": 0} {
		r, _, err := Processes.Look(s, name)
		if err != nil || len(r.Instances) != want {
			t.Errorf("%s has %+v (%v), want %d", name, r.Instances, err, want)
		}
	}
}

func TestEnvironmentOfAProcess(t *testing.T) {
	h := phpweb.Shared(t)
	s := collect(t, inside(t, h.Name, ""), append(append(askEnv("queue-worker"), askEnv("nginx")...), append(askEnv("php-fpm8.2"), askProcesses("cron")...)...)...)
	env, err := row(t, Processes, s, "queue-worker").Instances[0].Env.Get()
	if err != nil || env["QUEUE"].Value != "mail" || env["APP_ENV"].Value != "production" {
		t.Errorf("environment %v, %v", env, err)
	}
	for name, why := range map[string]string{"nginx": "wrote over its environment", "php-fpm8.2": "wrote over its environment", "cron": "it was not collected"} {
		if env, err := row(t, Processes, s, name).Instances[0].Env.Get(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: environment %v, %v", name, env, err)
		}
	}
	// A user may not read root's, nor see that there is none.
	s = collect(t, inside(t, h.Name, "ops"), append(askEnv("queue-worker"), askEnv("cron")...)...)
	for _, name := range []string{"queue-worker", "cron"} {
		if env, err := row(t, Processes, s, name).Instances[0].Env.Get(); err == nil || !strings.Contains(err.Error(), "Permission denied") {
			t.Errorf("as another user, %s: environment %v, %v", name, env, err)
		}
	}
}

func TestSecretsOfAProcessStayThere(t *testing.T) {
	h := phpweb.Shared(t)
	if _, err := h.Shell(t.Context(), `env -i DB_PASSWORD=hunter2 DATABASE_URL=mysql://app:hunter2@db/x MODE='two
lines' sleep 7771 & env -i sh -c 'exec sleep 7772 --password=hunter2' >/dev/null 2>&1 & sleep 0.3`); err != nil {
		t.Fatal(err)
	}
	defer h.Shell(t.Context(), "pkill -x sleep")
	s := collect(t, inside(t, h.Name, ""), askEnv("sleep")...)
	if text := jsonOf(t, row(t, Processes, s, "sleep")); strings.Contains(text, "hunter2") || !strings.Contains(text, "two\\nlines") {
		t.Errorf("collected: %s", text)
	}
}

func TestZombiesAndStrangers(t *testing.T) {
	h := phpweb.Shared(t)
	// A parent that does not wait, and a process in a pid namespace of its own.
	if _, err := h.Shell(t.Context(), `python3 -c 'import os,time
if os.fork() == 0: os._exit(0)
time.sleep(60)' >/dev/null 2>&1 & cp /bin/sleep /usr/local/bin/stranger; cp /bin/sleep /usr/local/bin/a-name-of-over-fifteen; /usr/local/bin/a-name-of-over-fifteen 60 >/dev/null 2>&1 &
unshare --pid --fork --kill-child /usr/local/bin/stranger 61 >/dev/null 2>&1 & sleep 0.5; pgrep -x stranger; pgrep -f a-name-of-over-fifteen`); err != nil {
		t.Fatal(err)
	}
	defer h.Shell(t.Context(), "pkill -x python3; pkill unshare; pkill a-name; rm -f /usr/local/bin/stranger /usr/local/bin/a-name-of-over-fifteen")
	s := collect(t, inside(t, h.Name, ""), askProcesses("python3", "stranger", "a-name-of-over-fifteen", "a-name-of-over-fifty")...)
	states := ""
	for _, i := range row(t, Processes, s, "python3").Instances {
		states += i.State
	}
	if states != "SZ" && states != "ZS" {
		t.Errorf("python3 is %s, want a sleeping one and a zombie", states)
	}
	lacks(t, Processes, s, "stranger")
	if got := row(t, Processes, s, "a-name-of-over-fifteen").Instances; len(got) != 1 {
		t.Errorf("a long name: %+v", got)
	}
	lacks(t, Processes, s, "a-name-of-over-fifty")
}

func TestProcessesOfABrokenHostAreUnknown(t *testing.T) {
	h := legacyHost(t)
	const wrap = `mv /usr/bin/grep /root/g; printf '#!/bin/sh\n%s\n' >/usr/bin/grep; chmod 755 /usr/bin/grep`
	for _, c := range []struct{ name, breaks, mends, user, why string }{
		{"hidepid", "mount -o remount,hidepid=2 /proc", "mount -o remount,hidepid=0 /proc", "deploy", "hidepid"},
		{"hidepid by name", "mount -o remount,hidepid=1 /proc", "mount -o remount,hidepid=0 /proc", "deploy", "hidepid"},
		{"no grep", "mv /usr/bin/grep /root/g", "mv /root/g /usr/bin/grep", "", "grep could not"},
		{"grep cut", fmt.Sprintf(wrap, `/root/g "$@" | head -n 40`), "mv /root/g /usr/bin/grep", "", "cut off"},
		{"grep says nothing", fmt.Sprintf(wrap, "exit 1"), "mv /root/g /usr/bin/grep", "", "the states of processes hold"},
		{"grep killed", fmt.Sprintf(wrap, `kill -9 $$`), "mv /root/g /usr/bin/grep", "", "grep could not"},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s := collect(t, inside(t, h.Name, c.user), append(askEnv("queue-worker"), askProcesses("nginx", "no-such-process")...)...)
		for _, key := range []string{"queue-worker", "nginx", "no-such-process"} {
			if why := cannot(t, Processes, s, key); !strings.Contains(why, c.why) {
				t.Errorf("%s: %s, want %q", c.name, why, c.why)
			}
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
	// A grep that stops at NUL makes no command line shorter.
	if _, err := h.Shell(t.Context(), fmt.Sprintf(wrap, `[ "$1" = -aq ] && exit 1; /root/g "$@" | sed "s/\\\\x00.*//"`)); err != nil {
		t.Fatal(err)
	}
	args := row(t, Processes, collect(t, inside(t, h.Name, ""), askProcesses("queue-worker")...), "queue-worker").Instances[0].Args
	if fmt.Sprint(args) != "[/usr/bin/php /var/www/app/current/bin/queue-worker]" {
		t.Errorf("with another grep the arguments are %q", args)
	}
	if _, err := h.Shell(t.Context(), "mv /root/g /usr/bin/grep"); err != nil {
		t.Fatal(err)
	}
	// Without od there are processes, but no environments; without getent, the names of /etc/passwd.
	if _, err := h.Shell(t.Context(), "mv /usr/bin/od /usr/bin/getent /root/; useradd -u 4242 x; setpriv --reuid=4242 sleep 4242 >/dev/null 2>&1 & sleep 0.3; setpriv --reuid=4243 sleep 4243 >/dev/null 2>&1 & sleep 0.3"); err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), append(askEnv("queue-worker"), askProcesses("sleep")...)...)
	r := row(t, Processes, s, "queue-worker").Instances[0]
	if env, err := r.Env.Get(); err == nil {
		t.Errorf("environment without od: %v", env)
	}
	if known(t, r.User) != "deploy" {
		t.Errorf("user without getent: %v", known(t, r.User))
	}
	var users []string
	for _, i := range row(t, Processes, s, "sleep").Instances {
		users = append(users, known(t, i.User))
	}
	if text := strings.Join(users, "; "); !strings.Contains(text, "x") || !strings.Contains(text, "4243") {
		t.Errorf("users without getent: %s", text)
	}
}

func TestAHungNameServiceIsNotWaitedFor(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), `mv /usr/bin/getent /root/g; printf '#!/bin/sh\nexec sleep 60\n' >/usr/bin/getent; chmod 755 /usr/bin/getent`); err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askProcesses("queue-worker")...)
	if got := known(t, row(t, Processes, s, "queue-worker").Instances[0].User); !strings.Contains(got, "did not answer in 5 s") || s.Took.Seconds() > 9 {
		t.Errorf("user %s after %s", got, s.Took)
	}
}

const processAnswer = "self 50\n1/status:Name:\tsystemd\n1/status:State:\tS (sleeping)\n1/status:PPid:\t0\n1/status:Uid:\t0\t0\t0\t0\n1/status:NSpid:\t1\n" +
	"50/status:Name:\tsh\n50/status:State:\tS (sleeping)\n50/status:PPid:\t0\n50/status:Uid:\t0\t0\t0\t0\n50/status:NSpid:\t50\n" +
	"7/status:Name:\tnginx\n7/status:State:\tS (sleeping)\n7/status:PPid:\t1\n7/status:Uid:\t0\t33\t33\t33\n7/status:NSpid:\t7\n" +
	"./50/status:Name:\tsh\nstatus end\n1/cmdline:/sbin/init\x00\n7/cmdline:nginx: worker\nx\x00\x00\n./50/cmdline:sh\x00\ncmdline end\n" +
	"users 0 yes 33\nroot:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n.\nenv 7\n 41 3d 31 00\n.\nend\n"

func TestParseProcesses(t *testing.T) {
	answer := strings.Replace(processAnswer, "worker\nx", "worker\n7/cmdline:x", 1)
	asks := append(askEnv("nginx"), askProcesses("init", "absent")...)
	rows, err := parseProcesses(asks, []byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	i := rows["nginx"].Is.Instances[0]
	env, err := i.Env.Get()
	if i.Args[0] != "nginx: worker\nx" || known(t, i.User) != "www-data" || err != nil || env["A"].Value != "1" {
		t.Errorf("nginx is %+v", i)
	}
	hexed := strings.Replace(answer, "7/cmdline:nginx: worker\n7/cmdline:x\x00\x00\n", "7/hex: 6e 67 69 6e 78 3a 20 77 6f 72 6b 65 72 0a 78 00\n", 1)
	if again, err := parseProcesses(asks, []byte(hexed)); err != nil || hexed == answer || jsonOf(t, again) != jsonOf(t, rows) {
		t.Errorf("in hexadecimal: %v, %s", err, jsonOf(t, again))
	}
	if rows["absent"].Is != nil || rows["absent"].Unknown != "" || rows["init"].Is == nil {
		t.Errorf("rows %+v", rows)
	}
	for i := range answer {
		if rows, err := parseProcesses(asks, []byte(answer[:i])); err == nil {
			t.Fatalf("cut at %d: %s", i, jsonOf(t, rows))
		}
	}
	for name, change := range map[string][2]string{
		"a line of another":   {"7/cmdline:x", "x"},
		"hidepid":             {"1/status:", "2/status:"},
		"half a state":        {"7/status:PPid:\t1\n7/status:Uid:\t0\t33\t33\t33\n", ""},
		"no namespaces":       {"50/status:NSpid:\t50\n", ""},
		"no process of ours":  {"self 50", "self 51"},
		"command lines ended": {"./50/cmdline:sh\x00\n", ""},
		"states ended":        {"./50/status:Name:\tsh\n", ""},
		"uid":                 {"Uid:\t0\t33", "Uid:\t0\tx"},
		"names":               {"users 0 yes", "users"},
	} {
		if rows, err := parseProcesses(asks, []byte(strings.ReplaceAll(answer, change[0], change[1]))); err == nil {
			t.Errorf("%s: %s", name, jsonOf(t, rows))
		}
	}
}

func TestParseEnviron(t *testing.T) {
	dump := func(s string) string { return fmt.Sprintf("% x", s) }
	for name, c := range map[string]struct{ raw, key, value string }{
		"plain":         {"A=1\x00B=2\x00", "B", "2"},
		"first wins":    {"A=1\x00A=2\x00", "A", "1"},
		"equals sign":   {"A=b=c\x00", "A", "b=c"},
		"newline":       {"A=1\n2\x00", "A", "1\n2"},
		"bash function": {"BASH_FUNC_x%%=() { :; }\x00", "BASH_FUNC_x%%", "() { :; }"},
		"empty value":   {"A_TOKEN=\x00", "A_TOKEN", ""},
	} {
		env, err := parseEnviron(dump(c.raw))
		if v, set := env[c.key]; err != nil || !set || v.Value != c.value {
			t.Errorf("%s: %v, %v", name, env, err)
		}
	}
	if env, err := parseEnviron(""); err != nil || len(env) != 0 {
		t.Errorf("an empty environment: %v, %v", env, err)
	}
	for name, raw := range map[string]string{
		"title":          "nginx: master process /usr/sbin/nginx -g daemon on;\x00",
		"title with =":   "php -d a=b\x00",
		"title and rest": "worker\x00\x00\x00QUEUE=mail\x00",
		"all NUL":        "\x00\x00\x00",
		"cut":            "A=1\x00B=2",
		"cut in a value": "A=1\x00B=22",
		"no name":        "=x\x00",
	} {
		if env, err := parseEnviron(dump(raw)); err == nil {
			t.Errorf("%s: %v", name, env)
		}
	}
	if env, err := parseEnviron("4g"); err == nil {
		t.Errorf("no hex: %v", env)
	}
}

func TestWhatLooksSecretIsNotKept(t *testing.T) {
	for name, value := range map[string]string{
		"DB_PASSWORD": "x1", "API_KEY": "x1", "NEW_RELIC_LICENSE_KEY": "x1", "GITHUB_TOKEN": "x1", "AWS_SECRET_ACCESS_KEY": "x1", "PGPASS": "x1", "MYSQL_PWD": "x1",
		"DATABASE_URL": "mysql://u:x1@h/d", "auth": "x1", "SENTRY_DSN": "x1", "OPTS": "--password=x1", "PEM": "-----BEGIN x1", "HEROKU": "ghp_x1",
	} {
		v := newVariable(name, value)
		if strings.Contains(v.Value, "x1") || !v.Is(value) || v.Is("other") || v.Is("") {
			t.Errorf("%s=%s is kept as %+v", name, value, v)
		}
	}
	for name, value := range map[string]string{"PATH": "/bin", "PWD": "/x", "APP_ENV": "production", "QUEUE": "mail", "AUTHOR": "me", "HOME": "/root", "URL": "http://h/x",
		"COMPASS": "n", "SSH_AUTH_SOCK": "/tmp/x", "LANG": "ja_JP.UTF-8", "EMPTY_TOKEN": ""} {
		if v := newVariable(name, value); v.Value != value || v.Digest != "" || !v.Is(value) {
			t.Errorf("%s=%s is kept as %+v", name, value, v)
		}
	}
	args := plainArguments([]string{"mysql", "--password=x1", "--user=me", "--token", "x1", "redis://:x1@h", "--port", "80", "API_KEY=x1"})
	if text := strings.Join(args, " "); strings.Contains(text, "x1") || !strings.Contains(text, "--user=me") || !strings.Contains(text, "--port 80") {
		t.Errorf("arguments %s", text)
	}
}

func FuzzParseProcesses(f *testing.F) {
	f.Add(processAnswer)
	f.Add(strings.Replace(processAnswer, "worker\nx", "worker\n7/cmdline:x", 1))
	f.Fuzz(func(t *testing.T, out string) {
		rows, err := parseProcesses(append(askEnv("nginx"), askProcesses("x")...), []byte(out))
		if err == nil && len(rows) != 2 {
			t.Errorf("%d rows", len(rows))
		}
	})
}

func FuzzParseEnviron(f *testing.F) {
	f.Add("41 3d 31 00")
	f.Fuzz(func(t *testing.T, dump string) {
		env, err := parseEnviron(dump)
		if err != nil && env != nil {
			t.Errorf("%v and %v", env, err)
		}
	})
}

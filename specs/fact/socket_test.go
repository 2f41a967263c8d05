package fact

import (
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func askSockets(keys ...string) []Ask {
	var asks []Ask
	for _, k := range keys {
		a := Ask{Table: "socket", Key: k}
		if strings.HasPrefix(k, "unix:") {
			a.Want = "file"
		}
		asks = append(asks, a)
	}
	return asks
}

const listenPython = `import socket, os, time
def tcp(family, addr, only=None, kind=socket.SOCK_STREAM):
    s = socket.socket(family, kind); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if only is not None: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
    s.bind(addr)
    if kind == socket.SOCK_STREAM: s.listen()
    return s
def unix(path, kind=socket.SOCK_STREAM):
    s = socket.socket(socket.AF_UNIX, kind); s.bind(path)
    if kind == socket.SOCK_STREAM: s.listen()
    return s
os.makedirs("/run/try", exist_ok=True); os.chdir("/run/try")
keep = [tcp(socket.AF_INET6, ("::", 7001), 0), tcp(socket.AF_INET6, ("::", 7002), 1), tcp(socket.AF_INET6, ("::ffff:127.0.0.1", 7003), 0),
 tcp(socket.AF_INET, ("127.0.0.2", 7005)), tcp(socket.AF_INET, ("0.0.0.0", 7006), None, socket.SOCK_DGRAM),
 tcp(socket.AF_INET6, ("::", 7007), 0, socket.SOCK_DGRAM), unix("/run/try/a b.sock"), unix("relative.sock"), unix("\0abstract"), unix("/run/try/gone.sock"), unix("/run/try/datagram.sock", socket.SOCK_DGRAM)]
os.remove("/run/try/gone.sock")
os.symlink("/run/try", "/run/alias")
c = socket.create_connection(("127.0.0.2", 7005))
open("/run/try/ready", "w").close()
time.sleep(60)
`

func TestSocketsAgreeWithSs(t *testing.T) {
	h := phpweb.Shared(t)
	if _, err := h.Shell(t.Context(), "cat >/root/listen.py <<'EOP'\n"+listenPython+"EOP\npython3 /root/listen.py >/root/listen.out 2>&1 & for i in 1 2 3 4 5 6 7 8 9 10; do [ -e /run/try/ready ] || sleep 0.3; done; cat /root/listen.out; [ -e /run/try/ready ]"); err != nil {
		t.Fatal(err)
	}
	defer h.Shell(t.Context(), "pkill -f listen.py; rm -rf /run/try /run/alias /root/listen.py")
	out, err := h.Shell(t.Context(), `ss -Hlntu | awk '{print $1, $5}'; ss -Hax | awk '$5!="*" && ($2=="LISTEN" || $1=="u_dgr"){print "unix", $5}'`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		if line == "unix /run/try/a" { // ss shows a blank as it is
			line = "unix /run/try/a b.sock"
		}
		want[line] = true
	}
	for _, user := range []string{"", "deploy"} {
		s := collect(t, inside(t, h.Name, user), append(askSockets("tcp:80", "unix:/run/php/php8.2-fpm.sock", "unix:/run/alias/a b.sock", "unix:/run/try/gone.sock", "unix:/run/no.sock", "unix:/etc/passwd"),
			Ask{Table: "socket", Key: "tcp:80", Want: "process"})...)
		rows, err := Sockets.All(s, Ask{Table: "socket"})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for key, r := range rows {
			kind, at, _ := strings.Cut(key, ":")
			if r.Is == nil || key == "unix:/run/alias/a b.sock" {
				continue
			}
			for _, l := range r.Is.Listeners {
				got[ssLine(kind, at, l)] = true
			}
		}
		if a, b := sortedKeys(got), sortedKeys(want); strings.Join(a, "\n") != strings.Join(b, "\n") || len(a) < 20 {
			t.Errorf("as %q listening are\n%s\nss says\n%s", user, strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
		for key, want := range map[string]string{"tcp6:7001": "true", "tcp6:7002": "false", "tcp6:22": "false", "udp6:7007": "true"} {
			both, err := row(t, Sockets, s, key).Listeners[0].Both.Get()
			if got := fmt.Sprint(both); got != want && (err == nil || err.Error() != want) {
				t.Errorf("%s takes IPv4 too: %s %v, want %s", key, got, err, want)
			}
		}
		if got := row(t, Sockets, s, "tcp:7003").Listeners[0].Address; got != "127.0.0.1" {
			t.Errorf("a mapped address is %s", got)
		}
		php := row(t, Sockets, s, "unix:/run/php/php8.2-fpm.sock")
		file, err := php.File.Get()
		if err != nil || file.Type != "socket" || known(t, file.Owner) != "www-data" || file.Mode != "660" || len(php.Listeners) != 1 {
			t.Errorf("php's socket is %+v, %v", php, err)
		}
		if r := row(t, Sockets, s, "unix:/run/alias/a b.sock"); len(r.Listeners) != 1 || r.Listeners[0].Address != "/run/try/a b.sock" {
			t.Errorf("by another path: %+v", r)
		}
		if f, err := row(t, Sockets, s, "unix:/run/try/gone.sock").File.Get(); err != nil || f.There {
			t.Errorf("the file is gone, but %+v %v", f, err)
		}
		lacks(t, Sockets, s, "unix:/run/no.sock")
		if r := row(t, Sockets, s, "unix:/etc/passwd"); len(r.Listeners) != 0 {
			t.Errorf("no socket: %+v", r)
		}
		lacks(t, Sockets, s, "tcp:1")
		l := row(t, Sockets, s, "tcp:80").Listeners[0]
		names, err := l.Processes.Get()
		if want := map[string]string{"": "[nginx]", "deploy": "[]"}[user]; err != nil || fmt.Sprint(names) != want || !slices.Contains(l.Hidden, "php-fpm8.2") || slices.Contains(l.Hidden, "systemd") != (user != "") {
			t.Errorf("as %q port 80 is held by %v, %v, hidden are %v", user, names, err, l.Hidden)
		}
		if _, err := row(t, Sockets, s, "tcp:22").Listeners[0].Processes.Get(); err == nil {
			t.Error("processes that were not asked for are known")
		}
		if got := known(t, row(t, Sockets, s, "tcp:80").Listeners[0].User); got != "root" {
			t.Errorf("port 80 is of %s", got)
		}
	}
}

// ssLine is a listener as ss writes it.
func ssLine(kind, at string, l Listener) string {
	if kind == "unix" {
		return "unix " + at
	}
	addr := l.Address
	if both, err := l.Both.Get(); err == nil && both {
		addr = "*"
	} else if strings.Contains(addr, ":") {
		addr = "[" + addr + "]"
	} else if at == "7003" {
		addr = "[::ffff:" + addr + "]"
	}
	return strings.TrimSuffix(kind, "6") + " " + addr + ":" + at
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func TestSocketsOfABrokenHostAreUnknown(t *testing.T) {
	h := legacyHost(t)
	tr := inside(t, h.Name, "")
	const wrap = `mv /usr/bin/grep /root/g; printf '#!/bin/sh\n%s\n' >/usr/bin/grep; chmod 755 /usr/bin/grep`
	for _, c := range []struct{ name, breaks, mends, why string }{
		{"no grep", "mv /usr/bin/grep /root/g", "mv /root/g /usr/bin/grep", "could not be read"},
		{"grep killed", fmt.Sprintf(wrap, `/root/g "$@"; kill -9 $$`), "mv /root/g /usr/bin/grep", "could not be read"},
		{"grep empty", fmt.Sprintf(wrap, `exit 0`), "mv /root/g /usr/bin/grep", "it has no head"},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, tr, askSockets("tcp:80", "tcp:1", "unix:/run/php/php8.2-fpm.sock")...)
		for _, key := range []string{"tcp:80", "tcp:1", "unix:/run/php/php8.2-fpm.sock"} {
			if why := cannot(t, Sockets, s, key); !strings.Contains(why, c.why) {
				t.Errorf("%s: %s, want %q", c.name, why, c.why)
			}
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Shell(t.Context(), "mv /usr/bin/stat /usr/bin/ss /root/; chmod 700 /run/php"); err != nil {
		t.Fatal(err)
	}
	s := collect(t, tr, askSockets("tcp:80", "unix:/run/php/php8.2-fpm.sock", "unix:/run/no.sock")...)
	for _, key := range []string{"unix:/run/php/php8.2-fpm.sock", "unix:/run/no.sock"} {
		if _, err := row(t, Sockets, s, key).File.Get(); err == nil || !strings.Contains(err.Error(), "stat is missing") {
			t.Errorf("%s without stat: %v", key, err)
		}
	}
	row(t, Sockets, s, "tcp:80")
	if _, err := h.Shell(t.Context(), "mv /root/stat /root/ss /usr/bin/"); err != nil {
		t.Fatal(err)
	}
	s = collect(t, inside(t, h.Name, "ops"), askSockets("unix:/run/php/php8.2-fpm.sock", "unix:/run/php/no.sock")...)
	for _, key := range []string{"unix:/run/php/php8.2-fpm.sock", "unix:/run/php/no.sock"} {
		if _, err := row(t, Sockets, s, key).File.Get(); err == nil || !strings.Contains(err.Error(), "Permission denied") {
			t.Errorf("%s behind a closed door: %v", key, err)
		}
	}
}

func TestSocketsOfAnotherHostAreRead(t *testing.T) {
	h := rpmHost(t)
	s := collect(t, inside(t, h.Name, ""), askSockets("tcp:80", "unix:/run/x")...)
	lacks(t, Sockets, s, "tcp:80")
	lacks(t, Sockets, s, "unix:/run/x")
}

func TestParseSockets(t *testing.T) {
	out, err := os.ReadFile("testdata/sockets")
	if err != nil {
		t.Fatal(err)
	}
	asks := append(askSockets("unix:/run/php/php8.2-fpm.sock", "tcp:80"), Ask{Table: "socket", Key: "tcp:80", Want: "process"})
	rows, err := parseSockets(asks, out)
	if err != nil {
		t.Fatal(err)
	}
	if l := rows["tcp:25"].Is.Listeners[0]; l.Address != "127.0.0.1" {
		t.Errorf("postfix listens on %+v", l)
	}
	whole := jsonOf(t, rows)
	for i := range out {
		if rows, err := parseSockets(asks, out[:i]); err == nil {
			t.Fatalf("cut at %d: %s", i, jsonOf(t, rows))
		}
	}
	// Of a machine with the other order of bytes.
	big := strings.NewReplacer("machine x86_64", "machine s390x", "0100007F", "7F000001").Replace(string(out))
	if rows, err := parseSockets(asks, []byte(big)); err != nil || jsonOf(t, rows) != whole {
		t.Errorf("on s390x: %v", err)
	}
	for name, change := range map[string][2]string{
		"no unix":          {"table unix", "table x"},
		"no tcp":           {"table tcp\n", "table x\n"},
		"no head":          {"  sl ", "  x "},
		"a short line":     {" 0A 00000000:00000000", " 0A"},
		"a bad address":    {"0100007F", "01007F"},
		"a bad port":       {"0100007F:0019", "0100007F:00019"},
		"a bad inode":      {" 45822 ", " x "},
		"a path with ends": {"/run/php/php8.2-fpm.sock\n", "/run/php/php8.2-fpm.sock\nx\n"},
		"garbage":          {"table tcp\n", "x\ntable tcp\n"},
	} {
		changed := strings.ReplaceAll(string(out), change[0], change[1])
		if changed == string(out) && name != "a bad inode" {
			t.Errorf("%s: nothing changed", name)
		}
		if rows, err := parseSockets(asks, []byte(changed)); err == nil && changed != string(out) {
			t.Errorf("%s: %.300s", name, jsonOf(t, rows))
		}
	}
}

func TestKeysNoSocketHas(t *testing.T) {
	for _, key := range []string{"", "80", "tcp:", "tcp:0", "tcp:65536", "tcp:080", "tcp:http", "sctp:80", "unix:", "unix:relative", "unix:/a\nb", "tcp:-1", "tcp:80-90", "TCP:80"} {
		if err := CheckKey(Ask{Table: "socket", Key: key}); err == nil {
			t.Errorf("%q can be asked for", key)
		}
	}
}

func FuzzParseSockets(f *testing.F) {
	if out, err := os.ReadFile("testdata/sockets"); err == nil {
		f.Add(string(out))
	}
	asks := append(askSockets("unix:/run/php/php8.2-fpm.sock"), Ask{Table: "socket", Key: "tcp:80", Want: "process"})
	f.Fuzz(func(t *testing.T, out string) {
		rows, err := parseSockets(asks, []byte(out))
		if err != nil {
			return
		}
		for key, r := range rows {
			if r.Is != nil && r.Unknown != "" {
				t.Errorf("%s: %+v", key, r)
			}
		}
	})
}

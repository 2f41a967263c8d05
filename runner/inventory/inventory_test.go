package inventory

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

const good = `
defaults: { become: root, deadline: 2m, concurrency: 20, labels: {env: prod}, vars: {php: 8.10, app: /srv} }
targets:
  legacy: { address: "ssh://deploy@web-[08:12].example.internal:2222", labels: {role: web, platform: ec2}, jump: bastion }
  bastion: { address: "ssh://ops@bastion.example.internal", become: false, jump: gate.example.net }
  stack: { address: "docker://legacy-web?user=deploy", become: false, labels: {role: web, env: dev} }
  byLabel: { address: "docker://?label=app%3Dweb" }
  here: { address: "local:", become: postgres, vars: {php: 7.4}, deadline: 30s }
  was: { address: "snapshot:2026-11-01/legacy.json" }
  six: { address: "ssh://[fe80::1]:22", jump: none }
endpoints:
  legacy: { url: "https://www.example.com", dial: "10.0.0.12:443", via: bastion }
  new: { url: "https://www.example.com/app", dial: "[::1]:443" }
  names:
    url: https://www.Example.com
    dial: { www.example.com:443: 10.0.0.9:8443, "www.example.com:80": 10.0.0.9:8080 }
    target: stack
    ca: ca.pem
    cert: /etc/client.pem
    key: client.key
    insecure: true
    min-tls: 1.0
    small-hello: true
    body-limit: 64MiB
    secure-over-http: true
    http: 1.1
    proxy: http://proxy.example.com:3128
    writes: allowed
    rate: 30/m
    concurrency: 5
    timeouts: { connect: 2s, first-byte: 10s, whole: 1m }
`

func parseGood(t testing.TB) *Inventory {
	t.Helper()
	inv, err := Parse("conf/fleetspec.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func TestReadsTheFile(t *testing.T) {
	inv := parseGood(t)
	var names []string
	byName := map[string]Target{}
	for _, target := range inv.Targets {
		names = append(names, target.Name)
		byName[target.Name] = target
	}
	want := "web-08.example.internal web-09.example.internal web-10.example.internal web-11.example.internal web-12.example.internal bastion stack byLabel here was six"
	if got := strings.Join(names, " "); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	said := inv.Endpoints[2]
	web, here, stack := byName["web-09.example.internal"], byName["here"], byName["stack"]
	for rule, ok := range map[string]bool{
		"range: address":               web.Address == Address{Scheme: SSH, User: "deploy", Host: "web-09.example.internal", Port: 2222},
		"range: labels":                reflect.DeepEqual(web.Labels, map[string]string{"name": "legacy", "role": "web", "platform": "ec2", "env": "prod"}),
		"jump through a target's own":  web.Jump == "gate.example.net,ops@bastion.example.internal",
		"plain jump":                   byName["bastion"].Jump == "gate.example.net",
		"jump none":                    byName["six"].Jump == NoJump,
		"no jump but for ssh":          here.Jump == "" && stack.Jump == "",
		"defaults: become":             web.Become == "root",
		"become false":                 stack.Become == "" && byName["bastion"].Become == "",
		"become a user":                here.Become == "postgres",
		"nothing is run on a snapshot": byName["was"].Become == "",
		"defaults: deadline":           web.Deadline == 2*time.Minute && here.Deadline == 30*time.Second,
		"vars: own over defaults'":     here.Vars["php"].Text == "7.4" && here.Vars["app"].Text == "/srv" && web.Vars["php"].Text == "8.10",
		"labels: own over defaults'":   stack.Labels["env"] == "dev",
		"docker user":                  stack.Address == Address{Scheme: Docker, Container: "legacy-web", User: "deploy"},
		"docker label":                 byName["byLabel"].Address == Address{Scheme: Docker, Label: "app=web"},
		"snapshot beside the file":     byName["was"].Address.Path == filepath.Join("conf", "2026-11-01", "legacy.json"),
		"IPv6":                         byName["six"].Address == Address{Scheme: SSH, Host: "fe80::1", Port: 22},
		"concurrency":                  inv.Concurrency == 20,
		"position":                     here.Pos == strict.Pos{File: "conf/fleetspec.yaml", Line: 8, Column: 3},
		"endpoint":                     inv.Endpoints[0].URL.Host == "www.example.com" && inv.Endpoints[0].Dial["www.example.com:443"] == "10.0.0.12:443" && inv.Endpoints[0].Via == "bastion",
		"nothing said":                 reflect.DeepEqual(inv.Endpoints[1].TLS, EndpointTLS{}) && !inv.Endpoints[1].Writes && inv.Endpoints[1].Rate == 0 && inv.Endpoints[1].Proto == "",
		"endpoint of several names":    reflect.DeepEqual(said.Dial, map[string]string{"www.example.com:443": "10.0.0.9:8443", "www.example.com:80": "10.0.0.9:8080"}),
		"endpoint's TLS":               said.TLS == EndpointTLS{CA: filepath.Join("conf", "ca.pem"), Cert: "/etc/client.pem", Key: filepath.Join("conf", "client.key"), Insecure: true, Min: "1.0", SmallHello: true},
		"endpoint's limits":            said.Rate == 0.5 && said.Concurrency == 5 && said.Connect == 2*time.Second && said.FirstByte == 10*time.Second && said.Whole == time.Minute,
		"endpoint's rest":              slices.Equal(said.Targets, []string{"stack"}) && said.Proto == "1.1" && said.BodyLimit == 64<<20 && said.SecureOverHTTP && said.Proxy.Host == "proxy.example.com:3128" && said.Writes,
		"endpoint over IPv6":           inv.Endpoints[1].Dial["www.example.com:443"] == "[::1]:443" && inv.Endpoints[1].URL.Path == "/app",
	} {
		if !ok {
			t.Errorf("%s: %+v %+v", rule, byName, inv.Endpoints)
		}
	}
}

// A jump of the defaults is for all ssh targets but the jump host itself.
func TestDefaultJump(t *testing.T) {
	inv, err := Parse("f.yaml", []byte("defaults: {jump: b}\ntargets:\n  b: {address: ssh://u@b.example}\n  w: {address: ssh://w}\n  l: {address: 'local:'}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := inv.Resolve([]string{"b", "w", "l", "ssh://x", "ssh://u@b.example"})
	if err != nil {
		t.Fatal(err)
	}
	var jumps []string
	for _, target := range got {
		jumps = append(jumps, target.Name+"<"+target.Jump)
	}
	if s := strings.Join(jumps, " "); s != "b< w<u@b.example l< ssh://x<u@b.example" {
		t.Error(s)
	}
}

// Every wrong file: these problems, all of them, nothing more.
func TestProblems(t *testing.T) {
	target := func(address string) string { return "targets:\n  a: {address: '" + address + "'}\n" }
	for _, tc := range []struct{ name, src, want string }{
		{"all at once", "targets:\n  a: {addr: 'local:'}\n  b: {address: 'shh://x', become: yes}\n  b: {address: 'ssh://x', labels: [a]}\nendpoint: {}\n", strings.Join([]string{
			`2:6: targets.a: key "address" is missing`,
			`2:7: targets.a.addr: unknown key "addr" (did you mean address?)`,
			`3:17: targets.b.address: unknown scheme "shh" (did you mean ssh?)`,
			`3:35: targets.b.become: expected true or false, found "yes" (write true)`,
			`4:3: targets.b: duplicate key "b", first at f.yaml:3:3`,
			`4:35: targets.b.labels: expected a mapping, found a list`,
			`5:1: endpoint: unknown key "endpoint" (did you mean endpoints?)`}, "\nf.yaml:")},
		{"no scheme", target("web-01"), `2:16: targets.a.address: the address has no scheme (such as ssh://user@host:port, docker://NAME, local:, snapshot:FILE)`},
		{"no slashes", target("ssh:web-01"), `2:16: targets.a.address: // is missing after ssh: (write ssh://user@host:port)`},
		{"kube is not there yet", target("kube://c/n"), `2:17: targets.a.address: kube: addresses are not supported yet`},
		{"kube is not there yet", target("kube://prod/chat"), `2:17: targets.a.address: kube: addresses are not supported yet`},
		{"password", target("ssh://u:hunter2@h"), `2:23: targets.a.address: a password must not stand in an address (use a key or ssh-agent, or let fleetspec ask for it)`},
		{"bad port", target("ssh://h:99999"), `2:24: targets.a.address: "99999" is no port (1 to 65535)`},
		{"port 0", target("ssh://h:0"), `2:24: targets.a.address: "0" is no port (1 to 65535)`},
		{"IPv6 without brackets", target("ssh://fe80::1"), `2:23: targets.a.address: more than one port in "fe80::1" (put an IPv6 address in [ ])`},
		{"bad IPv6", target("ssh://[fe80::zz]"), `2:23: targets.a.address: "fe80::zz" is no IPv6 address`},
		{"a host that is an option", target("ssh://-oProxyCommand=x"), `2:23: targets.a.address: "-oProxyCommand=x" can't be a host`},
		{"a user that is an option", target("ssh://-l@h"), `2:23: targets.a.address: "-l" can't be a user`},
		{"a path", target("ssh://h/etc"), `2:24: targets.a.address: nothing may follow host and port (write ssh://user@host:port)`},
		{"no host", target("ssh://u@"), `2:16: targets.a.address: the host is missing (write ssh://user@host:port)`},
		{"range that ends early", target("ssh://w-[40:01]"), `2:25: targets.a.address: bad range "[40:01]": it ends before it begins`},
		{"range of two widths", target("ssh://w-[01:100]"), `2:25: targets.a.address: bad range "[01:100]": its ends are of two widths (write both ends with as many digits)`},
		{"range of two kinds", target("ssh://w-[1:c]"), `2:25: targets.a.address: bad range "[1:c]": its ends are of two kinds`},
		{"not a range", target("ssh://w-[1-4]"), `2:25: targets.a.address: bad range "[1-4]" (such as [01:40], [1:9:2] or [a:f])`},
		{"step 0", target("ssh://w-[1:4:0]"), `2:25: targets.a.address: bad range "[1:4:0]": the step is 0 (1 or more)`},
		{"open bracket", target("ssh://w-[1:4"), `2:25: targets.a.address: a bracket has no partner in "w-[1:4" (a range is [01:40])`},
		{"too many", target("ssh://w-[1:100]-[1:101]"), `2:33: targets.a.address: the address stands for more than 10000 targets`},
		{"too many in one", target("ssh://w-[1:999999999]"), `2:25: targets.a.address: the address stands for more than 10000 targets`},
		{"too many in the file", "targets:\n  a: {address: 'ssh://w-[1:9000]'}\n  b: {address: 'ssh://v-[1:9000]'}\n", `3:3: targets.b: the file has more than 10000 targets`},
		{"two of one name", "targets:\n  a: {address: 'ssh://w-[1:5]'}\n  b: {address: 'ssh://w-[4:9]'}\n", `3:3: targets.b: two targets have the name "w-4" (and 1 more such), first at f.yaml:2:3`},
		{"two of one name by multiplying", target("ssh://w[1:11][1:11]"), `2:3: targets.a: two targets have the name "w111", first at f.yaml:2:3`},
		{"local with more", target("local:/x"), `2:23: targets.a.address: nothing may follow local: (write local:)`},
		{"snapshot of nothing", target("snapshot:"), `2:16: targets.a.address: a snapshot's file is missing (write snapshot:FILE)`},
		{"docker without a name", target("docker://"), `2:16: targets.a.address: the container's name is missing (write docker://NAME or docker://?label=KEY%3DVALUE)`},
		{"docker with both", target("docker://n?label=a%3Db"), `2:26: targets.a.address: a container has a name or a label here, not both`},
		{"docker parameter", target("docker://n?usr=x"), `2:28: targets.a.address: unknown parameter "usr" (did you mean user?)`},
		{"docker twice", target("docker://n?user=x&user=y"), `2:35: targets.a.address: parameter user stands twice`},
		{"docker name", target("docker://a/b"), `2:26: targets.a.address: "a/b" can't be a container's name`},
		{"a blank", target("ssh://a b"), `2:16: targets.a.address: an address can't hold blanks or control characters`},
		{"a name like a selector", "targets:\n  a=b: {address: 'local:'}\n", `2:3: targets.a=b: "a=b" can't be a target's name (letters, digits and . _ -)`},
		{"label name", "targets:\n  a: {address: 'local:', labels: {name: x}}\n", `2:35: targets.a.labels.name: the label name is the target's own name (use another label)`},
		{"label key", "defaults: {labels: {'a b': x}}\n", `1:21: defaults.labels.a b: "a b" can't be a label (letters, digits and . _ - /)`},
		{"label value", "defaults: {labels: {a: 'x,y'}}\n", `1:24: defaults.labels.a: a label's value can't hold "," (letters, digits and . _ - / : @ +)`},
		{"become nobody", "defaults: {become: 'a b'}\n", `1:20: defaults.become: expected a user, true or false, found "a b"`},
		{"become a quoted true", "defaults: {become: 'true'}\n", `1:20: defaults.become: expected true or false, found "true" (write true without quotes)`},
		{"become on a snapshot", "targets:\n  a: {address: 'snapshot:x', become: true}\n", `2:38: targets.a.become: nothing is run on a snapshot, so become has no meaning`},
		{"deadline without unit", "defaults: {deadline: 90}\n", `1:22: defaults.deadline: expected a duration with its unit, found "90" (write 90s for seconds)`},
		{"concurrency", "defaults: {concurrency: 0}\n", `1:25: defaults.concurrency: expected a number from 1 to 10000, found 0`},
		{"jump on docker", "targets:\n  a: {address: 'docker://x', jump: b}\n", `2:36: targets.a.jump: jump is for ssh: addresses, this one is docker:`},
		{"jump in a circle", "targets:\n  a: {address: 'ssh://x', jump: b}\n  b: {address: 'ssh://y', jump: a}\n",
			"2:33: targets.a.jump: the jump goes in a circle: a → b → a\nf.yaml:3:33: targets.b.jump: the jump goes in a circle: b → a → b"},
		{"jump through itself", "targets:\n  a: {address: 'ssh://x', jump: a}\n", `2:33: targets.a.jump: the jump goes in a circle: a → a`},
		{"jump through a container", "targets:\n  a: {address: 'ssh://x', jump: b}\n  b: {address: 'docker://y'}\n", `2:33: targets.a.jump: jump "b" is docker://y, and only ssh can be jumped through`},
		{"jump through many", "targets:\n  a: {address: 'ssh://x', jump: b}\n  b: {address: 'ssh://y[1:3]'}\n", `2:33: targets.a.jump: jump "b" stands for 3 targets (name one of them)`},
		{"jump that is nothing", "targets:\n  bastion: {address: 'ssh://y'}\n  a: {address: 'ssh://x', jump: bastion/}\n", `3:33: targets.a.jump: jump "bastion/": nothing may follow host and port (did you mean bastion?)`},
		{"jump with a password", "targets:\n  a: {address: 'ssh://x', jump: 'u:hunter2@h'}\n", `2:33: targets.a.jump: jump "u:…@h": a password must not stand in an address (use a key or ssh-agent, or let fleetspec ask for it)`},
		{"wrong jump of the defaults", "defaults: {jump: b}\ntargets:\n  a: {address: 'ssh://x'}\n  b: {address: 'local:'}\n", `1:18: defaults.jump: jump "b" is local:, and only ssh can be jumped through`},
		{"unknown via", "targets:\n  web: {address: 'ssh://x'}\nendpoints:\n  e: {url: 'http://x', via: wbe}\n", `4:29: endpoints.e.via: no target has the name "wbe" (did you mean web?)`},
		{"via a snapshot", "targets:\n  web: {address: 'snapshot:x'}\nendpoints:\n  e: {url: 'http://x', via: web}\n", `4:29: endpoints.e.via: target "web" is snapshot:x, which can't be connected through`},
		{"via several", "targets:\n  web: {address: 'ssh://x[1:2]'}\nendpoints:\n  e: {url: 'http://x', via: web}\n", `4:29: endpoints.e.via: via "web" stands for 2 targets (name one of them)`},
		{"via a host without dial", "targets:\n  web: {address: 'ssh://x'}\nendpoints:\n  e: {url: 'https://x', via: web}\n", `4:30: endpoints.e.via: an endpoint via an ssh target needs dial: the target would resolve the name, where nobody here looks (such as dial: target:443 for what it serves itself)`},
		{"via a host to a name", "targets:\n  web: {address: 'ssh://x'}\nendpoints:\n  e: {url: 'http://x', dial: 'alb:80', via: web}\n", `4:30: endpoints.e.dial: via "web" the name in dial "alb:80" would be resolved on the far side, where nobody here looks (give an IP address, or target:80 for what it serves itself)`},
		{"via a container to a name", "targets:\n  web: {address: 'docker://x'}\nendpoints:\n  e: {url: 'http://x', dial: {x:80: db:80, y:80: target:80}, via: web}\n", `4:30: endpoints.e.dial: via "web" the name in dial "db:80" would be resolved on the far side, where nobody here looks (give an IP address, or target:80 for what it serves itself)`},
		{"a bad via is told once", "targets:\n  web: {address: 'shh://x'}\nendpoints:\n  e: {url: 'http://x', via: web}\n", `2:19: targets.web.address: unknown scheme "shh" (did you mean ssh?)`},
		{"URL scheme", "endpoints: {e: {url: 'ftp://x'}}\n", `1:22: endpoints.e.url: a URL's scheme must be http or https (https://… or http://…)`},
		{"URL password", "endpoints: {e: {url: 'http://u:hunter2@x'}}\n", `1:22: endpoints.e.url: a user or password must not stand in a URL`},
		{"URL port", "endpoints: {e: {url: 'http://x:0'}}\n", `1:22: endpoints.e.url: the URL has a bad port (1 to 65535)`},
		{"URL query", "endpoints: {e: {url: 'http://x/?a'}}\n", `1:22: endpoints.e.url: an endpoint's URL has no query and no fragment`},
		{"URL without host", "endpoints: {e: {url: 'http:///x'}}\n", `1:22: endpoints.e.url: the URL has no host`},
		{"dial without port", "endpoints: {e: {url: 'http://x', dial: 10.0.0.1}}\n", `1:40: endpoints.e.dial: expected HOST:PORT, found "10.0.0.1" (such as 10.0.0.12:443)`},
		{"client certificate without key", "endpoints: {e: {url: 'http://x', cert: a.pem}}\n", `1:16: endpoints.e: a client's certificate takes both cert and key`},
		{"proxy and via", "targets: {w: {address: 'ssh://x'}}\nendpoints: {e: {url: 'http://x', proxy: 'http://p:1', via: w}}\n", `2:16: endpoints.e: proxy and via can't both be had`},
		{"version of HTTP", "endpoints: {e: {url: 'http://x', http: 3}}\n", `1:40: endpoints.e.http: expected a version of HTTP, found "3" (1.1 or 2)`},
		{"writes", "endpoints: {e: {url: 'http://x', writes: true}}\n", `1:42: endpoints.e.writes: expected allowed or refused, found "true"`},
		{"rate", "endpoints: {e: {url: 'http://x', rate: 10}}\n", `1:40: endpoints.e.rate: expected a rate, found "10" (such as 10/s, 30/m or 100/h)`},
		{"version of TLS", "endpoints: {e: {url: 'http://x', min-tls: 1.4}}\n", `1:43: endpoints.e.min-tls: expected a version of TLS, found "1.4" (1.0, 1.1, 1.2, 1.3)`},
		{"size", "endpoints: {e: {url: 'http://x', body-limit: 64}}\n", `1:46: endpoints.e.body-limit: expected a size, found "64" (such as 512KiB, 64MiB or 1GiB)`},
		{"size of nothing", "endpoints: {e: {url: 'http://x', body-limit: 0MiB}}\n", `1:46: endpoints.e.body-limit: expected a size, found "0MiB" (such as 512KiB, 64MiB or 1GiB)`},
		{"rate of nothing", "endpoints: {e: {url: 'http://x', rate: 0/s}}\n", `1:40: endpoints.e.rate: expected a rate, found "0/s" (such as 10/s, 30/m or 100/h)`},
		{"dial of a name without port", "endpoints: {e: {url: 'http://x', dial: {x: 'y:1'}}}\n", `1:41: endpoints.e.dial.x: expected HOST:PORT, found "x" (such as www.example.com:443)`},
		{"unknown target of an endpoint", "targets:\n  web: {address: 'ssh://x'}\nendpoints:\n  e: {url: 'http://x', target: wbe}\n", `4:32: endpoints.e.target: no target has the name "wbe" (did you mean web?)`},
		{"unknown one of several targets", "targets:\n  web: {address: 'ssh://x'}\nendpoints:\n  e: {url: 'http://x', target: [web, wbe]}\n", `4:38: endpoints.e.target[1]: no target has the name "wbe" (did you mean web?)`},
		{"endpoint of nothing", "endpoints: {e: }\n", `1:16: endpoints.e: expected an endpoint, found nothing`},
		{"variables are not replaced", "targets:\n  a: {address: 'ssh://${host}'}\n", `2:23: targets.a.address: undefined variable "host"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(tc.src))
			if err == nil {
				t.Fatal("no problem")
			}
			if got := err.Error(); got != "f.yaml:"+tc.want {
				t.Errorf("got  %s\nwant f.yaml:%s", got, tc.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the password is shown")
			}
		})
	}
}

// What ranges stand for.
func TestRanges(t *testing.T) {
	for pattern, want := range map[string]string{
		"web":             "web",
		"web-[01:03]":     "web-01 web-02 web-03",
		"web-[8:11]":      "web-8 web-9 web-10 web-11",
		"web-[098:101]":   "web-098 web-099 web-100 web-101",
		"web-[1:9:4].x":   "web-1.x web-5.x web-9.x",
		"[a:c]":           "a b c",
		"r[1:2]-w[01:02]": "r1-w01 r1-w02 r2-w01 r2-w02",
		"web-[5:5]":       "web-5",
	} {
		got, err := expand(pattern)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v %v", pattern, got, err)
		}
	}
}

// 10,000 targets with a jump are read in a moment.
func TestLargeFile(t *testing.T) {
	var src strings.Builder
	src.WriteString("defaults: {jump: b}\ntargets:\n  b: {address: 'ssh://b'}\n")
	for i := range 9_000 {
		fmt.Fprintf(&src, "  t%d: {address: 'ssh://t%d', labels: {role: web}}\n", i, i)
	}
	start := time.Now()
	inv, err := Parse("f.yaml", []byte(src.String()))
	if err != nil || len(inv.Targets) != 9_001 {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

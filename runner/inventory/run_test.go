package inventory

import (
	"fmt"
	"strings"
	"testing"
)

func TestParsesRun(t *testing.T) {
	t.Setenv("FLEETSPEC_TEST_RUN", "from here")
	r, err := ParseRun([]string{"env=A=b=c", "env=FLEETSPEC_TEST_RUN", "command=php -S '0.0.0.0:80' -t /app", "entrypoint=/bin/tini --", "user=www-data",
		"network=db", "publish=80", "publish=8080:8081", "wait=90s"})
	if err != nil {
		t.Fatal(err)
	}
	const want = "{Env:map[A:b=c FLEETSPEC_TEST_RUN:from here] Command:[php -S 0.0.0.0:80 -t /app] Entrypoint:[/bin/tini --] User:www-data Network:db Publish:[80 8080:8081] Wait:1m30s}"
	if got := fmt.Sprintf("%+v", *r); got != want {
		t.Errorf("got %s", got)
	}
	if r, err := ParseRun(nil); r != nil || err != nil {
		t.Errorf("of nothing: %v, %v", r, err)
	}
	for arg, want := range map[string]string{
		"evn=A=hunter2":       `--run evn: unknown key "evn" (did you mean env?)`,
		"en":                  "--run en: expected en=…",
		"env=":                "--run env: expected env=…",
		"env=FLEETSPEC_UNSET": "--run env: expected env=NAME=VALUE, or env=NAME for a variable that is set here",
		"env=A B=hunter2":     "--run env: expected env=NAME=VALUE",
		"command=echo $HOME":  `--run command: the command "echo $HOME" holds $ or `,
		"command='open":       "can't be split into words",
		"publish=80/udp":      "--run publish: expected publish=PORT or publish=HOSTPORT:PORT (such as publish=8080:80)",
		"publish=1:2:3":       "--run publish: expected publish=PORT",
		"publish=70000":       "--run publish: expected publish=PORT",
		"wait=soon":           "--run wait: time: invalid duration",
		"wait=-1s":            "--run wait: expected a duration above zero (such as wait=2m)",
	} {
		if _, err := ParseRun([]string{arg}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %s", arg, err, want)
		}
	}
}

func TestImagesAndComposeFiles(t *testing.T) {
	inv, err := Parse("conf/fleetspec.yaml", []byte(`targets:
  app: { address: "image:registry.example.com:5000/team/app:1.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", run: { env: { A: 1, B: "x y" }, command: "php -S :80", entrypoint: [a, "b c"], user: 33, network: db, publish: [80, 8080:81], wait: 2m } }
  web: { address: "compose:stack/compose.yaml#web" }
  abs: { address: "compose:/srv/a b.yaml#web" }
endpoints:
  app: { url: http://www.example.com, via: app }
  web: { url: http://www.example.com, via: web, dial: target:8080 }
`))
	if err != nil {
		t.Fatal(err)
	}
	run := fmt.Sprintf("%+v", *inv.Targets[0].Run)
	for what, ok := range map[string]bool{
		"image":         inv.Targets[0].Address.Image == "registry.example.com:5000/team/app:1.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"run":           run == "{Env:map[A:1 B:x y] Command:[php -S :80] Entrypoint:[a b c] User:33 Network:db Publish:[80 8080:81] Wait:2m0s}",
		"compose":       inv.Targets[1].Address == Address{Scheme: Compose, Path: "conf/stack/compose.yaml", Service: "web"},
		"an absolute":   inv.Targets[2].Address.String() == "compose:/srv/a b.yaml#web",
		"no run":        inv.Targets[1].Run == nil,
		"serves itself": inv.Endpoints[0].Dial["www.example.com:80"] == "target:80" && inv.Endpoints[1].Dial["www.example.com:80"] == "target:8080",
	} {
		if !ok {
			t.Errorf("%s: %+v %s %+v", what, inv.Targets, run, inv.Endpoints)
		}
	}
	for src, want := range map[string]string{
		"targets: {a: {address: 'image:'}}":                                      "1:24: targets.a.address: the image is missing (write image:REF)",
		"targets: {a: {address: 'image:App'}}":                                   `1:31: targets.a.address: "App" can't be an image`,
		"targets: {a: {address: 'compose:x.yaml'}}":                              "the file, or after # the service, is missing (write compose:FILE#SERVICE)",
		"targets: {a: {address: 'docker://x', run: {user: a}}}":                  "1:43: targets.a.run: run is for image: addresses, this one is docker:",
		"targets: {a: {address: 'image:x', run: {usr: a}}}":                      `unknown key "usr" (did you mean user?)`,
		"targets: {a: {address: 'image:x', run: {publish: 80/udp}}}":             `1:50: targets.a.run.publish: expected PORT or HOSTPORT:PORT, found "80/udp" (such as 8080:80)`,
		"targets: {a: {address: 'image:x', run: {command: 'echo $HOME'}}}":       "(or write its words in a list)",
		"targets: {a: {address: 'image:x', run: {env: {'A B': c}}}}":             `1:47: targets.a.run.env.A B: "A B" can't be a variable`,
		"targets: {a: {address: 'image:x', run: {wait: soon}}}":                  "targets.a.run.wait: expected a duration",
		"targets: {a: {address: 'image:x', jump: b}}":                            "jump is for ssh: addresses, this one is image:",
		"targets: {a: {address: 'image:x', run: {command: [], entrypoint: ''}}}": "targets.a.run",
	} {
		if _, err := Parse("f.yaml", []byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", src, err, want)
		}
	}
}

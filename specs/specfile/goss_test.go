package specfile

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// goss is a goss.yaml as people have it, after the fixture.
const goss = `package:
  nginx:
    installed: true
    versions:
      - 1.22.1-9+deb12u11
  telnetd:
    installed: false
  php-fpm:
    name: php8.2-fpm
    title: the application's PHP
    meta:
      desc: "what it is for"
      severity: 20
    installed: true
    versions:
      semver-constraint: ">8.2.0 <8.3.0"
    skip: false
  git:
    installed: true
    versions:
      not:
        semver-constraint: ">=3.0.0 || <2.0.0"
service:
  nginx:
    enabled: true
    running: true
  nothing:
    running: true
    skip: true
user:
  deploy:
    exists: true
    uid: 1000
    gid: 1000
    groups:
      - www-data
    home: /home/deploy
    shell: /bin/bash
group:
  www-data:
    exists: true
    gid: 33
file:
  /etc/passwd:
    exists: true
    mode: "0644"
    size:
      gt: 100
    owner: root
    group: root
    filetype: file
    contents: []
  the application:
    path: /var/www/app/current
    exists: true
    filetype: symlink
    linked-to: /var/www/app/releases/20260101000000
  /etc/sysctl.d/60-app.conf:
    exists: true
    contents:
      - "net.core.somaxconn"
      - "/^kernel.msgmax\\s*=\\s*65536$/"
      - "!nothing of the kind"
      - "!/^vm\\./"
  /etc/hostname.gone:
    exists: false
    contents: []
port:
  tcp:80:
    listening: true
    ip:
      - 0.0.0.0
  udp:9999:
    listening: false
process:
  nginx:
    running: true
  gone:
    comm: nosuchprocess
    running: false
kernel-param:
  net.core.somaxconn:
    value: "1024"
  net.ipv4.tcp_fin_timeout:
    value:
      and:
        - ge: 10
        - lt: 20
command:
  id deploy:
    exit-status: 0
    stdout:
      - uid=1000(deploy)
      - "!uid=0"
    stderr: []
    timeout: 10000
  the version:
    exec: echo 8.2.7
    exit-status:
      lt: 1
    stdout:
      semver-constraint: ">=8.2.0"
    stderr: ""
    skip: false
`

func TestGossRunsAsItIs(t *testing.T) {
	a := run{Inventory: legacy(t), Files: []string{"goss.yaml"}}.play(t, map[string]string{"goss.yaml": goss})
	for i, line := range a.lines(t) {
		want := outcome.Passed
		if strings.Contains(line, "Service nothing") {
			want = outcome.Skipped
		}
		if a.Run.Results[i].Outcome != want {
			t.Errorf("%s\n  %s", line, a.Run.Results[i].Message)
		}
	}
	if n := len(a.Run.Results); n != 42 {
		t.Errorf("%d specs", n)
	}
}

// Each changed line fails its spec, and no other.
func TestGossOneLineChanged(t *testing.T) {
	for _, c := range []struct{ from, to, spec string }{
		{"1.22.1-9+deb12u11", "1.22.1", "Package nginx has versions"},
		{`">8.2.0 <8.3.0"`, `">8.3.0 || <8.2"`, "Package php8.2-fpm has version"},
		{">=3.0.0 ||", ">=2.30.0 ||", "Package git"}, // with an epoch, of which semver knows nothing
		{"- www-data\n", "- root\n", "User deploy has groups"},
		{"gid: 33", "gid: 34", "Group www-data has gid"},
		{"gt: 100", "lt: 100", "File /etc/passwd has size"},
		{`"!nothing of the kind"`, `"nothing of the kind"`, "File /etc/sysctl.d/60-app.conf has content"},
		{"20260101000000", "20260101000001", "File /var/www/app/current is a symbolic link to"},
		{"- 0.0.0.0", "- 127.0.0.1", "Port tcp:80 listens on addresses"},
		{"lt: 20", "lt: 15", "Kernel parameter net.ipv4.tcp_fin_timeout has value"},
		{`"!uid=0"`, `"!uid=1000"`, "Command id deploy has standard output"},
		{`stderr: ""`, `stderr: "x"`, "Command echo 8.2.7 has standard error"},
	} {
		t.Run(c.spec, func(t *testing.T) {
			changed := strings.Replace(goss, c.from, c.to, 1)
			if changed == goss {
				t.Fatalf("%s is not there", c.from)
			}
			a := run{Inventory: legacy(t), Files: []string{"goss.yaml"}}.play(t, map[string]string{"goss.yaml": changed})
			var failed []string
			for i, line := range a.lines(t) {
				if o := a.Run.Results[i].Outcome; o != outcome.Passed && o != outcome.Skipped {
					failed = append(failed, line)
				}
			}
			if len(failed) != 1 || !strings.HasPrefix(failed[0], "failed goss.yaml:") || !strings.Contains(failed[0], c.spec) {
				t.Errorf("not passed: %s", strings.Join(failed, "; "))
			}
		})
	}
}

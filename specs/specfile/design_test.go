package specfile

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// The design's example, as the fixture is.
const design = `targets: role=web
include: [base.yaml]
vars: { php: "8.2", app: /var/www/app }

package:
  nginx: "~> 1.22"
  postfix: installed
  telnetd: absent
php:
  fpm:
    version: "~> ${php}"
    extensions: [mbstring, gd, intl, { redis: "~> 5.3" }]
    absent: [xdebug]
    settings: { memory_limit: 256M, realpath_cache_ttl: 60, display_errors: false }
    from: { memory_limit: /etc/php/8.2/fpm/conf.d/90-app.ini }
    pools: { www: { settings: { memory_limit: 512M, upload_max_filesize: present }, from: { memory_limit: pool www }, env: { APP_ENV: production, NEW_RELIC_LICENSE_KEY: present, NO_SUCH: absent } } }
  cli: { settings: { memory_limit: 1G } }
service:
  php${php}-fpm: { enabled: true, running: true, only: platform=ec2, because: "in a pod PHP-FPM is PID 1" }
process:
  queue-worker: { running: true, user: deploy, env: { QUEUE: mail, NO_SUCH: absent } }
port:
  tcp:80: { listening: true, ip: ["0.0.0.0"] }
  tcp:81: { listening: false }
  unix:/run/php/php${php}-fpm.sock: { listening: true, owner: www-data }
file:
  ${app}/current: { filetype: symlink, link: "${app}/releases/*" }
  ${app}/shared/log: { filetype: directory, owner: www-data, max-mode: "0750" }
  ${app}/shared/uploads/**: { max-mode: "0750" }
  /etc/passwd: { owner: 0, group: 0, size: { lt: 1000000 }, mode: 0644, contents: ["root:"] }
  /no/such/file: { exists: false }
git-config:
  deploy: { user.email: deploy@example.com, no.such: absent }
user:
  deploy: { exists: true, shell: /bin/bash, groups: { consist-of: [deploy, www-data, adm] } }
  nobody: { shell: { have-suffix: nologin } }
group: { www-data: { gid: 33, members: [deploy] } }
env:
  deploy: { APP_ENV: production, NO_SUCH: absent }
in-path: [convert, jq]
kernel-param: { net.core.somaxconn: 1024 }
locale: { LANG: ja_JP.UTF-8 }
timezone: Asia/Tokyo
platform: { id: debian, version: "12", init: systemd }
`

func TestDesignRunsOnTheFixture(t *testing.T) {
	a := run{Inventory: legacy(t), Files: []string{"web.yaml"}}.play(t, map[string]string{
		"web.yaml": design, "base.yaml": "kernel-param: { net.ipv4.tcp_syncookies: { value: { ge: 1 } } }\n",
	})
	for i, line := range a.lines(t) {
		failsByDesign := strings.Contains(line, "uploads/**") // nothing is uploaded: the pattern matches nothing
		if want := outcome.Passed; (a.Run.Results[i].Outcome == want) == failsByDesign {
			t.Errorf("%s\n  %s", line, a.Run.Results[i].Message)
		}
	}
	if n := len(a.Run.Results); n < 45 {
		t.Errorf("only %d specs", n)
	}
	for _, tg := range a.Run.Targets {
		if tg.LateRounds != 0 {
			t.Errorf("%s was asked %d times late", tg.Name, tg.LateRounds)
		}
	}
}

// Each of these is wrong on the fixture, and none of it may pass.
const wrong = `package: { nginx: { version: "~> 1.23" }, telnetd: installed, bash: absent }
php:
  fpm:
    version: "~> 8.1.0"
    extensions: [xdebug, { redis: "~> 6.0" }, { nosuch: ">= 0" }]
    absent: [mbstring]
    settings: { memory_limit: 512M, display_errors: true, memory_limit.x: absent, post_max_size: absent }
    from: { memory_limit: built-in default }
    pools: { www: { settings: { memory_limit: 256M }, from: { memory_limit: /etc/php/8.2/fpm/php.ini }, env: { APP_ENV: staging, NEW_RELIC_LICENSE_KEY: absent, NO_SUCH: present } }, nosuch: { settings: { memory_limit: 1G, no.such: absent }, env: { A: absent } } }
  7.0/fpm: { version: ">= 0", settings: { no.such: absent }, absent: [xdebug] }
service: { nginx: { enabled: false, running: false, masked: true, failed: true }, nosuch: { running: true, failed: false } }
process: { queue-worker: { user: root, env: { QUEUE: other, NO_SUCH: present } }, nosuch: { running: true, env: { A: absent } }, nginx: { count: { lt: 1 } } }
port: { "tcp:80": { listening: false }, "tcp:81": { listening: true, ip: [], owner: root } }
file:
  /etc/passwd: { mode: "0600", owner: deploy, size: 0, contents: ["!root", "nosuchuser:"], sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
  /no/such/file: { mode: "0644", exists: true }
  /no/such/*: { max-mode: "0777" }
git-config: { deploy: { user.email: x, user.name: absent, no.such: present }, nosuchuser: { a.b: absent } }
env: { deploy: { APP_ENV: staging, HOME: absent, NO_SUCH: present }, nosuchuser: { A: absent } }
user: { deploy: { uid: 1, groups: [root], shell: { not: /bin/bash } }, root: { exists: false }, nosuchuser: { exists: true, home: / } }
group: { www-data: { members: { consist-of: [] } }, nosuch: { gid: 1 } }
in-path: [nosuchcommand]
kernel-param: { net.core.somaxconn: { value: { gt: 1024 } }, no.such: 1 }
command: { "exit 3": { exit-status: 0, stdout: x }, "echo a; nosuchcommand": { stdout: ["!a"] }, nosuchcommand: { exit-status: 127 } }
locale: { LANG: C }
timezone: UTC
platform: { id: amzn, version: "< 12" }
`

func TestNothingWrongPasses(t *testing.T) {
	src := strings.Replace(wrong, "ip: [], ", "ip: [0.0.0.0], ", 1)
	a := run{Inventory: legacy(t), Files: []string{"web.yaml"}}.play(t, map[string]string{"web.yaml": src})
	for i, line := range a.lines(t) {
		alsoTrue := strings.HasSuffix(line, "extension redis is loaded") // said by { redis: "~> 6.0" } as well
		if o := a.Run.Results[i].Outcome; o != outcome.Failed && o != outcome.Unknown && !alsoTrue {
			t.Errorf("%s", line)
		}
		if testing.Verbose() {
			t.Logf("%s\n\t%s", line, a.Run.Results[i].Message)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// brokenSpec is judged before and after the host is broken.
const brokenSpec = `
package:
  bash: installed
  telnetd: absent
service:
  cron: { running: true }
  nginx: { running: true }
php:
  fpm:
    extensions: [apcu, redis]
    settings: { memory_limit: 256M }
    pools: { www: { settings: { memory_limit: 512M } } }
file:
  /var/www/app/shared/config/app.ini: { mode: "0640" }
  /etc/hostname: { filetype: file }
kernel-param:
  net.ipv4.tcp_fin_timeout: 15
`

// checked is what a run said.
type checked struct {
	status  int
	text    string // console
	Results []struct{ Spec, Outcome, Message, Resource, Name, Evidence, Detail string }
	Targets []struct{ Name, Address, Why string }
}

// not gives "outcome resource name: message" of what did not pass.
func (c checked) not() []string {
	var out []string
	for _, r := range c.Results {
		if r.Outcome != "passed" {
			out = append(out, r.Outcome+" "+r.Resource+" "+r.Name)
		}
	}
	sort.Strings(out)
	return out
}

func (c checked) message(name string) string {
	for _, r := range c.Results {
		if r.Outcome != "passed" && strings.HasSuffix(r.Resource+" "+r.Name, name) {
			return r.Message
		}
	}
	return ""
}

// check runs fleetspec in a process of its own, over SSH as the user that may become root.
func check(t *testing.T, h *phpweb.Legacy, spec string, args ...string) checked {
	t.Helper()
	file := filepath.Join(t.TempDir(), "spec.yaml")
	if err := os.WriteFile(file, []byte(spec), 0o600); err != nil {
		t.Fatal(err)
	}
	return judged(t, append([]string{file, "-t", "ssh://" + h.Name, "-F", h.SSH.ConfigFile, "--become"}, args...)...)
}

// judged runs `fleetspec check` and reads its JSON report.
func judged(t *testing.T, args ...string) checked {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "fleetspec", append([]string{"check", "--report", "json=-"}, args...)...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	c := checked{status: cmd.ProcessState.ExitCode(), text: stderr.String()}
	if jerr := json.Unmarshal(out.Bytes(), &c); jerr != nil {
		t.Fatalf("%v: %v\n%s%s", err, jerr, out.String(), stderr.String())
	}
	return c
}

func startHost(t *testing.T) *phpweb.Legacy {
	t.Helper()
	phpweb.RequireDocker(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	h, err := phpweb.StartLegacy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// TestBrokenByHand breaks a host as hands do. Exactly the specs that speak of it turn, and
// the message says what is wrong.
func TestBrokenByHand(t *testing.T) {
	h := startHost(t)
	if c := check(t, h, brokenSpec); c.status != 0 || len(c.Results) != 11 {
		t.Fatalf("the whole host: status %d, %d results, %q\n%s", c.status, len(c.Results), c.not(), c.text)
	}
	cases := []struct {
		name, breaking, mending string
		want                    []string
		says                    string // in the message of the first
		status                  int
	}{
		{"a service stopped", "systemctl stop cron", "systemctl start cron",
			[]string{"failed service cron"}, "running", 1},
		{"a file's mode changed", "chmod 0644 /var/www/app/shared/config/app.ini", "chmod 0640 /var/www/app/shared/config/app.ini",
			[]string{"failed file /var/www/app/shared/config/app.ini"}, "0644", 1},
		{"an extension disabled", "phpdismod -v 8.2 -s fpm apcu && systemctl restart php8.2-fpm", "phpenmod -v 8.2 -s fpm apcu && systemctl restart php8.2-fpm",
			[]string{"failed php-extension apcu"}, "apcu", 1},
		{"a pool's value changed and loaded", "sed -i 's/= 512M/= 64M/' /etc/php/8.2/fpm/pool.d/www.conf && systemctl reload php8.2-fpm && sleep 1",
			"sed -i 's/= 64M/= 512M/' /etc/php/8.2/fpm/pool.d/www.conf && systemctl restart php8.2-fpm",
			[]string{"failed php-pool www"}, "64M", 1},
		{"a kernel parameter changed", "mount -o remount,rw /proc/sys; echo 16 > /proc/sys/net/ipv4/tcp_fin_timeout", "echo 15 > /proc/sys/net/ipv4/tcp_fin_timeout",
			[]string{"failed kernel-param net.ipv4.tcp_fin_timeout"}, "16", 1},
		{"dpkg-query removed", "mv /usr/bin/dpkg-query /usr/bin/dpkg-query.away", "mv /usr/bin/dpkg-query.away /usr/bin/dpkg-query",
			[]string{"unknown package bash", "unknown package telnetd"}, "dpkg-query", 3},
		{"a full disk", "for f in /tmp/full /run/full /run/lock/full; do cat /dev/zero > $f || :; done 2>/dev/null", "rm -f /tmp/full /run/full /run/lock/full",
			nil, "", 0},
		{"an rc file that prints and reads", "printf 'echo noise; cat >/dev/null </dev/null; printf \"\\377end\"\\n' > /home/deploy/.bashrc", "rm /home/deploy/.bashrc",
			nil, "", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ctx := context.Background()
			if out, err := h.Shell(ctx, c.breaking); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			defer func() {
				if out, err := h.Shell(ctx, c.mending); err != nil {
					t.Fatalf("mend: %v: %s", err, out)
				}
			}()
			got := check(t, h, brokenSpec)
			if strings.Join(got.not(), "\n") != strings.Join(c.want, "\n") || got.status != c.status {
				t.Errorf("status %d, want %d; not passed:\n%s\nwant:\n%s\n%s", got.status, c.status, strings.Join(got.not(), "\n"), strings.Join(c.want, "\n"), got.text)
			}
			if len(c.want) > 0 && !strings.Contains(got.text, c.says) {
				t.Errorf("the report does not say %q:\n%s", c.says, got.text)
			}
		})
	}
}

// TestSSHDKilledMidway: the connection is cut while the script runs. All is unknown.
func TestSSHDKilledMidway(t *testing.T) {
	h := startHost(t)
	ctx := context.Background()
	if out, err := h.Shell(ctx, `mkdir -p /opt/slow; mv /usr/bin/dpkg-query /opt/slow/; printf '#!/bin/sh\nsleep 20\n' > /usr/bin/dpkg-query; chmod 755 /usr/bin/dpkg-query`); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	go func() {
		time.Sleep(1500 * time.Millisecond)
		_, _ = h.Shell(ctx, "pkill -9 sshd")
	}()
	c := check(t, h, brokenSpec)
	if c.status != 3 {
		t.Errorf("status %d\n%s", c.status, c.text)
	}
	for _, r := range c.Results {
		if (r.Resource == "package") != (r.Outcome == "unknown") && r.Outcome != "unknown" {
			t.Errorf("%s is %s: %s", r.Spec, r.Outcome, r.Message)
		}
	}
	if m := c.message("package bash"); !strings.Contains(m, "could not tell") {
		t.Errorf("message %q", m)
	}
}

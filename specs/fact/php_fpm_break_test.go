package fact

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// fpmHost is an own host that each case breaks and mends.
type fpmHost struct {
	t  *testing.T
	h  *phpweb.Legacy
	tr transport.Transport
}

func (f fpmHost) sh(script string) string {
	f.t.Helper()
	out, err := f.h.Shell(f.t.Context(), script)
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

func (f fpmHost) php() PHP {
	f.t.Helper()
	return row(f.t, PHPFPMs, collect(f.t, f.tr, phpAsks("php-fpm", "fpm")...), "fpm")
}

// value is a setting of pool www, or "unknown: why".
func (p PHP) said(pool, name string) string {
	s, found, err := p.Setting(pool, name)
	if err == nil && !found {
		return "absent"
	}
	v, err2 := s.Value.Get()
	if err == nil {
		err = err2
	}
	if err != nil {
		return "unknown: " + err.Error()
	}
	return v
}

func (f fpmHost) wants(p PHP, pool, name, want string) {
	f.t.Helper()
	if got := p.said(pool, name); got != want && !(strings.HasPrefix(want, "unknown") && strings.HasPrefix(got, "unknown") && strings.Contains(got, strings.TrimPrefix(want, "unknown "))) {
		f.t.Errorf("%s of %s is %q, want %q", name, pool, got, want)
	}
}

func (f fpmHost) extension(p PHP, name string) string {
	e, found, err := p.Extension(name)
	switch {
	case err != nil:
		return "unknown: " + err.Error()
	case !found:
		return "absent"
	}
	v, err := e.Version.Get()
	if err != nil {
		return "loaded, " + err.Error()
	}
	return v
}

const fpmReload = "systemctl reset-failed php8.2-fpm; systemctl reload php8.2-fpm; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do find /run/php/php8.2-fpm.pid -newer /run/fs-mark | grep -q . && break; sleep 0.1; done; "
const fpmMark = "touch /run/fs-mark; sleep 0.05; "

func TestPHPFPMTellsDiskFromRunning(t *testing.T) {
	h := legacyHost(t)
	f := fpmHost{t, h, inside(t, h.Name, "")}
	before, err := h.Changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := f.php()
	after, err := h.Changes(t.Context())
	if err != nil || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("the disk before and after: %v, %v, %v", before, after, err)
	}
	f.wants(p, "www", "memory_limit", "512M")
	f.wants(p, "", "memory_limit", "256M")
	f.wants(p, "www", "mysqlnd.collect_statistics", "unknown does not list")
	f.wants(p, "www", "opcache.enable", "On")
	if v := f.extension(p, "redis"); v[0] < '1' || v[0] > '9' {
		t.Errorf("redis is %s", v)
	}
	for _, c := range fpmCases {
		t.Run(c.name, func(t *testing.T) {
			f := fpmHost{t, h, f.tr}
			if c.mend != "" {
				defer f.sh(c.mend)
			}
			f.sh(c.breaks)
			if c.look == nil {
				if why := cannot(t, PHPFPMs, collect(t, f.tr, phpAsks("php-fpm", "fpm")...), "fpm"); !strings.Contains(why, c.why) {
					t.Error(why)
				}
				return
			}
			c.look(f, f.php())
		})
	}
}

var fpmCases = []struct {
	name, breaks, mend string
	look               func(f fpmHost, p PHP)
	why                string // look is nil: why all of it is unknown
}{
	{"a pool value changed and not reloaded", fpmMark + "sed -i 's/512M/300M/' /etc/php/8.2/fpm/pool.d/www.conf", "",
		func(f fpmHost, p PHP) {
			f.wants(p, "www", "memory_limit", "unknown php-fpm was not reloaded since")
			f.wants(p, "", "realpath_cache_ttl", "unknown /etc/php/8.2/fpm/pool.d/www.conf changed")
			if !strings.Contains(f.extension(p, "redis"), "not reloaded") {
				f.t.Error(f.extension(p, "redis"))
			}
		}, ""},
	{"and reloaded", fpmReload, "", func(f fpmHost, p PHP) { f.wants(p, "www", "memory_limit", "300M") }, ""},
	{"an extension disabled", fpmMark + "phpdismod -v 8.2 -s fpm redis", "", func(f fpmHost, p PHP) {
		if v := f.extension(p, "redis"); !strings.Contains(v, "not reloaded") {
			f.t.Error(v)
		}
	}, ""},
	{"and reloaded, is absent", fpmReload, fpmMark + "phpenmod -v 8.2 -s fpm redis;" + fpmReload, func(f fpmHost, p PHP) {
		if v := f.extension(p, "redis"); v != "absent" {
			f.t.Error(v)
		}
	}, ""},
	{"log_level = warning", fpmMark + "sed -i 's/^.global.$/&\\nlog_level = warning/' /etc/php/8.2/fpm/php-fpm.conf; grep -q ^log_level /etc/php/8.2/fpm/php-fpm.conf;" + fpmReload, fpmMark + "sed -i /^log_level/d /etc/php/8.2/fpm/php-fpm.conf;" + fpmReload,
		func(f fpmHost, p PHP) { f.wants(p, "www", "memory_limit", "300M") }, ""},
	{"a preload script is not run", "echo '<?php touch(\"/var/log/php/preloaded\");' >/run/preload.php; printf 'opcache.preload=/run/preload.php\\nopcache.preload_user=www-data\\n' >/etc/php/8.2/fpm/conf.d/97-pre.ini; systemctl reset-failed php8.2-fpm; systemctl restart php8.2-fpm; rm /var/log/php/preloaded; ls -d /tmp/.Zend* 2>/dev/null | wc -l >/run/fs-locks",
		"rm /etc/php/8.2/fpm/conf.d/97-pre.ini; systemctl restart php8.2-fpm", func(f fpmHost, p PHP) {
			f.wants(p, "", "opcache.preload", "/run/preload.php")
			f.sh("test ! -e /var/log/php/preloaded && test $(ls -d /tmp/.Zend* 2>/dev/null | wc -l) = $(cat /run/fs-locks)")
		}, ""},
	{"a .user.ini in the document root", "printf 'memory_limit = 1G\\nprecision = 3\\n' >/var/www/app/current/public/.user.ini", "rm /var/www/app/current/public/.user.ini", func(f fpmHost, p PHP) {
		f.wants(p, "www", "precision", "unknown .user.ini:2 changes it")
		f.wants(p, "www", "memory_limit", "300M") // php_admin_value holds
		f.wants(p, "www", "post_max_size", "40M")
	}, ""},
	{"PHP_VALUE of the web server", "printf 'fastcgi_param PHP_VALUE \"memory_limit=2G\\\\n precision=4\";\\n' >/etc/nginx/fs.conf", "rm /etc/nginx/fs.conf", func(f fpmHost, p PHP) {
		f.wants(p, "www", "memory_limit", "unknown PHP_VALUE at /etc/nginx/fs.conf:1")
		f.wants(p, "www", "precision", "unknown PHP_VALUE")
		f.wants(p, "www", "post_max_size", "40M")
	}, ""},
	{"PHP_VALUE of a variable", "printf 'fastcgi_param PHP_ADMIN_VALUE $more;\\n' >/etc/nginx/fs.conf", "rm /etc/nginx/fs.conf", func(f fpmHost, p PHP) {
		f.wants(p, "www", "memory_limit", "unknown PHP_VALUE at /etc/nginx/fs.conf:1")
		f.wants(p, "www", "post_max_size", "unknown PHP_VALUE")
	}, ""},
	{"a section for paths", fpmMark + "printf 'precision = 5\\n[PATH=/var/www]\\nmemory_limit = 3G\\n' >/etc/php/8.2/fpm/conf.d/98-path.ini;" + fpmReload, "rm /etc/php/8.2/fpm/conf.d/98-path.ini;" + fpmMark + fpmReload, func(f fpmHost, p PHP) {
		f.wants(p, "www", "memory_limit", "unknown [PATH=/var/www]")
		f.wants(p, "www", "precision", "5")
	}, ""},
	{"an extension that is not there", fpmMark + "echo extension=nosuch >/etc/php/8.2/fpm/conf.d/98-no.ini;" + fpmReload, "rm /etc/php/8.2/fpm/conf.d/98-no.ini;" + fpmMark + fpmReload, func(f fpmHost, p PHP) {
		if v := f.extension(p, "redis"); !strings.Contains(v, "Unable to load") {
			f.t.Error(v)
		}
	}, ""},
	{"a library replaced after its load", "cp -a /usr/lib/php/20220829/redis.so /run/redis.so; cp /run/redis.so /usr/lib/php/20220829/new; mv /usr/lib/php/20220829/new /usr/lib/php/20220829/redis.so", "systemctl reset-failed php8.2-fpm; systemctl restart php8.2-fpm", func(f fpmHost, p PHP) {
		if v := f.extension(p, "redis"); !strings.HasPrefix(v, "loaded, ") || !strings.Contains(v, "replaced") {
			f.t.Error(v)
		}
		if v := f.extension(p, "apcu"); v[0] != '5' {
			f.t.Error(v)
		}
	}, ""},
	{"arguments of the unit", "mkdir -p /run/systemd/system/php8.2-fpm.service.d; printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/php-fpm8.2 -F -d precision=9 -y /etc/php/8.2/fpm/php-fpm.conf\\nEnvironment=FS_LIMIT=77\\n' >/run/systemd/system/php8.2-fpm.service.d/x.conf; systemctl daemon-reload", "", func(f fpmHost, p PHP) {
		f.wants(p, "www", "precision", "unknown not restarted since")
	}, ""},
	{"and restarted", "echo 'session.gc_divisor = ${FS_LIMIT}' >/etc/php/8.2/fpm/conf.d/98-env.ini; systemctl reset-failed php8.2-fpm; systemctl restart php8.2-fpm", "rm /etc/php/8.2/fpm/conf.d/98-env.ini /run/systemd/system/php8.2-fpm.service.d/x.conf; systemctl daemon-reload; systemctl restart php8.2-fpm", func(f fpmHost, p PHP) {
		f.wants(p, "www", "precision", "9")
		f.wants(p, "www", "session.gc_divisor", "77")
		if s, _, _ := p.Setting("www", "precision"); s.Origin.value.String() != "argument of php8.2-fpm.service" {
			f.t.Error(s.Origin)
		}
	}, ""},
	{"a startup-sized setting of a pool, an expression, a duplicate", fpmMark + "printf 'php_admin_value[opcache.memory_consumption] = 64\\nphp_value[error_reporting] = E_ALL & ~E_NOTICE\\nphp_value[precision] = 6\\nphp_value[precision] = 7\\nphp_admin_value[html_errors] = maybe\\nphp_value[memory_limit] = 9G\\n' >>/etc/php/8.2/fpm/pool.d/www.conf;" + fpmReload, "", func(f fpmHost, p PHP) {
		f.wants(p, "www", "opcache.memory_consumption", "unknown php-fpm's start")
		f.wants(p, "www", "error_reporting", "unknown an expression")
		f.wants(p, "www", "precision", "6")
		f.wants(p, "www", "memory_limit", "300M")
		f.wants(p, "www", "html_errors", "unknown no switch")
	}, ""},
	{"secrets stay on the host", fpmMark + "printf 'env[APP_KEY] = \"kept-from-view-1\"\\nenv[DSN] = mysql://u:kept-from-view-2@db/x\\nphp_admin_value[mysqli.default_pw] = kept-from-view-3\\n' >>/etc/php/8.2/fpm/pool.d/www.conf; echo mysqli.default_pw=kept-from-view-4 >/etc/php/8.2/fpm/conf.d/98-pw.ini;" + fpmReload, "", func(f fpmHost, p PHP) {
		spy := &spying{Transport: f.tr}
		collect(f.t, spy, phpAsks("php-fpm", "fpm")...)
		if i := bytes.Index(spy.out.Bytes(), []byte("kept-from-view")); i >= 0 {
			f.t.Errorf("a secret left the host: %q", spy.out.Bytes()[max(0, i-60):i+20])
		}
		f.wants(p, "www", "mysqli.default_pw", "present (sha256 1202ed33b92e…)")
	}, ""},
	{"two masters", "sed 's,/run/php/,/run/php/two-,; s,^include.*,[two]\\nuser=www-data\\nlisten=/run/php/two.sock\\npm=static\\npm.max_children=1,' /etc/php/8.2/fpm/php-fpm.conf >/run/two.conf; php-fpm8.2 -D -y /run/two.conf", "kill $(cat /run/php/two-php8.2-fpm.pid)", nil, "several php-fpm run"},
	{"stopped", "systemctl stop php8.2-fpm; sleep 0.3", "systemctl start php8.2-fpm", nil, "does not run"},
}

// spying keeps all that the host printed.
type spying struct {
	transport.Transport
	out bytes.Buffer
}

func (s *spying) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	cmd.Stdout = io.MultiWriter(&s.out, cmd.Stdout)
	return s.Transport.Run(ctx, cmd)
}

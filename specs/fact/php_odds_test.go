package fact

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestPHPOfAPlainUser(t *testing.T) {
	h := phpweb.Shared(t)
	s := collect(t, inside(t, h.Name, "deploy"), append(phpAsks("php-fpm", "fpm"), phpAsks("php-cli", "cli")...)...)
	if why := cannot(t, PHPFPMs, s, "fpm"); !strings.Contains(why, "needs root") {
		t.Errorf("php-fpm: %s", why)
	}
	if v := row(t, PHPCLIs, s, "cli").said("", "memory_limit"); v != "1G" {
		t.Errorf("memory_limit of the command line: %s", v)
	}
}

func TestAnIniFileThatCantBeReadIsNoDefault(t *testing.T) {
	h := legacyHost(t)
	f := fpmHost{t, h, inside(t, h.Name, "deploy")}
	for _, c := range []struct{ name, breaks, mend string }{
		{"a file of conf.d", "chmod 600 /etc/php/8.2/cli/conf.d/90-app.ini", "chmod 644 /etc/php/8.2/cli/conf.d/90-app.ini"},
		{"php.ini", "chmod 600 /etc/php/8.2/cli/php.ini", "chmod 644 /etc/php/8.2/cli/php.ini"},
		{"conf.d itself", "chmod 700 /etc/php/8.2/cli/conf.d", "chmod 755 /etc/php/8.2/cli/conf.d"},
		{"its directory", "chmod 700 /etc/php/8.2/cli", "chmod 755 /etc/php/8.2/cli"},
		{"all of /etc/php", "chmod 700 /etc/php", "chmod 755 /etc/php"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.sh(c.breaks)
			defer f.sh(c.mend)
			p := phpCLIOf(t, f.tr, "cli")
			if v := p.said("", "memory_limit"); !strings.Contains(v, "permission denied") {
				t.Errorf("memory_limit: %s", v)
			}
			if _, _, err := p.Extension("redis"); err == nil {
				t.Error("the extensions are known")
			}
			if v, err := p.Version.Get(); err != nil || v == "" {
				t.Errorf("version: %q, %v", v, err)
			}
		})
	}
}

// In a container PHP-FPM is process 1, and nothing in it tells with which arguments.
func TestPHPFPMAsProcessOneTellsWhatItsArgumentsCantChange(t *testing.T) {
	h := phpweb.Shared(t)
	image, err := exec.Command("docker", "inspect", "-f", "{{.Image}}", h.ID).Output()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("docker", "run", "-d", "--rm", "--label", "fleetspec=php", "--tmpfs", "/run/php", strings.TrimSpace(string(image)),
		"php-fpm8.2", "-F", "-d", "precision=3").Output()
	if err != nil {
		t.Fatal(err)
	}
	id := strings.TrimSpace(string(out))
	t.Cleanup(func() { _ = exec.Command("docker", "kill", id).Run() })
	tr := inside(t, id, "")
	if b, err := exec.Command("docker", "exec", id, "sh", "-c", "until test -S /run/php/php8.2-fpm.sock; do sleep 0.1; done; sleep 0.3").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, b)
	}
	p := row(t, PHPFPMs, collect(t, tr, phpAsks("php-fpm", "fpm")...), "fpm")
	f := fpmHost{t: t}
	f.wants(p, "www", "memory_limit", "512M")
	f.wants(p, "www", "precision", "unknown was not started by systemd")
	f.wants(p, "", "memory_limit", "unknown was not started by systemd")
	if v := f.extension(p, "redis"); v == "" || v[0] < '0' || v[0] > '9' {
		t.Errorf("redis: %s", v)
	}
	if v := f.extension(p, "xdebug"); v != "absent" {
		t.Errorf("xdebug: %s", v)
	}
	if b, err := exec.Command("docker", "exec", id, "sh", "-c", "rm /run/php/php8.2-fpm.pid").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, b)
	}
	p = row(t, PHPFPMs, collect(t, tr, phpAsks("php-fpm", "fpm")...), "fpm")
	f.wants(p, "www", "memory_limit", "512M")
	if b, err := exec.Command("docker", "exec", id, "sh", "-c", "echo >>/etc/php/8.2/fpm/pool.d/www.conf").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, b)
	}
	p = row(t, PHPFPMs, collect(t, tr, phpAsks("php-fpm", "fpm")...), "fpm")
	f.wants(p, "www", "memory_limit", "unknown no pid file tells")
}

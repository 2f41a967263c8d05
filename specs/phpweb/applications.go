package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// applications: which are installed, and in which versions?
func applications(h *specs.Host) {
	h.Check(h.Platform(), HaveFamily("debian"))
	h.Check(h.Package("nginx"), BeInstalled().WithVersion("~> 1.22"), withNGINX)
	h.Check(h.Package("php8.2-fpm"), BeInstalled().WithVersion("~> 8.2"), withPHP)
	h.Check(h.Package("php8.2-cli"), BeInstalled().WithVersion("~> 8.2"), withPHP)
	tools := onHost("an image holds what its one process needs")
	for _, is := range [][2]string{
		{"git", ">= 2.30"},
		{"python3", "~> 3.11"},
		{"sudo", ">= 1.9"},
		{"openssh-server", ">= 1:9.2"},
	} {
		h.Check(h.Package(is[0]), BeInstalled().WithVersion(is[1]), tools)
	}
	for _, name := range []string{"postfix", "cron", "rsyslog", "logrotate", "imagemagick", "jq", "curl"} {
		h.Check(h.Package(name), BeInstalled(), tools)
	}
	for _, name := range []string{"telnetd", "apache2", "php8.2-xdebug"} {
		h.Check(h.Package(name), Not(BeInstalled()))
	}
}

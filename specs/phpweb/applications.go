package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// applications: which are installed, and in which versions?
func applications(h *specs.Host) {
	h.Check(h.Platform(), HaveFamily("debian"))
	for _, is := range [][2]string{
		{"nginx", "~> 1.22"},
		{"php8.2-fpm", "~> 8.2"},
		{"php8.2-cli", "~> 8.2"},
		{"git", ">= 2.30"},
		{"python3", "~> 3.11"},
		{"sudo", ">= 1.9"},
		{"openssh-server", ">= 1:9.2"},
	} {
		h.Check(h.Package(is[0]), BeInstalled().WithVersion(is[1]))
	}
	for _, name := range []string{"postfix", "cron", "rsyslog", "logrotate", "imagemagick", "jq", "curl"} {
		h.Check(h.Package(name), BeInstalled())
	}
	for _, name := range []string{"telnetd", "apache2", "php8.2-xdebug"} {
		h.Check(h.Package(name), Not(BeInstalled()))
	}
}

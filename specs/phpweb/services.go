package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// services: which are enabled and running?
func services(h *specs.Host) {
	host := specs.Only("platform=ec2", "in a pod the application is PID 1 and nothing else runs")
	for _, name := range []string{"nginx", "php8.2-fpm", "cron", "rsyslog", "ssh", "queue-worker"} {
		h.Check(h.Service(name), BeEnabled(), BeRunning(), host)
	}
	h.Check(h.Service("postfix@-"), BeRunning(), host,
		specs.Because("postfix.service itself only starts this instance, and has ended"))
	h.Check(h.Service("postfix"), BeEnabled(), host)
	h.Check(h.Service("legacy-agent"), BeMasked(), Not(BeRunning()), host)
	h.Check(h.Service("telnet.socket"), Not(BeInstalled()), host)
}

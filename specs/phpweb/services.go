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
	h.Check(h.Process("nginx"), BeRunning(), withNGINX)
	h.Check(h.Process("php-fpm8.2"), BeRunning(), withPHP)
	h.Check(h.Process("queue-worker"), BeRunning(), HaveUser("deploy"), HaveEnv("QUEUE", "mail"), host)
	h.Check(h.Port("tcp:80"), BeListening(), withNGINX)
	h.Check(h.Port("tcp6:9000"), BeListening(), specs.Only("part=php", "on a host PHP-FPM listens on a socket for NGINX beside it"))
	h.Check(h.Port("tcp:25"), BeListening().OnAddress("127.0.0.1"), host)
	h.Check(h.Port("unix:/run/php/php8.2-fpm.sock"), BeListening(), BeOwnedBy("www-data"), host)
}

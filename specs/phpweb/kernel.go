package phpweb

import (
	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// kernel: parameters, locale and time zone.
func kernel(h *specs.Host) {
	node := onHost("a container has its node's kernel parameters, or those that its pod asks for")
	for _, is := range [][2]string{
		{"net.core.somaxconn", "1024"},
		{"net.ipv4.ip_local_port_range", "10240 65000"},
		{"net.ipv4.tcp_fin_timeout", "15"},
		{"net.ipv4.tcp_syncookies", "1"},
		{"kernel.msgmax", "65536"},
	} {
		h.Check(h.KernelParam(is[0]), BeSetTo(is[1]), node)
	}
	logins := onHost("nobody logs in to a container; PHP has settings of its own for both")
	h.Check(h.Locale("LANG"), BeSetTo("ja_JP.UTF-8"), logins)
	h.Check(h.Locale("LC_MESSAGES"), BeSetTo("C.UTF-8"), logins)
	h.Check(h.Timezone(), BeSetTo("Asia/Tokyo"), logins)
}

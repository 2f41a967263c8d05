package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// plugins: PHP's extensions and their versions, and what the settings really are, with where each
// comes from. A setting that no file sets is a default that nobody chose, and the
// first to change with the next PHP.
func plugins(h *specs.Host) {
	fpm := h.PHP("fpm")
	h.Check(fpm, HaveVersion("~> 8.2"), withPHP)
	h.Check(h.PHP("cli"), HaveVersion("~> 8.2"), withPHP)
	for _, name := range []string{"apcu", "bcmath", "curl", "gd", "intl", "mbstring", "memcached", "mysqli", "pdo_mysql", "redis", "xml", "zip", "Zend OPcache"} {
		h.Check(fpm.Extension(name), BeLoaded(), withPHP)
	}
	h.Check(fpm.Extension("redis"), HaveVersion("~> 5.3"), withPHP)
	h.Check(fpm.Extension("memcached"), HaveVersion("~> 3.2"), withPHP)
	h.Check(fpm.Extension("xdebug"), Not(BeLoaded()), withPHP)
	started := onHost("without systemd nobody tells with which options PHP-FPM was started, so what no pool sets is not known")
	for _, is := range [][3]string{
		{"memory_limit", "256M", "/etc/php/8.2/fpm/conf.d/90-app.ini"},
		{"realpath_cache_ttl", "60", "/etc/php/8.2/fpm/conf.d/95-realpath.ini"},
		{"max_execution_time", "30", "/etc/php/8.2/fpm/php.ini"},
		{"realpath_cache_size", "8192K", "/etc/php/8.2/fpm/conf.d/95-realpath.ini"},
		{"default_socket_timeout", "60", "/etc/php/8.2/fpm/php.ini"},
		{"max_input_vars", "1000", "built-in default"},
	} {
		h.Check(fpm.Setting(is[0]), BeSetTo(is[1]), ComeFrom(is[2]), started)
	}
	www := fpm.Pool("www")
	h.Check(www, HaveSetting("memory_limit", "512M"), withPHP, specs.Because("uploads are resized in memory"))
	h.Check(www.Setting("memory_limit"), ComeFrom("pool www"), withPHP)
	h.Check(www, HaveSetting("session.gc_maxlifetime", 7200), withPHP)
	h.Check(h.PHP("cli").Setting("memory_limit"), BeSetTo("1G"), withPHP)
}

package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// environment: what a login of the deployer has, and what PHP's scripts get.
func environment(h *specs.Host) {
	login := onHost("an image is built: nobody logs in to a container")
	env := h.Env("deploy")
	for _, is := range [][2]string{
		{"APP_ENV", "production"},
		{"APP_ROOT", "/var/www/app"},
		{"TMPDIR", "/var/tmp"},
	} {
		h.Check(env, HaveVariable(is[0], is[1]), login)
	}
	h.Check(env, HaveVariable("COMPOSER_HOME", Not(BeEmpty())), login)
	www := h.PHP("fpm").Pool("www")
	h.Check(www, HaveEnv("APP_ENV", "production"), withPHP)
	h.Check(www, HaveEnv("NEW_RELIC_LICENSE_KEY"), withPHP)
}

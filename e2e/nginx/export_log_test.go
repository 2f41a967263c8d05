package nginx

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// debugLog is where NGINX writes all that it does.
const debugLog = "/tmp/fleetspec-debug.log"

// Debugged puts random requests to random configurations with all that moves a request, and gives what NGINX wrote of
// them. Each has its number in the header "n". It says how many there were.
func Debugged(t *testing.T, configs int, f func(o Trial, asked []Request, log string)) int {
	r := newReferee(t)
	o := Trial{Disk: &disk{}, Moves: true, r: r}
	return r.follow(configs, 400, debugLog+" debug", func(c *conf.Config, _ string, asked []Request, _ []nginx.Answer) {
		log, err := r.nginx.Shell(r.Context(), "cat "+debugLog+"; : > "+debugLog)
		if err != nil {
			t.Fatal(err)
		}
		o.Model = r.model(c)
		f(o, asked, log)
	})
}

// WithoutARule runs f while the model does not run the server's rewrites anew after a move.
func WithoutARule(f func()) {
	dropped.serverRewrite = true
	defer func() { dropped.serverRewrite = false }()
	f()
}

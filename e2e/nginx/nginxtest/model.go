// Package nginxtest makes what tests of the packages around NGINX's model begin with.
package nginxtest

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// Model is that of a configuration in one file, nginx.conf. The test ends where there is none.
func Model(t testing.TB, text string) *nginx.Model {
	t.Helper()
	c, err := conf.ReadText("nginx.conf", text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	m, err := nginx.New(c)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return m
}

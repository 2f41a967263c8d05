package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// hosts removes the shared hosts after the tests.
type hosts struct{ m *testing.M }

func (h hosts) Run() int { return phpweb.Main(h.m) }

// TestMain makes this test binary also the command: tests and scripts run it as fleetspec.
func TestMain(m *testing.M) {
	testscript.Main(hosts{m}, map[string]func(){"fleetspec": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}

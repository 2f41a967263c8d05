package main

import (
	"net/http"
	"net/http/httptest"
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
	shop := httptest.NewServer(http.HandlerFunc(serveShop))
	t.Cleanup(shop.Close)
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, Setup: func(e *testscript.Env) error {
		e.Setenv("SHOP", shop.Listener.Addr().String())
		return nil
	}})
}

// serveShop answers under www.example.com alone.
func serveShop(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Host != "www.example.com":
		w.WriteHeader(http.StatusMisdirectedRequest)
	case r.URL.Path == "/healthz":
		_, _ = w.Write([]byte("ok\n"))
	case r.URL.Path == "/old":
		http.Redirect(w, r, "/new", http.StatusMovedPermanently)
	default:
		http.NotFound(w, r)
	}
}

package e2e

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
)

// What an endpoint says of its connections reaches the client.
func TestAnEndpointsLimitsHold(t *testing.T) {
	large := with(t, strings.Repeat("x", 2000))
	for limit, kind := range map[int64]httpcheck.Kind{1000: httpcheck.Limit, 0: ""} {
		x := asked(t, context.Background(), "http://www.example.com", large, Get("/"), func(e *inventory.Endpoint) { e.BodyLimit = limit })
		if got := kindOf(x); got != kind {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
	cookie := with(t, "", "Set-Cookie: s=1; Secure")
	for said, refused := range map[bool]int{true: 0, false: 1} {
		call := Get("/")
		call.User = "ann"
		x := asked(t, context.Background(), "http://www.example.com", cookie, call, func(e *inventory.Endpoint) { e.SecureOverHTTP = said })
		if got := len(x.came.Last().RefusedCookies); got != refused {
			t.Errorf("secure over http %v: %d refused", said, got)
		}
	}
}

func TestAnEndpointsTLSHolds(t *testing.T) {
	var curves atomic.Int64
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		curves.Store(int64(len(h.SupportedCurves)))
		return nil, nil
	}}
	s.StartTLS()
	defer s.Close()
	address := s.Listener.Addr().String()
	ask := func(change func(*inventory.EndpointTLS)) httpcheck.Kind {
		return kindOf(asked(t, context.Background(), "https://www.example.com", address, Get("/"), func(e *inventory.Endpoint) {
			e.TLS.Insecure = true
			change(&e.TLS)
		}))
	}
	if got := ask(func(*inventory.EndpointTLS) {}); got != httpcheck.TLSError {
		t.Errorf("an old version is spoken: %q", got)
	}
	offered := curves.Load()
	if got := ask(func(e *inventory.EndpointTLS) { e.Min, e.SmallHello = "1.1", true }); got != "" {
		t.Errorf("an old version that is asked for is not spoken: %q", got)
	}
	if curves.Load() >= offered {
		t.Errorf("a small greeting offers %d curves, another %d", curves.Load(), offered)
	}
}

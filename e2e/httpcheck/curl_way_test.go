package httpcheck

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// An address of IPv6 stands in brackets, in the name as in what is dialled.
func TestCurlByIPv6(t *testing.T) {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatalf("this machine has no IPv6 on its loopback: %v", err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) }))
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	addr := l.Addr().String()
	for url, host := range map[string]string{"http://www.example.com": "www.example.com", "http://[2001:DB8::1]:8080": "[2001:db8::1]:8080"} {
		h := ok(t, client(t, Endpoint{URL: url}, addr), Request{})
		out := run(t, h.Curl(), nil)
		if string(h.Body) != host || h.Remote != addr || !strings.HasSuffix(out, host) || !strings.Contains(h.Curl(), ":"+addr+"'") {
			t.Errorf("%s: %s from %s; %s\n%s", url, h.Body, h.Remote, h.Curl(), out)
		}
	}
}

// The command of a request that took too long takes no longer.
func TestCurlGivesUpToo(t *testing.T) {
	srv := serveRaw(t, drip("HTTP/1.1 200 OK\r\n\r\n", "x"))
	x := do(t, client(t, Endpoint{Timeouts: Timeouts{Whole: 1500 * time.Millisecond}}, srv.addr), Request{})
	wantKind(t, x, Timeout, Reading)
	command := x.Last().Curl()
	began := time.Now()
	err := exec.Command("sh", "-c", command).Run()
	var ended *exec.ExitError
	if took := time.Since(began); !errors.As(err, &ended) || ended.ExitCode() != 28 || took > 20*time.Second || !strings.Contains(command, " --max-time 1.5 ") {
		t.Errorf("%s\n%v after %v", command, err, took)
	}
}

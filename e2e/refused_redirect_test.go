package e2e

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// A redirect that was refused shows where it would have gone, and a command that does not go there either.
func TestARefusedRedirectShowsWhereItLed(t *testing.T) {
	var requests atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Location", r.Header.Get("X-To"))
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(s.Close)
	at := s.Listener.Addr().String()
	for to, c := range map[string]struct{ shown, address string }{
		"http://www.example.net/x?y=1":     {"http://www.example.net/x?y=1", "www.example.net:80"},
		"https://www.example.com/":         {"https://www.example.com/", "www.example.com:443"},
		"//WWW.Example.com.:8080/":         {"http://www.example.com:8080/", "www.example.com:8080"},
		"http://127.0.0.1:1/":              {"http://127.0.0.1:1/", "127.0.0.1:1"},
		`\\evil.example.net/`:              {"http://evil.example.net/", "evil.example.net:80"},
		"http://www.example.com@evil.test": {"http://evil.test/", "evil.test:80"},
	} {
		requests.Store(0)
		x := asked(t, t.Context(), plain, at, Get("/begin?a=b").Header("X-To", to).Follow(), nil)
		f := x.came.Error
		if f == nil || f.Kind != httpcheck.Escape || requests.Load() != 1 {
			t.Errorf("%s: %v, %d requests", to, f, requests.Load())
			continue
		}
		if want := c.address + " is no name of endpoint sick, which has www.example.com:80 → " + at + ": nothing was sent there"; f.Text != want {
			t.Errorf("%s: it says %q, want %q", to, f.Text, want)
		}
		for _, text := range []string{"GET http://www.example.com/begin?a=b: 302 Found", ", to " + to, ", by " + at, "\nGET " + c.shown + ": not sent"} {
			if detail := x.detail(); !strings.Contains(detail, text) {
				t.Errorf("%s: %q is not in\n%s", to, text, detail)
			}
		}
		x.runs(t, at, &requests)
	}
}

// runs runs the command: it asks the same once more, and shows the redirect.
func (x *exchange) runs(t *testing.T, at string, requests *atomic.Int64) {
	t.Helper()
	command := x.evidence()
	if !strings.HasPrefix(command, "curl -q ") || strings.Contains(command, " -L") || strings.Contains(command, "--location") ||
		!strings.HasSuffix(command, " 'http://www.example.com/begin?a=b'") || !strings.Contains(command, " --connect-to 'www.example.com:80:"+at+"' ") {
		t.Errorf("it shows %s", command)
	}
	out, err := exec.Command("sh", "-c", command).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "HTTP/1.1 302 Found\r\n") || requests.Load() != 2 {
		t.Errorf("%s\n%v, %d requests: %s", command, err, requests.Load(), out)
	}
}

// What was refused before anything was sent has no command: it would do what was refused.
func TestWhatWasRefusedHasNoCommand(t *testing.T) {
	at := newServer().dead
	for name, c := range map[string]struct {
		call *Call
		kind httpcheck.Kind
		runs bool
	}{
		"another name":      {Get("http://www.example.net/"), httpcheck.Escape, false},
		"another port":      {Get("http://www.example.com:8080/"), httpcheck.Escape, false},
		"a write":           {Post("/"), httpcheck.Writes, false},
		"no request":        {Get("/").Header("X Y", "z"), httpcheck.BadRequest, false},
		"nobody's answer":   {Get("/"), httpcheck.Refused, true},
		"nobody's, to HEAD": {Head("/"), httpcheck.Refused, true},
	} {
		x := asked(t, t.Context(), plain, at, c.call, nil)
		if x.came.Error == nil || x.came.Error.Kind != c.kind {
			t.Errorf("%s: %v", name, x.came.Error)
		}
		if got := x.evidence(); strings.HasPrefix(got, "curl -q ") != c.runs || got == "" == c.runs {
			t.Errorf("%s: it shows %q", name, got)
		}
	}
}

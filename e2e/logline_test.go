package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// A request of one second at noon in UTC, asked of a target whose clock shows Tokyo's time.
func TestALogLineIsOfTheRequestThatItNames(t *testing.T) {
	noon := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	x := &httpcheck.Exchange{Hops: []*httpcheck.Hop{
		{Method: "GET", Target: "/old", Times: httpcheck.Times{Start: noon, Whole: time.Second / 2}},
		{Method: "GET", Target: "/new?a=1", Times: httpcheck.Times{Start: noon.Add(time.Second / 2), Whole: time.Second / 2}},
	}}
	for _, tc := range []struct {
		name, line string
		of         bool
	}{
		{"nginx, the request", `2026/11/25 21:00:00 [error] 1#1: *8 upstream timed out, client: 10.0.0.1, request: "GET /new?a=1 HTTP/2.0", host: "x"`, true},
		{"nginx, a hop before", `2026/11/25 21:00:00 [error] 1#1: *8 no, request: "GET /old HTTP/1.1"`, true},
		{"nginx, another request", `2026/11/25 21:00:00 [error] 1#1: *8 no, request: "GET /new?a=2 HTTP/2.0"`, false},
		{"nginx, another method", `2026/11/25 21:00:00 [error] 1#1: *8 no, request: "POST /old HTTP/2.0"`, false},
		{"nginx, the same request an hour ago", `2026/11/25 20:00:00 [error] 1#1: *8 no, request: "GET /old HTTP/2.0"`, false},
		{"nginx, no request, meanwhile", `2026/11/25 21:00:01 [alert] 1#1: worker process 7 exited on signal 11`, true},
		{"nginx, no request, after", `2026/11/25 21:00:04 [alert] 1#1: worker process 7 exited on signal 11`, false},
		{"php-fpm, the target's time", `[25-Nov-2026 21:00:00] WARNING: [pool www] child 7 said into stderr: "x"`, true},
		{"php-fpm, with parts of a second", `[25-Nov-2026 21:00:00.123456] WARNING: pid 1`, true},
		{"php-fpm, before", `[25-Nov-2026 20:59:57] NOTICE: ready to handle connections`, false},
		{"php, a zone of its own", `[25-Nov-2026 13:00:00 Europe/Paris] PHP Warning:  x in y on line 3`, true},
		{"php, in UTC", `[25-Nov-2026 12:00:00 UTC] PHP Warning:  x`, true},
		{"php, in UTC, at the target's hour", `[25-Nov-2026 21:00:00 UTC] PHP Warning:  x`, false},
		{"php, a zone that nobody knows", `[25-Nov-2026 03:00:00 Mars/Olympus] PHP Warning:  x`, true},
		{"no time", `something else`, true},
	} {
		lines := linesOf("log", tc.line+"\n")
		if len(lines) != 1 || lines[0].of(x, 9*time.Hour) != tc.of {
			t.Errorf("%s: want %v, read as %+v", tc.name, tc.of, lines)
		}
	}
}

func TestAMessageGoesOnOverLines(t *testing.T) {
	lines := linesOf("log", "[25-Nov-2026 12:00:00 UTC] PHP Fatal error:  x\nStack trace:\n#0 {main}\n\n2026/11/25 21:00:00 [error] y\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0].text, "#0 {main}") || lines[1].text != "2026/11/25 21:00:00 [error] y" {
		t.Errorf("%+v", lines)
	}
	if none := linesOf("log", "\n"); len(none) != 0 {
		t.Errorf("%+v", none)
	}
}

func TestWhatATargetSaysOfItsLogs(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "cut off",
		"clock 2026/11/25 21:00:00":           "cut off",
		"clock today\nend":                    "clock reads",
		"log 12 many /var/log/x\nend":         "the size of /var/log/x",
		"clock 2026/11/25 21:00:00\nend\n":    "neither NGINX nor PHP-FPM",
		"shut /var/log/a b\nend\n":            "",
		"log 12 34 /var/log/a b\nend\n":       "",
		"stderr nginx\nhidden php-fpm\nend\n": "",
	} {
		l := &logs{}
		err := l.marked(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	l := &logs{}
	if err := l.marked("log 12 34 /var/log/a b\nend\n"); err != nil || len(l.files) != 1 || l.files[0] != (logFile{"/var/log/a b", "12", 34}) {
		t.Errorf("%+v %v", l.files, err)
	}
}

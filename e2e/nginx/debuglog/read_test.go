package debuglog

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// log makes a log of one process of lines that tell of connection n; one that begins with "-" tells of none.
func log(n int, lines ...string) string {
	var out strings.Builder
	for _, l := range lines {
		if of, none := strings.CutPrefix(l, "-"); none {
			fmt.Fprintf(&out, "2026/11/26 10:00:00 [debug] 7#7: %s\n", of)
			continue
		}
		fmt.Fprintf(&out, "2026/11/26 10:00:00 [debug] 7#7: *%d %s\n", n, l)
	}
	return out.String()
}

// came is how a connection from 10.0.0.9 begins.
var came = []string{"-accept on 0.0.0.0:8080, ready: 0", "accept: 10.0.0.9:40000 fd:3"}

// got are the requests of a log, and why they can't be told.
type got struct {
	Request
	why string
}

func read(t *testing.T, text string) []got {
	t.Helper()
	var all []got
	if err := Read(strings.NewReader(text), func(r Request, err error) {
		g := got{Request: r}
		if err != nil {
			g.why = err.Error()
		}
		all = append(all, g)
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReadTellsWhatWasAskedAndWhatBecameOfIt(t *testing.T) {
	all := read(t, log(1, append(came,
		`http request line: "GET /a?b HTTP/1.0"`, `http header: "Host: www.test"`, `http header: "X-A: 1"`, `http header: "x-a: 2"`, `http header: "Cookie: a=b"`,
		`test location: "/"`, `using configuration "/"`, `internal redirect: "/x?"`, `using configuration "=/x"`,
		"HTTP/1.1 201 Created\nServer: nginx\r\nX-Loc: x\r\n", `http header: "X-Late: 1"`, `http close request`,
		`http request line: "PUT /b HTTP/1.1"`, `using configuration ""`, `http close request`, `close http connection: 3`)...))
	want := []got{
		{Request: Request{Line: 3, Text: "GET /a?b HTTP/1.0", Status: 201, Answer: map[string][]string{"Server": {"nginx"}, "X-Loc": {"x"}},
			Wrote: []string{`using configuration "/"`, `internal redirect: "/x?"`, `using configuration "=/x"`},
			Request: nginx.Request{Method: "GET", Target: "/a?b", Scheme: "http", Host: "www.test", Old: true, Local: ":8080", Client: "10.0.0.9",
				Header: map[string]string{"x-a": "1, 2", "cookie": "a=b"}}}},
		{Request: Request{Line: 18, Text: "PUT /b HTTP/1.1", Wrote: []string{`using configuration ""`},
			Request: nginx.Request{Method: "PUT", Target: "/b", Scheme: "http", NoHost: true, Local: ":8080", Client: "10.0.0.9", Header: map[string]string{}}}},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("read\n%+v, not\n%+v", all, want)
	}
}

func TestReadSaysWhatTheLogDoesNotTell(t *testing.T) {
	long := strings.Repeat("a", 2000)
	asked := `http request line: "GET / HTTP/1.1"`
	for why, text := range map[string]string{
		"the log ends before the request does":                    log(1, append(came, asked)...),
		"the log does not tell where its connection came from":    log(1, asked, "http close request"),
		"the log does not tell by which socket it came":           log(1, "accept: 10.0.0.9:40000 fd:3", asked, "http close request"),
		"it came by a unix socket":                                log(1, "-accept on unix:/run/n.sock, ready: 0", "accept: unix: fd:3", asked, "http close request"),
		"the log does not tell its end:  ":                        log(1, append(came, asked, "using configuration \"/\"", "close http connection: 3")...),
		"the log does not tell its request line":                  log(1, append(came, "using configuration \"/\"", "http close request")...),
		"the log does not tell where its connection came from   ": log(1, "using configuration \"/\"", "http close request"),
		"the log does not tell its end":                           log(1, append(came, asked, "accept: 10.0.0.9:40001 fd:3")...),
		"it came by HTTP/2, whose requests the log does not":      log(1, append(came, `http2 request line: "GET / HTTP/2.0"`, "http close request")...),
		"NGINX cut its request line in the log, at 2048 bytes":    log(1, append(came, `http request line: "GET /`+long, "http close request")...),
		"NGINX cut a line of it in the log, at 2048 bytes":        log(1, append(came, asked, `http header: "X: `+long+long[:100], "http close request")...),
		"its request line is not one of HTTP/1":                   log(1, append(came, `http request line: "GET /"`, "http close request")...),
		"NGINX cut a line of it in the log, at 2048 bytes ":       log(1, append(came, asked, "using configuration \"a\n"+long+"\"", "http close request")...),
		"the log ends before the request does ":                   log(1, append(came, asked, "http close")...) + "2026/11/26 10:00:00 [debug] 8#8: *1 http close request\n",
		"the log does not tell where its connection came from ":   log(1, `http2 request line: "GET / HTTP/2.0"`, "http close request"),
		"the log does not tell where its connection came from  ":  log(1, came...) + log(2, asked, "http close request"),
	} {
		all := read(t, text)
		if len(all) != 1 || !strings.HasPrefix(all[0].why, strings.TrimSpace(why)) {
			t.Errorf("of %.300q is read %+v, not that %q", text, all, why)
		}
	}
}

func TestARequestThatNGINXDidNotCloseIsNotTold(t *testing.T) {
	all := read(t, log(1, append(came, `http request line: "GET /a HTTP/1.1"`, `using configuration "/a"`, `http request line: "GET /b HTTP/1.1"`, `using configuration "/b"`, "http close request")...))
	if len(all) != 2 || all[0].why != endless || all[1].why != "" {
		t.Errorf("read %+v", all)
	}
}

func TestReadKnowsTLSAndProxies(t *testing.T) {
	all := read(t, log(1, append(came, "SSL_do_handshake: 1", "PROXY protocol address: 10.1.1.1 5", `http request line: "GET / HTTP/1.1"`, "http close request")...))
	if len(all) != 1 || all[0].Scheme != "https" || all[0].Client != "" || all[0].why != "" {
		t.Errorf("read %+v", all)
	}
}

func TestReadRefusesALogOfAnotherLevel(t *testing.T) {
	for text, want := range map[string]error{"": ErrNothing, "x\n": ErrNothing, "2026/11/26 10:00:00 [notice] 7#7: start worker processes\n": ErrNothing,
		log(1, came...): ErrNoRequest} {
		if err := Read(strings.NewReader(text), func(Request, error) { t.Error("a request is told") }); !errors.Is(err, want) {
			t.Errorf("of %q: %v, not %v", text, err, want)
		}
	}
}

// FuzzRead reads anything: each request line of a log is told of once.
func FuzzRead(f *testing.F) {
	f.Add(log(1, append(came, `http request line: "GET / HTTP/1.1"`, `http header: "a: b"`, "HTTP/1.1 200 OK\nA: b\r\n", "http close request", "close http connection: 3")...))
	f.Add(log(2, `http2 request line: "x"`, "SSL: x", "PROXY protocol address"))
	f.Fuzz(func(t *testing.T, text string) {
		asked, told := 0, 0
		_ = entries(strings.NewReader(text), func(e entry) {
			if e.level == "debug" && e.connection != "" && strings.HasPrefix(e.text, "http request line: ") {
				asked++
			}
		})
		_ = Read(strings.NewReader(text), func(r Request, err error) {
			told++
			if err == nil && r.Target == "" && r.Method == "" {
				t.Errorf("a request without anything is told: %+v", r)
			}
		})
		if told < asked {
			t.Errorf("of %d requests %d are told", asked, told)
		}
	})
}

func TestWhatTheLogLeavesOpenIsToldInItsOrder(t *testing.T) {
	var text string
	for n := range 20 {
		text += log(n+1, append(came, fmt.Sprintf(`http request line: "GET /%02d HTTP/1.1"`, n))...)
	}
	for n, g := range read(t, text) {
		if want := fmt.Sprintf("/%02d", n); g.Target != want {
			t.Fatalf("%s is told before %s", g.Target, want)
		}
	}
}

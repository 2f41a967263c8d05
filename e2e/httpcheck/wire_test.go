package httpcheck

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const answered = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// sent gives the bytes of a request on the wire.
func sent(t *testing.T, r Request) string {
	t.Helper()
	srv := serveRaw(t, head(answered))
	ok(t, client(t, Endpoint{Writes: true}, srv.addr), r)
	return string(srv.requests()[0])
}

func TestExactTargets(t *testing.T) {
	for _, target := range []string{
		"/", "/a", "//a//b", "//", "//a%2Fb?x=%zz", "/a/../b", "/./a", "/a%2Fb", "/a%2fb", "/%61", "/a;b", "/a[0]", "/?", "/?a;b", "/?a=%zz",
		"/a b", "/a|b", "/a%2Fb|c", `/a\b`, "/{x}", "/a'b", `/a"b`, "/<a>", "/^", "/`", "/a#b", "/\xe3\x81\x82", "/\x83\x5c", "/100%",
		"/a?b=c d", "/a?b=\"x\"", "/a?b[]=1&b[]=2", "/a?&&", "/a+b?c+d", "/~user", "/a:b", "/a@b", "/a,b", "/a?b?c", "/*", "*", "/..%2f..%2fetc",
	} {
		for _, method := range []string{"GET", "OPTIONS"} {
			line, _, _ := strings.Cut(sent(t, Request{Method: method, Target: target}), "\r\n")
			if want := method + " " + target + " HTTP/1.1"; line != want {
				t.Errorf("%q, want %q", line, want)
			}
		}
	}
}

func TestExactTargetsOverHTTP2(t *testing.T) {
	ca := newAuthority(t)
	addr := serveTLS(t, ca.conf(t, "www.example.com"), true, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto, " ", r.RequestURI) })
	c := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proto: "2"}, addr)
	for _, target := range []string{"/", "//a//b", "/a%2Fb|c", "/a/../b", "/?a;b", "/{x}", "/a?b=\"x\"", "*"} {
		method := "GET"
		if target == "*" {
			method = "OPTIONS"
		}
		x := do(t, c, Request{Method: method, Target: target})
		if x.Error != nil {
			t.Errorf("%s: %v", target, x.Error)
		} else if got := string(x.Last().Body); got != "HTTP/2.0 "+target && target != "*" {
			t.Errorf("%s: %s", target, got)
		}
	}
}

func TestTargetsThatCannotBeSent(t *testing.T) {
	for target, want := range map[string]string{
		"a": "does not begin with /", "/a\r\nb": "control character", "//a|b": "cannot be sent exactly", "//a%zz": "cannot be sent exactly",
		"http://a:x/": "is not a port", "ftp://a/": "neither http nor https", "file:///etc/passwd": "neither http nor https",
	} {
		x := do(t, client(t, Endpoint{}, ""), Request{Target: target})
		wantKind(t, x, BadRequest, "")
		if !strings.Contains(x.Error.Text, want) {
			t.Errorf("%q: %v", target, x.Error)
		}
	}
}

func TestRequestErrors(t *testing.T) {
	one := Body{Raw: []byte("x")}
	for want, r := range map[string]Request{
		"is not a method":                       {Method: "A B"},
		"CONNECT is for proxies":                {Method: "CONNECT"},
		"max redirects: -1":                     {MaxRedirects: -1},
		`"a b" is not a header's name`:          {Header: []Line{{"a b", "c"}}},
		"A: the value has a byte":               {Header: []Line{{"a", "b\r\nc: d"}}},
		"space around the value":                {Header: []Line{{"a", " b"}}},
		"Content-Length: the length":            {Header: []Line{{"content-length", "3"}}},
		"Transfer-Encoding: the length":         {Header: []Line{{"Transfer-Encoding", "chunked"}}},
		"Connection: connections are":           {Header: []Line{{"Connection", "close"}}},
		`Host: "a b" is not a name`:             {Header: []Line{{"Host", "a b"}}},
		`Host: "" is not a name`:                {Header: []Line{{"Host", ""}}},
		"Host: more than one":                   {Header: []Line{{"Host", "a"}, {"host", "b"}}},
		"only one can be sent":                  {Basic: &Basic{"a", "b"}, Bearer: "c"},
		"cannot have a colon":                   {Basic: &Basic{"a:b", "c"}},
		"a request has one body":                {Body: Body{Raw: one.Raw, JSON: 1}},
		"JSON: json: unsupported type":          {Body: Body{JSON: make(chan int)}},
		"body: stat /nowhere":                   {Body: Body{File: "/nowhere"}},
		"is no file":                            {Body: Body{File: t.TempDir()}},
		"multipart: f: open /nowhere":           {Body: Body{Multipart: []Part{{Name: "f", File: "/nowhere"}}}},
		"multipart: f has both data and a file": {Body: Body{Multipart: []Part{{Name: "f", File: "/nowhere", Data: []byte{}}}}},
		"is not a content type":                 {Body: Body{Multipart: []Part{{Name: "f", Type: "a\r\nb"}}}},
	} {
		x := do(t, client(t, Endpoint{Writes: true}, "127.0.0.1:1"), r)
		wantKind(t, x, BadRequest, "")
		if !strings.Contains(x.Error.Text, want) || x.Error.Kind.NoAnswer() {
			t.Errorf("%v, want %q", x.Error, want)
		}
	}
}

// plain is a request without the lines that are added.
func plain(r Request) Request {
	r.Header = append(r.Header, Line{"User-Agent", ""}, Line{"Accept-Encoding", ""})
	return r
}

func TestBytesOnTheWire(t *testing.T) {
	file := filepath.Join(t.TempDir(), "photo.png")
	write(t, file, []byte("\x89PNG\x00"))
	const host = " HTTP/1.1\r\nHost: www.example.com\r\n"
	for name, c := range map[string]struct {
		r    Request
		want string
	}{
		"nothing added":        {plain(Request{}), "GET /" + host + "\r\n"},
		"added":                {Request{}, "GET /" + host + "User-Agent: fleetspec\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n"},
		"lines in order":       {plain(Request{Header: []Line{{"x-a", "2"}, {"X-A", "1"}, {"X-Empty", ""}}}), "GET /" + host + "X-A: 2\r\nX-A: 1\r\nX-Empty: \r\n\r\n"},
		"method's case":        {plain(Request{Method: "get"}), "get /" + host + "\r\n"},
		"other Host":           {plain(Request{Header: []Line{{"Host", "other.example.com:8080"}}}), "GET / HTTP/1.1\r\nHost: other.example.com:8080\r\n\r\n"},
		"query in order":       {plain(Request{Target: "/a?x", Query: []Pair{{"z", "a b"}, {"b[]", "&+"}, {"b[]", ""}}}), "GET /a?x&z=a%20b&b%5B%5D=%26%2B&b%5B%5D=" + host + "\r\n"},
		"POST without a body":  {plain(Request{Method: "POST"}), "POST /" + host + "Content-Length: 0\r\n\r\n"},
		"GET with a body":      {plain(Request{Body: Body{Raw: []byte("ab")}}), "GET /" + host + "Content-Length: 2\r\n\r\nab"},
		"GET with a form":      {plain(Request{Body: Body{Form: []Pair{{"a", "1"}}}}), "GET /" + host + "Content-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=1"},
		"OPTIONS with a body":  {plain(Request{Method: "OPTIONS", Body: Body{Raw: []byte("ab")}}), "OPTIONS /" + host + "Content-Length: 2\r\n\r\nab"},
		"form in order":        {plain(Request{Method: "POST", Body: Body{Form: []Pair{{"z", "a b"}, {"a", "é"}}}}), "POST /" + host + "Content-Length: 14\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nz=a+b&a=%C3%A9"},
		"form in Shift_JIS":    {plain(Request{Method: "POST", Body: Body{Form: []Pair{{"a", "\x83\x5c"}}}}), "POST /" + host + "Content-Length: 8\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=%83%5C"},
		"JSON is not escaped":  {plain(Request{Method: "POST", Body: Body{JSON: map[string]string{"a": "<&>"}}}), "POST /" + host + "Content-Length: 11\r\nContent-Type: application/json\r\n\r\n{\"a\":\"<&>\"}"},
		"own type":             {plain(Request{Method: "POST", Header: []Line{{"Content-Type", "a/b"}}, Body: Body{JSON: 1}}), "POST /" + host + "Content-Length: 1\r\nContent-Type: a/b\r\n\r\n1"},
		"raw has no type":      {plain(Request{Method: "PUT", Body: Body{Raw: []byte("{}")}}), "PUT /" + host + "Content-Length: 2\r\n\r\n{}"},
		"file":                 {plain(Request{Method: "PUT", Body: Body{File: file}}), "PUT /" + host + "Content-Length: 5\r\n\r\n\x89PNG\x00"},
		"basic":                {plain(Request{Basic: &Basic{"u", "p:q"}}), "GET /" + host + "Authorization: Basic dTpwOnE=\r\n\r\n"},
		"bearer":               {plain(Request{Bearer: "t"}), "GET /" + host + "Authorization: Bearer t\r\n\r\n"},
		"expect, small body":   {plain(Request{Method: "POST", Header: []Line{{"Expect", ""}}, Body: Body{Raw: []byte("a")}}), "POST /" + host + "Content-Length: 1\r\nExpect: \r\n\r\na"},
		"a whole URL's target": {plain(Request{Target: "http://WWW.example.com:80?x"}), "GET /?x" + host + "\r\n"},
	} {
		got, again := sent(t, c.r), sent(t, c.r)
		if got != again {
			t.Errorf("%s: sent again it is %q, and was %q", name, again, got)
		}
		gotHead, gotBody, _ := strings.Cut(got, "\r\n\r\n")
		wantHead, wantBody, _ := strings.Cut(c.want, "\r\n\r\n")
		if gotBody != wantBody || !sameLines(gotHead, wantHead) {
			t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
		}
	}
}

// sameLines compares heads; Go sorts the names.
func sameLines(a, b string) bool {
	x, y := strings.Split(a, "\r\n"), strings.Split(b, "\r\n")
	if len(x) != len(y) || x[0] != y[0] {
		return false
	}
	for _, line := range y {
		if strings.Count("\r\n"+a+"\r\n", "\r\n"+line+"\r\n") != 1 {
			return false
		}
	}
	return strings.Index(a, "X-A: 2") <= strings.Index(a, "X-A: 1")
}

func TestMultipart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a\"b.png")
	write(t, file, []byte("\x89PNG\r\n"))
	r := plain(Request{Method: "POST", Body: Body{Multipart: []Part{{Name: "z", Data: []byte("1")}, {Name: "up", File: file}, {Name: "a", Type: "text/plain", Data: []byte("x")}}}})
	first, second := sent(t, r), sent(t, r)
	if first != second {
		t.Error("two runs send different bytes")
	}
	head, body, _ := strings.Cut(first, "\r\n\r\n")
	_, boundary, _ := strings.Cut(head, "boundary=")
	boundary, _, _ = strings.Cut(boundary, "\r\n")
	want := strings.ReplaceAll("--B\r\nContent-Disposition: form-data; name=\"z\"\r\n\r\n1\r\n"+
		"--B\r\nContent-Disposition: form-data; name=\"up\"; filename=\"a%22b.png\"\r\nContent-Type: application/octet-stream\r\n\r\n\x89PNG\r\n\r\n"+
		"--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--\r\n", "B", boundary)
	if boundary == "" || body != want {
		t.Errorf("%q, want\n%q", body, want)
	}
}

func TestSentLinesAreRecorded(t *testing.T) {
	srv := serveRaw(t, head(answered))
	h := ok(t, client(t, Endpoint{Writes: true}, srv.addr), Request{Method: "POST", Body: Body{JSON: 1}})
	var out bytes.Buffer
	for _, l := range h.Sent {
		fmt.Fprintf(&out, "%s: %s\r\n", l.Name, l.Value)
	}
	_, want, _ := strings.Cut(string(srv.requests()[0]), "\r\n")
	if got := out.String() + "\r\n1"; got != want {
		t.Errorf("recorded\n%q, server saw\n%q", got, want)
	}
}

func TestExpectContinue(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	c := client(t, Endpoint{Writes: true}, addr)
	for range 20 {
		h := ok(t, c, Request{Method: "POST", Header: []Line{{"Expect", "100-continue"}}, Body: Body{Raw: make([]byte, 4<<20)}})
		if h.Status != 413 {
			t.Errorf("status %d", h.Status)
		}
	}
}

func TestFileGoneBeforeSending(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	write(t, file, []byte("x"))
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		os.Remove(file)
		http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
	})
	wantKind(t, do(t, client(t, Endpoint{Writes: true}, srv), Request{Method: "PUT", Body: Body{File: file}, Follow: true}), BadRequest, "")
}

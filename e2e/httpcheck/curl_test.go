package httpcheck

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shapes are the requests whose curl commands send the same bytes.
func shapes(t *testing.T) map[string]Request {
	file := filepath.Join(t.TempDir(), "it's a file")
	write(t, file, []byte("\x00\xff file"))
	part := []Part{{Name: "a", Data: []byte("1")}, {Name: "f", Filename: "x\"y.png", Data: []byte("\x89PNG\r\n\x00")}}
	out := map[string]Request{
		"get": {}, "head": {Method: "HEAD"}, "options": {Method: "OPTIONS"}, "delete": {Method: "DELETE"}, "lower-case method": {Method: "purge"},
		"POST, no body": {Method: "POST"}, "PUT, no body": {Method: "PUT"}, "POST, no body, type": {Method: "POST", Header: []Line{{"Content-Type", "a/b"}}},
		"form":                         {Method: "POST", Body: Body{Form: []Pair{{"a", "x y"}, {"b[]", "&é"}}}},
		"JSON":                         {Method: "POST", Body: Body{JSON: map[string]string{"it's": `"<&>"`}}},
		"body that looks like a file":  {Method: "POST", Body: Body{Raw: []byte("@/etc/passwd")}},
		"body with newlines":           {Method: "POST", Body: Body{Raw: []byte("a\nb\n\n")}},
		"body with CR":                 {Method: "POST", Body: Body{Raw: []byte("a\r\nb")}},
		"body with NUL":                {Method: "POST", Body: Body{Raw: []byte("a\x00b")}},
		"body in Shift_JIS":            {Method: "POST", Body: Body{Raw: []byte("\x83\x5c'")}},
		"body with quotes":             {Method: "PATCH", Body: Body{Raw: []byte(`it's "$HOME" \n` + "`id` %s!")}},
		"GET with a body":              {Body: Body{Raw: []byte("q")}},
		"DELETE with a body":           {Method: "DELETE", Body: Body{Raw: []byte("q")}},
		"file":                         {Method: "PUT", Body: Body{File: file}},
		"multipart":                    {Method: "POST", Body: Body{Multipart: part}},
		"multipart of text":            {Method: "POST", Body: Body{Multipart: part[:1]}},
		"body of 90 KB":                {Method: "POST", Body: Body{Raw: []byte(strings.Repeat("0123456789", 9000))}},
		"header lines":                 {Header: []Line{{"X-A", "1"}, {"X-A", "2"}, {"X-Quote", `it's "$x"`}, {"X-At", "@file"}}},
		"empty header":                 {Header: []Line{{"X-Empty", ""}}},
		"header that curl would add":   {Header: []Line{{"Accept", "text/html"}, {"User-Agent", "x"}}},
		"no User-Agent":                {Header: []Line{{"User-Agent", ""}, {"Accept-Encoding", ""}}},
		"header in Shift_JIS":          {Header: []Line{{"X-A", "\x83\x5c"}}},
		"Host":                         {Header: []Line{{"Host", "other.example.com"}}},
		"cookies":                      {Header: []Line{{"Cookie", "a=b; c[x]={1}"}}},
		"basic":                        {Basic: &Basic{"ann", "it's $x"}},
		"bearer":                       {Bearer: "abc.def"},
		"secret bearer":                {Bearer: "s3cr't", Secrets: []Secret{{"token", "s3cr't"}}},
		"secret basic":                 {Basic: &Basic{"ann", "s3cr't\"$x"}, Secrets: []Secret{{"PASSWORD", "s3cr't\"$x"}}},
		"secret in JSON":               {Method: "POST", Body: Body{JSON: map[string]string{"p": "s3cret"}}, Secrets: []Secret{{"app.password", "s3cret"}}},
		"secret in JSON, escaped":      {Method: "POST", Body: Body{JSON: map[string]string{"p": `s3c"et`}}, Secrets: []Secret{{"P", `s3c"et`}}},
		"secret in a form":             {Method: "POST", Body: Body{Form: []Pair{{"p", "s3cret"}, {"q", "s3cret"}}}, Secrets: []Secret{{"P", "s3cret"}}},
		"secret in a multipart":        {Method: "POST", Body: Body{Multipart: append(slices.Clone(part), Part{Name: "p", Data: []byte("s3cret")})}, Secrets: []Secret{{"P", "s3cret"}}},
		"secret in query and header":   {Query: []Pair{{"k", "s3cret"}}, Header: []Line{{"X-Key", "s3cret!"}}, Secrets: []Secret{{"1st", "s3cret"}}},
		"secret within another secret": {Header: []Line{{"X-Key", "abc-abcdef"}}, Secrets: []Secret{{"A", "abc"}, {"B", "abcdef"}}},
	}
	for _, target := range []string{"//a//b", "/a/../b", "/a%2Fb|c", "/a b", "/a#b", "/\xe3\x81\x82", "/\x83\x5c?x", "/{a,b}", "/[1-3]", `/"<>\^` + "`",
		"/it's", "/$HOME", "/?a;b", "/?", "/100%", "/a?b=c&d[]=e", "*"} {
		out["target "+target] = Request{Method: "OPTIONS", Target: target}
	}
	return out
}

// run runs a command as a person would, with the secrets in the environment.
func run(t *testing.T, command string, secrets []Secret) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = append(os.Environ(), "http_proxy=http://127.0.0.1:1", "https_proxy=http://127.0.0.1:1")
	for _, s := range secrets {
		escaped, _ := marshal(s.Value)
		cmd.Env = append(cmd.Env, variable(s.Name)+"="+s.Value, variable(s.Name)+"_JSON="+strings.Trim(string(escaped), `"`))
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s\n%v: %s", command, err, out)
	}
	return string(out)
}

// same compares requests: start line, header lines in any order, body.
func same(a, b string) bool {
	headA, bodyA, _ := strings.Cut(a, "\r\n\r\n")
	headB, bodyB, _ := strings.Cut(b, "\r\n\r\n")
	x, y := strings.Split(headA, "\r\n"), strings.Split(headB, "\r\n")
	for _, lines := range [][]string{x, y} {
		for i, line := range lines[1:] {
			lines[i+1] = strings.TrimRight(line, " ") // an empty value: "X: " and "X:"
		}
		slices.SortStableFunc(lines[1:], func(a, b string) int {
			a, _, _ = strings.Cut(a, ":")
			b, _, _ = strings.Cut(b, ":")
			return strings.Compare(a, b)
		})
	}
	return slices.Equal(x, y) && bodyA == bodyB
}

func TestCurlSendsTheSame(t *testing.T) {
	for name, r := range shapes(t) {
		t.Run(name, func(t *testing.T) {
			srv := serveRaw(t, func(c net.Conn, request []byte) {
				if strings.HasPrefix(string(request), "HEAD") {
					head("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")(c, request)
					return
				}
				head("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")(c, request)
			})
			h := ok(t, client(t, Endpoint{Writes: true}, srv.addr), r)
			command := h.Curl()
			for _, s := range r.Secrets {
				if strings.Contains(command, s.Value) {
					t.Errorf("a secret is in %s", command)
				}
			}
			run(t, command, r.Secrets)
			got := srv.requests()
			if len(got) != 2 || !same(string(got[0]), string(got[1])) {
				t.Errorf("%s\n%q", command, got)
			}
		})
	}
}

func TestCurlOfEncodedSecrets(t *testing.T) {
	const secret = "p&ss w%rd+é"
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.FormValue("p"), "|", r.URL.Query().Get("q"))
	})
	secrets := []Secret{{"P", secret}}
	x := do(t, client(t, Endpoint{Writes: true}, srv), Request{Method: "POST", Query: []Pair{{"q", secret}}, Body: Body{Form: []Pair{{"p", secret}}}, Secrets: secrets})
	command := x.Last().Curl()
	if out := run(t, command, secrets); !strings.HasSuffix(out, secret+"|"+secret) || strings.Contains(command, "ss+w") || strings.Contains(command, "ss%20w") {
		t.Errorf("%s\n%s", command, out)
	}
}

func TestCurlOfABodyThatIsTooLong(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.ContentLength) })
	h := ok(t, client(t, Endpoint{Writes: true}, srv), Request{Method: "POST", Body: Body{Raw: make([]byte, 200_000)}})
	data, err := h.SentBody()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "body")
	write(t, file, data)
	t.Setenv("BODY_FILE", file)
	if out := run(t, h.Curl(), nil); !strings.HasSuffix(out, "200000") || !strings.Contains(h.Curl(), "# the body, 200000 bytes") {
		t.Errorf("%s\n%s", h.Curl(), out)
	}
}

func TestCurlUnpacks(t *testing.T) {
	srv := serveRaw(t, body("Connection: close\r\nContent-Encoding: gzip\r\n", pack(t, "gzip", "hello")))
	h := ok(t, client(t, Endpoint{}, srv.addr), Request{})
	out := run(t, h.Curl(), nil)
	if got := srv.requests(); !strings.HasSuffix(out, "hello") || !same(string(got[0]), string(got[1])) {
		t.Errorf("%s\n%s\n%q", h.Curl(), out, got)
	}
}

func TestCurlOverTLS(t *testing.T) {
	ca := newAuthority(t)
	pool := filepath.Join(t.TempDir(), "ca.pem")
	write(t, pool, ca.pem)
	addr := serveTLS(t, ca.conf(t, "www.example.com"), true, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto, " ", r.Host, " ", r.TLS.ServerName, " ", r.RequestURI)
	})
	cert, key := files(t, ca.issue(t, *ca.cert))
	for name, e := range map[string]Endpoint{
		"h2": {CAFile: pool}, "h1": {CAFile: pool, Proto: "1.1"}, "other port": {CAFile: pool, URL: "https://www.example.com:8443"},
		"insecure": {Insecure: true}, "client certificate": {CAFile: pool, CertFile: cert, KeyFile: key}, "PEM": {CAPEM: ca.pem},
	} {
		if e.URL == "" {
			e.URL = "https://www.example.com"
		}
		h := ok(t, client(t, e, addr), Request{Target: "/a%2Fb?x"})
		t.Setenv("CA_FILE", pool)
		out := run(t, h.Curl(), nil)
		if _, got, _ := strings.Cut(out, "\r\n\r\n"); got != string(h.Body) {
			t.Errorf("%s: %s\n%s, want %s", name, h.Curl(), out, h.Body)
		}
	}
}

func TestCurlOfFailures(t *testing.T) {
	x := do(t, client(t, Endpoint{DialContext: dialer(Endpoint{}, nil), Via: "ssh\nweb"}, "10.0.0.1:80"), Request{Target: "http://other/"})
	if got := x.Last().Curl(); !strings.HasPrefix(got, "# through ssh?web\ncurl -q ") {
		t.Error(got)
	}
}

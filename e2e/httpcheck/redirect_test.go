package httpcheck

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRedirectMethods(t *testing.T) {
	c := client(t, Endpoint{Writes: true}, hops(t))
	for _, r := range []struct {
		status, method, want string
	}{
		{"301", "GET", "GET "}, {"301", "HEAD", ""}, {"301", "POST", "GET "}, {"302", "POST", "GET "},
		{"301", "PUT", "PUT in"}, {"302", "DELETE", "DELETE in"}, {"303", "PUT", "GET "}, {"303", "DELETE", "GET "},
		{"307", "POST", "POST in"}, {"308", "PUT", "PUT in"},
	} {
		q := Request{Method: r.method, Target: "/" + r.status, Header: []Line{{"X-Location", "/end"}}, Follow: true}
		if r.method != "GET" && r.method != "HEAD" {
			q.Body.Raw = []byte("in")
		}
		h := ok(t, c, q)
		method, sent, _ := strings.Cut(r.want, " ")
		want := fmt.Sprintf("%s www.example.com/end %s|||/end", method, sent)
		if r.want == "" {
			want = ""
		}
		if r.method == "HEAD" {
			method = "HEAD"
		}
		if string(h.Body) != want || h.Method != method {
			t.Errorf("%s %s: %s %q, want %q", r.status, r.method, h.Method, h.Body, want)
		}
	}
}

func TestNotFollowed(t *testing.T) {
	c := client(t, Endpoint{}, hops(t))
	for _, q := range []Request{
		{Target: "/302", Header: []Line{{"X-Location", "/end"}}},
		{Target: "/300", Header: []Line{{"X-Location", "/end"}}, Follow: true},
		{Target: "/305", Header: []Line{{"X-Location", "/end"}}, Follow: true},
		{Target: "/308", Follow: true},
		{Target: "/302", Follow: true},
		{Target: "/302", Header: []Line{{"X-Location", "http://[bad"}}},
	} {
		x := do(t, c, q)
		if x.Error != nil || len(x.Hops) != 1 || string(x.Last().Body) != "gone" || x.Last().Status < 300 {
			t.Errorf("%s: %d hops, %v, body %q", q.Target, len(x.Hops), x.Error, x.Last().Body)
		}
	}
}

func TestRedirectsThatLeadNowhere(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/loop":
			http.Redirect(w, r, "/pool", http.StatusFound)
		case "/pool":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/cookie": // a check for cookies comes back to the same URL: no loop
			if _, err := r.Cookie("seen"); err != nil {
				w.Header().Set("Set-Cookie", "seen=1")
				http.Redirect(w, r, "/cookie", http.StatusFound)
			}
		default:
			http.Redirect(w, r, r.URL.Path+"a", http.StatusFound)
		}
	})
	c := client(t, Endpoint{}, srv)
	for target, n := range map[string]int{"/loop": 2, "/a": 4} {
		x := do(t, c, Request{Target: target, Follow: true, MaxRedirects: 3})
		wantKind(t, x, Redirects, "")
		var e *RedirectError
		if !errors.As(x.Error, &e) || len(e.Chain) != n || len(x.Hops) != n {
			t.Errorf("%s: %d hops, %v", target, len(x.Hops), x.Error)
		}
	}
	if x := do(t, c, Request{Target: "/cookie", Follow: true}); x.Error != nil || len(x.Hops) != 2 {
		t.Errorf("%d hops, %v", len(x.Hops), x.Error)
	}
	for _, loc := range []string{"ftp://www.example.com/", "file:///etc/passwd", "javascript:alert(1)", "mailto:a@b", "http://[bad/", "http://", "//a:99999/", "https:"} {
		x := do(t, client(t, Endpoint{}, hops(t)), Request{Target: "/302", Header: []Line{{"X-Location", loc}}, Follow: true})
		wantKind(t, x, Redirects, "")
		if x.Last().Status != 302 || string(x.Last().Body) != "gone" {
			t.Errorf("%s: the answer is lost", loc)
		}
	}
}

func TestCredentialsStayHome(t *testing.T) {
	a := hops(t)
	c := client(t, Endpoint{Dial: map[string]string{"": a, "www.example.com:81": a, "sub.www.example.com:80": a}}, "")
	for loc, want := range map[string]string{
		"/end": "Basic dTpw|t", "http://www.example.com:80/end": "Basic dTpw|t",
		"http://www.example.com:81/end": "|", "http://sub.www.example.com/end": "|",
	} {
		h := ok(t, c, Request{Target: "/302", Follow: true, Basic: &Basic{"u", "p"}, Header: []Line{{"X-Token", "t"}, {"X-Location", loc}}})
		if got := string(h.Body); !strings.HasSuffix(got, " |"+want+"|"+loc) {
			t.Errorf("%s: %q, want %q", loc, got, want)
		}
	}
}

func TestCredentialsDoNotComeBack(t *testing.T) {
	var seen []string
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization")+r.Header.Get("X-Mine"))
		if len(seen) < 3 {
			http.Redirect(w, r, []string{"", "http://b.example.com/1", "http://www.example.com/2"}[len(seen)], http.StatusFound)
		}
	})
	c := client(t, Endpoint{Dial: map[string]string{"": srv, "b.example.com:80": srv}}, "")
	ok(t, c, Request{Follow: true, Bearer: "x", Header: []Line{{"X-Mine", "my-s3cret"}}, Secrets: []Secret{{"S", "s3cret"}}})
	if got := fmt.Sprintf("%q", seen); got != `["Bearer xmy-s3cret" "" ""]` {
		t.Error(got)
	}
}

func TestResolve(t *testing.T) {
	from := origin{"https", "www.example.com", "443"}
	for loc, want := range map[string]string{
		"/a": "https://www.example.com/a", "b": "https://www.example.com/dir/b", "?q=1": "https://www.example.com/dir/page?q=1",
		"../b": "https://www.example.com/b", "./": "https://www.example.com/dir/", "/a/../../b": "https://www.example.com/b",
		"#f": "https://www.example.com/dir/page?x", "/?m=hello world": "https://www.example.com/?m=hello%20world",
		"/a%2Fb|c": "https://www.example.com/a%2Fb|c", "/\xe3\x81\x82": "https://www.example.com/%E3%81%82",
		"//static.example.com/x": "https://static.example.com/x", `\\evil.test/x`: "https://evil.test/x",
		"HTTP://A.example.com:80": "http://a.example.com/", "http://u:p@b.example.com?q": "http://b.example.com/?q",
		"http://b.example.com/#f": "http://b.example.com/", "/a?next=http://b/c": "https://www.example.com/a?next=http://b/c",
		"a:b/": "", "./a:b": "https://www.example.com/dir/a:b", "/100%": "https://www.example.com/100%", "https://[::1]:8443/": "https://[::1]:8443/",
	} {
		to, target, err := resolve(from, "/dir/page?x", loc)
		if got := to.String() + target; want == "" && err == nil || want != "" && (err != nil || got != want) {
			t.Errorf("%q: %s %v, want %s", loc, got, err, want)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, loc := range []string{"/a/../b?c#d", `\\evil.test/x`, "http://u@h:80?q", "//[::1]:1/", "?x", "a b", "HTTPS:a", "//0@....", "//[::\x10]::\x10]:/"} {
		f.Add(loc)
	}
	from := origin{"https", "www.example.com", "443"}
	f.Fuzz(func(t *testing.T, loc string) {
		to, target, err := resolve(from, "/dir/page?x", loc)
		if err != nil {
			return
		}
		if _, again, err := splitTarget(to, target); err != nil || again != target || strings.Contains(target, "#") {
			t.Errorf("%q leads to %s %q, which cannot be sent: %v", loc, to, target, err)
		}
		if _, err := normalAddress(to.address()); err != nil {
			t.Errorf("%q leads to %s: %v", loc, to, err)
		}
	})
}

func FuzzShell(f *testing.F) {
	f.Add("it's \x83\x5c $x\n")
	f.Fuzz(func(t *testing.T, s string) {
		c := command{forms: forms([]Secret{{"S", "s3cret"}})}
		if strings.Contains(c.word(s), "s3cret") {
			t.Errorf("%q shows the secret", c.word(s))
		}
	})
}

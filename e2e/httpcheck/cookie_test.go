package httpcheck

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func TestParseCookie(t *testing.T) {
	c := ParseCookie(`PHPSESSID=ab c; Path=/; path=/app ;HttpOnly; secure; SameSite=Lax; Max-Age=60; DOMAIN=.Example.com; Expires=Wed, 25 Nov 2026 13:00:00 GMT; Priority=High`)
	if c.Name != "PHPSESSID" || c.Value != "ab c" || c.Path != "/app" || !c.HTTPOnly || !c.Secure || c.SameSite != "Lax" || *c.MaxAge != 60 || c.Domain != "example.com" || len(c.Attributes) != 9 {
		t.Errorf("%+v", c)
	}
	for line, want := range map[string]string{
		`a[x]=1`: "a[x]|1", `raw={"k":1}`: `raw|{"k":1}`, "a=\xe3\x81\x82": "a|\xe3\x81\x82", `q="a b"`: `q|"a b"`,
		"novalue": "|novalue", "=v": "|v", " a = b ;x": "a|b", "a=b=c": "a|b=c", "": "|", `a=b\c`: `a|b\c`,
	} {
		if c := ParseCookie(line); c.Name+"|"+c.Value != want || c.Raw != line {
			t.Errorf("%q: %q=%q, want %q", line, c.Name, c.Value, want)
		}
	}
}

func TestCookieExpiry(t *testing.T) {
	for attributes, want := range map[string]string{
		"":                                      "session",
		"Expires=0":                             "session",
		"Expires=Wed, 25 Nov 2026 13:00:00 GMT": "1h0m0s",
		"Expires=Wed, 25-Nov-26 13:00:00 GMT":   "1h0m0s", // two digits
		"Expires=Wed Nov 25 13:00:00 2026":      "1h0m0s",
		"Expires=Wed, 25 Nov 2026 13:00:00 +0900":    "1h0m0s", // browsers ignore the zone
		"Expires=Thu, 01-Jan-1970 00:00:01 GMT":      "deleted",
		"Expires=Wed, 31 Feb 2026 13:00:00 GMT":      "session",
		"Max-Age=60; Expires=Thu, 01 Jan 1970 0:0:1": "1m0s",
		"Max-Age=0":           "deleted",
		"Max-Age=-1":          "deleted",
		"Max-Age=x":           "session",
		"Max-Age=99999999999": "9600h0m0s",
	} {
		c := ParseCookie("a=b; " + attributes)
		end, ok := c.Expiry(noon)
		got := "session"
		if ok {
			got = end.Sub(noon).String()
		}
		if c.Deletes(noon) {
			got = "deleted"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", attributes, got, want)
		}
	}
}

// sends sets cookies from one URL and says what is sent to another.
func sends(j *jar, from, line, to string) (string, []string) {
	a, path, _ := splitTarget(origin{}, from)
	refused := j.keep(a, path, []string{line}, time.Now())
	b, path, _ := splitTarget(origin{}, to)
	return cookieHeader(j.pairs(b, path)), refused
}

func TestJar(t *testing.T) {
	const home = "https://www.example.co.jp/app/login"
	for _, c := range []struct{ from, line, to, want, refused string }{
		{home, "a=1", home, "a=1", ""},
		{home, "a[x]=1", home, "a[x]=1", ""},
		{home, `raw={"k":1}`, home, `raw={"k":1}`, ""},
		{home, "s=a b,c", home, "s=a b,c", ""}, // net/http would add quotes, which PHP keeps
		{home, "a=1", "https://www.example.co.jp/application", "", ""},
		{home, "a=1", "https://www.example.co.jp/app/x?y=/", "a=1", ""},
		{home, "a=1; Path=/", "https://www.example.co.jp/", "a=1", ""},
		{home, "a=1; Path=/", "https://sub.www.example.co.jp/", "", ""},
		{home, "a=1; Path=/; Domain=.example.co.jp", "https://other.example.co.jp/", "a=1", ""},
		{home, "a=1; Path=/; Domain=co.jp", "https://other.co.jp/", "", "co.jp is a public suffix"},
		{home, "a=1; Domain=other.co.jp", home, "", "not of www.example.co.jp"},
		{home, "a=1; Domain=ample.co.jp", home, "", "not of www.example.co.jp"},
		{home, "a=1; Secure; Path=/", "http://www.example.co.jp/", "", ""},
		{home, "a=1; Path=/", "http://www.example.co.jp:8080/", "a=1", ""},
		{"http://www.example.co.jp/", "a=1; Secure", home, "", "Secure, and set over http"},
		{"http://localhost/", "a=1; Secure", "http://localhost/", "", "Secure, and set over http"}, // net/http takes its name for security
		{home, "a=1; SameSite=Strict; Path=/", "https://www.example.co.jp/", "a=1", ""},            // nobody comes from another site
		{home, "__Host-a=1; Secure", home, "", "__Host- needs"},
		{home, "__Host-a=1; Secure; Path=/", home, "__Host-a=1", ""},
		{home, "__Secure-a=1", home, "", "without Secure"},
		{"http://10.0.0.1/", "a=1; Domain=0.0.1", "http://10.0.0.1/", "", "not of 10.0.0.1"},
		{"http://10.0.0.1/", "a=1; Domain=10.0.0.1", "http://10.0.0.1/", "a=1", ""},
		{home, "a=1; Max-Age=0", home, "", ""},
		{home, "v", home, "v", ""},
		{home, "", home, "", "it is empty"},
		{home, "a=" + strings.Repeat("x", 5000), home, "", "longer than 4096 bytes"},
	} {
		got, refused := sends(&jar{held: map[cookieKey]kept{}}, c.from, c.line, c.to)
		if got != c.want || (c.refused == "") != (len(refused) == 0) || !strings.Contains(strings.Join(refused, ""), c.refused) {
			t.Errorf("%s sets %.50q, to %s: %q, refused %q; want %q, %q", c.from, c.line, c.to, got, refused, c.want, c.refused)
		}
	}
}

func TestJarDeletesOnlyTheSamePath(t *testing.T) {
	j := &jar{held: map[cookieKey]kept{}}
	const home = "https://www.example.com/"
	sends(j, home, "a=1; Path=/", home)
	if got, _ := sends(j, home, "a=; Path=/app; Max-Age=0", home); got != "a=1" {
		t.Errorf("%q", got)
	}
	if got, _ := sends(j, home, "a=; Path=/; Max-Age=0", home); got != "" {
		t.Errorf("%q", got)
	}
}

func TestJarIsBounded(t *testing.T) {
	j := &jar{held: map[cookieKey]kept{}}
	var lines []string
	for i := range 14000 {
		lines = append(lines, fmt.Sprintf("c%d=x", i))
	}
	refused := j.keep(origin{"http", "a", "80"}, "/", lines, noon)
	if len(j.held) != jarLimit || len(refused) != refusalMost+1 || !strings.Contains(refused[0], "the jar is full") {
		t.Errorf("%d held, %d refusals", len(j.held), len(refused))
	}
}

func TestSessions(t *testing.T) {
	c := client(t, Endpoint{}, loginServer(t))
	login := func(user string) string {
		return string(ok(t, c, Request{Target: "/login", User: user, Follow: true}).Body)
	}
	home := func(user string) string { return string(ok(t, c, Request{Target: "/home", User: user}).Body) }
	if got := login("ann"); got != "s=1" {
		t.Errorf("within the chain: %q", got)
	}
	if a, b, n := home("ann"), home("bob"), home(""); a != "s=1" || b != "" || n != "" {
		t.Errorf("ann %q, bob %q, nobody %q", a, b, n)
	}
	if got := login(""); got != "s=1" {
		t.Errorf("nobody, within the chain: %q", got)
	}
	if got := home(""); got != "" {
		t.Errorf("nobody keeps %q", got)
	}
	h := ok(t, c, Request{Target: "/home", User: "ann", Header: []Line{{"Cookie", "own=1"}}})
	if string(h.Body) != "own=1; s=1" {
		t.Errorf("%s", h.Body)
	}
	c.Forget("ann")
	if got := home("ann"); got != "" {
		t.Errorf("after forgetting: %q", got)
	}
}

// loginServer sets a cookie at /login and shows the cookies it got elsewhere.
func loginServer(t *testing.T) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			w.Header().Add("Set-Cookie", "s=1; Path=/; HttpOnly")
			w.Header().Add("Set-Cookie", "t[x]=2; Path=/elsewhere; Max-Age=x")
			http.Redirect(w, r, "/home", http.StatusSeeOther)
			return
		}
		fmt.Fprint(w, strings.Join(r.Header["Cookie"], "|"))
	})
}

func TestRawCookies(t *testing.T) {
	h := ok(t, client(t, Endpoint{}, loginServer(t)), Request{Target: "/login"})
	want := []string{"s=1; Path=/; HttpOnly", "t[x]=2; Path=/elsewhere; Max-Age=x"}
	if !slices.Equal(h.SetCookies, want) || h.Cookies()[1].Name != "t[x]" {
		t.Errorf("%q", h.SetCookies)
	}
}

func TestSecureCookieOfAnOldBox(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "s=1; Secure")
		fmt.Fprint(w, r.Header.Get("Cookie"))
	})
	for said, want := range map[bool]string{false: "", true: "s=1"} {
		c := client(t, Endpoint{SecureOverHTTP: said}, addr)
		first := ok(t, c, Request{User: "ann"})
		if got := string(ok(t, c, Request{User: "ann"}).Body); got != want || (len(first.RefusedCookies) == 0) != said {
			t.Errorf("said %v: %q, refused %q", said, got, first.RefusedCookies)
		}
	}
}

func FuzzParseCookie(f *testing.F) {
	f.Add("a=b; Path=/; Max-Age=3; Expires=Wed, 25-Nov-26 13:00:00 GMT")
	f.Fuzz(func(t *testing.T, line string) {
		c := ParseCookie(line)
		c.Expiry(noon)
		(&jar{held: map[cookieKey]kept{}}).keep(origin{"https", "a.example.com", "443"}, "/x", []string{line}, noon)
	})
}

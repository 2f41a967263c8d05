package httpcheck

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// PHP writes "Location: /?m=hello world" as it is; what browsers make of it arrives.
func TestABlankInALocationArrivesEncoded(t *testing.T) {
	for _, loc := range []string{"/end?m=hello world", "/a b?c", "/\xe3\x81\x82?\x83\x5c", "/end?m=hello%20world", `/end?a="b"|c`} {
		srv := serveRaw(t, func(c net.Conn, request []byte) {
			if strings.HasPrefix(string(request), "GET /begin") {
				head("HTTP/1.1 302 Found\r\nLocation: "+loc+"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")(c, request)
				return
			}
			head(answered)(c, request)
		})
		ok(t, client(t, Endpoint{}, srv.addr), Request{Target: "/begin", Follow: true})
		line, _, _ := strings.Cut(string(srv.requests()[1]), "\r\n")
		if want := "GET " + escapeBytes(loc) + " HTTP/1.1"; line != want || strings.Count(line, " ") != 2 {
			t.Errorf("%q: %q, want %q", loc, line, want)
		}
	}
}

// What is for one scheme, name and port goes to no other; what is for everybody does.
func TestWhatGoesAlongWithARedirect(t *testing.T) {
	ca := newAuthority(t)
	var came http.Header
	see := func(_ http.ResponseWriter, r *http.Request) { came = r.Header }
	plain := serve(t, see)
	other := serveTLS(t, ca.conf(t, "b.example.com"), true, see)
	home := serveTLS(t, ca.conf(t, "www.example.com"), true, func(w http.ResponseWriter, r *http.Request) {
		if to := r.Header.Get("X-To"); r.URL.Path == "/" {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusTemporaryRedirect)
			return
		}
		see(w, r)
	})
	dial := map[string]string{"": home, "www.example.com:80": plain, "b.example.com:443": other, "www.example.com:8443": home}
	c := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Dial: dial}, "")
	own := []string{"Authorization", "Cookie", "Referer", "X-Api-Key", "X-Auth", "X-Csrf-Token", "X-Mine"}
	for to, stays := range map[string]bool{
		"/end": true, "https://WWW.example.com:443/end": true,
		"http://www.example.com/end": false, "https://www.example.com:8443/end": false, "https://b.example.com/end": false,
	} {
		r := Request{Follow: true, Bearer: "b", Secrets: []Secret{{"S", "s3cret"}}, Header: []Line{{"X-To", to}, {"X-Mine", "my s3cret"}, {"Accept-Language", "ja"}}}
		for _, name := range own[1:6] {
			r.Header = append(r.Header, Line{name, "v=1"})
		}
		came = nil
		ok(t, c, r)
		var got []string
		for _, name := range own {
			if came.Get(name) != "" {
				got = append(got, name)
			}
		}
		if want := map[bool][]string{true: own}[stays]; !slices.Equal(got, want) || came.Get("Accept-Language") != "ja" {
			t.Errorf("%s: it got %q, want %q", to, got, want)
		}
	}
}

// The body of each hop is bounded, not that of the last alone.
func TestTheBodyOfARedirectIsBounded(t *testing.T) {
	c := client(t, Endpoint{BodyLimit: 1 << 16}, serveRaw(t, forever("HTTP/1.1 302 Found\r\nLocation: /end\r\n\r\n", "x")).addr)
	x := do(t, c, Request{Follow: true})
	wantKind(t, x, Limit, Reading)
	if len(x.Hops) != 1 || x.Last().Status != 302 || len(x.Last().Raw) != 1<<16 {
		t.Errorf("%d hops, %d, %d bytes", len(x.Hops), x.Last().Status, len(x.Last().Raw))
	}
}

// Names are known in any case, and of one name the order is kept.
func TestHeaderLinesAsTheyCame(t *testing.T) {
	h := ok(t, client(t, Endpoint{}, serveRaw(t, head("HTTP/1.1 200 OK\r\nx-two: b\r\nX-One: 1\r\nX-TWO: a\r\nset-cookie: z=1\r\nSET-COOKIE: a=2\r\nContent-Length: 0\r\n\r\n")).addr), Request{})
	if got := fmt.Sprint(h.Header["X-Two"], h.Header.Get("x-one"), h.SetCookies); got != "[b a]1[z=1 a=2]" {
		t.Error(got)
	}
}

// Not modified is an answer, wherever its Location points.
func TestNotModifiedLeadsNowhere(t *testing.T) {
	x := do(t, client(t, Endpoint{}, hops(t)), Request{Target: "/304", Header: []Line{{"X-Location", "/end"}}, Follow: true})
	if x.Error != nil || len(x.Hops) != 1 || x.Last().Status != 304 || x.Last().Location != "/end" {
		t.Errorf("%d hops, %v", len(x.Hops), x.Error)
	}
}

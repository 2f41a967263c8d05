package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// clientOf is a client of the endpoint under www.example.com.
func clientOf(t *testing.T, e httpcheck.Endpoint, address string) *httpcheck.Client {
	t.Helper()
	e.Name, e.Dial = "e", map[string]string{"": address}
	c, err := httpcheck.New(e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answered sends a request that must be answered.
func answered(t *testing.T, c *httpcheck.Client, r httpcheck.Request) *httpcheck.Hop {
	t.Helper()
	x := c.Do(t.Context(), r)
	if x.Error != nil {
		t.Fatalf("%s %s: %v", r.Method, r.Target, x.Error)
	}
	return x.Last()
}

const page = "the same line, again and again\n"

// bodied is an NGINX that packs what it sends, and takes 100 KiB.
func bodied(t *testing.T) (n *nginx.NGINX, https httpcheck.Endpoint) {
	t.Helper()
	cert, key, ca := certified(t, fixture.WWW)
	n = nginx.Start(t)
	err := n.Serve(t.Context(), map[string]string{"cert.pem": cert, "key.pem": key, "www/page.txt": strings.Repeat(page, 100), "nginx.conf": `
events {}
http {
	types { text/plain txt; }
	gzip on; gzip_types text/plain;
	client_max_body_size 100k;
	server {
		listen 80; listen 443 ssl http2;
		ssl_certificate cert.pem; ssl_certificate_key key.pem;
		root www;
		location /upload { proxy_pass http://127.0.0.1:81; }
		location /return { return 200 "nothing was read"; }
	}
	server { listen 81; location / { return 200 "taken"; } }
}`})
	if err != nil {
		t.Fatal(err)
	}
	return n, httpcheck.Endpoint{URL: "https://" + fixture.WWW, CAPEM: []byte(ca), Writes: true}
}

// A body over NGINX's limit is answered before it is read. What came is that answer, and never the reset that may come
// with it; the connection, or another one, serves the next request.
func TestABodyOverTheLimitOfNGINX(t *testing.T) {
	n, https := bodied(t)
	plain := httpcheck.Endpoint{URL: "http://" + fixture.WWW, Writes: true}
	one, two := https, https
	one.Proto, two.Proto = "1.1", "2"
	for name, c := range map[string]*httpcheck.Client{
		"http": clientOf(t, plain, n.Addresses[0]+":80"), "HTTP/1.1": clientOf(t, one, n.Addresses[0]+":443"), "HTTP/2": clientOf(t, two, n.Addresses[0]+":443"),
	} {
		for _, size := range []int{100<<10 + 1, 1 << 20, 8 << 20} {
			for _, target := range []string{"/upload", "/return"} {
				for range 15 {
					over := httpcheck.Request{Method: "POST", Target: target, Body: httpcheck.Body{Raw: make([]byte, size)}}
					if h := answered(t, c, over); h.Status != 413 || !strings.Contains(string(h.Body), "413 Request Entity Too Large") || h.SentTwice {
						t.Fatalf("%s: %d bytes to %s: %d %q", name, size, target, h.Status, h.Body)
					}
					if h := answered(t, c, httpcheck.Request{Target: "/page.txt"}); h.Status != 200 {
						t.Fatalf("%s: after %d bytes to %s: %d", name, size, target, h.Status)
					}
				}
			}
		}
		at := httpcheck.Request{Method: "POST", Target: "/upload", Body: httpcheck.Body{Raw: make([]byte, 100<<10)}}
		if h := answered(t, c, at); h.Status != 200 || string(h.Body) != "taken" {
			t.Errorf("%s: at the limit: %d %q", name, h.Status, h.Body)
		}
	}
}

// What NGINX packs loses its length, and its ETag is a weak one: both are seen as they came, beside the bytes of both
// forms.
func TestWhatNGINXPacks(t *testing.T) {
	n, https := bodied(t)
	text := strings.Repeat(page, 100)
	for proto, chunked := range map[string][]string{"1.1": {"chunked"}, "2": nil} {
		https.Proto = proto
		c := clientOf(t, https, n.Addresses[0]+":443")
		whole := answered(t, c, httpcheck.Request{Target: "/page.txt", Header: []httpcheck.Line{{Name: "Accept-Encoding"}}})
		strong := whole.Header.Get("ETag")
		if whole.Header.Get("Content-Length") != strconv.Itoa(len(text)) || whole.Header["Transfer-Encoding"] != nil || !strings.HasPrefix(strong, `"`) || string(whole.Raw) != text || whole.Encodings != nil {
			t.Errorf("%s, whole: %v, %d bytes", proto, whole.Header, len(whole.Raw))
		}
		h := answered(t, c, httpcheck.Request{Target: "/page.txt"})
		if h.Header.Get("ETag") != "W/"+strong || h.Header["Content-Length"] != nil || !slices.Equal(h.Header["Transfer-Encoding"], chunked) || fmt.Sprint(h.Encodings) != "[gzip]" ||
			string(h.Body) != text || len(h.Raw) >= len(text)/2 || !strings.HasPrefix(string(h.Raw), "\x1f\x8b") || h.StillGzip {
			t.Errorf("%s, packed: %v, %d bytes of %d", proto, h.Header, len(h.Raw), len(h.Body))
		}
		for _, tag := range []string{strong, "W/" + strong} {
			again := answered(t, c, httpcheck.Request{Target: "/page.txt", Header: []httpcheck.Line{{Name: "If-None-Match", Value: tag}}})
			if again.Status != 304 || len(again.Raw) != 0 || again.DecodeError != nil {
				t.Errorf("%s, with %s: %d", proto, tag, again.Status)
			}
		}
	}
}

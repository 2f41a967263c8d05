package traffic

import (
	"net/http"
	"strings"
	"testing"
)

func TestAListIsReadWithThePlaceOfEveryError(t *testing.T) {
	got, err := ReadList("urls", strings.NewReader("# comment\n\nGET https://www.test:8443/a%20b?q=1\nPOST /x\n"), "h.test")
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if q := got[0].Request; q.Method != http.MethodGet || q.Scheme != "https" || q.Host != "www.test:8443" || q.Target != "/a%20b?q=1" || q.Local != ":8443" {
		t.Errorf("%+v", q)
	}
	if q := got[1].Request; q.Host != "h.test" || q.Target != "/x" || got[1].Number != 4 {
		t.Errorf("%+v", got[1])
	}
	_, err = ReadList("urls", strings.NewReader("GET\nget http://x/\nGET ftp://x/\nGET /x\nGET http:///x\n"), "")
	for _, want := range []string{"urls:1: ", "urls:2: ", "urls:3: ftp://x/ is no URL of http", "urls:4: /x has no host", "urls:5: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestALogIsReadByItsFormat(t *testing.T) {
	for _, c := range []struct{ format, line, want string }{
		{Combined, `1.2.3.4 - - [26/Nov/2026:01:00:00 +0000] "GET /a?b=1 HTTP/1.1" 200 5 "-" "x \x22y\x22"`, "GET h.test /a?b=1 200 1.2.3.4"},
		{Combined, `1.2.3.4 - - [x] "GET /q\x22 HTTP/1.0" 404 5 "-" "-"`, "GET h.test /q\" 404 1.2.3.4"},
		{`$host:$server_port $request_method ${request_uri} $status`, `w.test:8080 POST /x 302`, "POST w.test /x 302 "},
		{`$status "$request" $http_host`, `500 "HEAD / HTTP/1.1" W.test:81`, "HEAD W.test:81 / 500 "},
	} {
		f, err := ParseFormat(c.format, "http", "h.test")
		if err != nil {
			t.Fatal(err)
		}
		l, err := f.Read(c.line)
		if got := l.Method + " " + l.Host + " " + l.Target + " " + itoa(l.Status) + " " + l.Client; err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %q", c.line, got, err, c.want)
		}
	}
}

func itoa(n int) string {
	return strings.TrimLeft(string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)}), "")
}

func TestWhatALogCannotTellIsSaid(t *testing.T) {
	for format, want := range map[string]string{"$status": "the requests can't be told", `"$request"`: "give --host"} {
		if _, err := ParseFormat(format, "http", ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", format, err)
		}
	}
	f, err := ParseFormat(Combined, "http", "h")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{`no such`: "does not fit", `1.2.3.4 - - [x] "\x16\x03" 400 0 "-" "-"`: "holds no request line"} {
		if _, err := f.Read(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func FuzzFormat(f *testing.F) {
	f.Add(Combined, `1.2.3.4 - - [x] "GET / HTTP/1.1" 200 5 "-" "-"`)
	f.Add("$request$host", `\x`)
	f.Fuzz(func(t *testing.T, format, line string) {
		if one, err := ParseFormat(format, "http", "h"); err == nil {
			if l, err := one.Read(line); err == nil && l.Host == "" {
				t.Errorf("a line without a host: %+v", l)
			}
		}
	})
}

package evidence

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

// final is the location of the one way that is shown; "" where none is.
func final(t *testing.T, text string, a Answered) string {
	t.Helper()
	ways := Ways(t.Context(), local.Open(), nginxtest.Model(t, text), ondisk.Files{}, []Answered{a})[0]
	if len(ways) == 0 {
		return ""
	}
	if len(ways) != 1 || ways[0].Why != "" {
		t.Errorf("%d ways, %q", len(ways), ways[0].Why)
	}
	return ways[0].Final.String()
}

const down = `http { server {
	error_page 502 504 = @down;
	location / { fastcgi_pass unix:/php; }
	location @down { add_header Retry-After 30 always; return 503 "down\n"; }
	%s
} }`

// An error page is shown by a header that no other place of the configuration adds together with its whole body.
func TestAnErrorPageIsShownByItsHeaderAndBody(t *testing.T) {
	type header = http.Header
	right := Answered{Request: nginx.Request{Host: "x", Target: "/"}, Status: 503, Header: header{"Retry-After": {"30"}}, Body: []byte("down\n")}
	for name, c := range map[string]struct {
		more string
		a    func(*Answered)
		want string
	}{
		"both":                           {"", func(*Answered) {}, "location @down"},
		"another header":                 {"", func(a *Answered) { a.Header = header{"Retry-After": {"60"}} }, ""},
		"no header":                      {"", func(a *Answered) { a.Header = nil }, ""},
		"another body":                   {"", func(a *Answered) { a.Body = []byte("down") }, ""},
		"another status":                 {"", func(a *Answered) { a.Status = 500 }, ""},
		"another location adds it":       {"location /other { add_header retry-after 30; return 200; }", func(*Answered) {}, ""},
		"an if adds it":                  {"location /other { if ($arg_a) { add_header Retry-After 30; } }", func(*Answered) {}, ""},
		"the server adds it to the rest": {"add_header Retry-After 30;", func(*Answered) {}, ""},
		"one location only":              {"location = /x { return 503 x; }", func(a *Answered) { a.Target, a.Body = "/x", []byte("x") }, ""},
	} {
		a := right
		c.a(&a)
		if got := final(t, fmt.Sprintf(down, c.more), a); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A file that an application handed over for is shown by its time and size, where one location sends it.
func TestAFileIsShownByItsETag(t *testing.T) {
	dir := t.TempDir()
	when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	put := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	put("files/a b/report.csv", "1234567")
	put("files/other.csv", "12345678")
	put("twice/one.csv", "123")
	put("public/two.csv", "321")
	put("lonely/x", "1")
	text := strings.ReplaceAll(`http { server { root DIR/public;
		location / { fastcgi_pass unix:/php; }
		location /proxied/ { proxy_pass http://up; }
		location /static/ { root DIR; }
		location ^~ /protected/ { internal; alias DIR/files/; }
		location ^~ /more/ { internal; alias DIR/twice/; }
		location /lonely/ { return 200; }
		location ^~ /none/ { internal; alias DIR/nosuch/; }
		location ~ \.csv$ { }
	} }`, "DIR", dir)
	tag := func(size int) http.Header {
		return http.Header{"Etag": {fmt.Sprintf(`"%x-%x"`, when.Unix(), size)}, "Last-Modified": {when.Format(http.TimeFormat)}}
	}
	right := Answered{Request: nginx.Request{Host: "x", Target: "/download/1"}, Status: 200, Header: tag(7), Size: 7}
	for name, c := range map[string]struct {
		a    func(*Answered)
		want string
	}{
		"right": {func(*Answered) {}, "location ^~ /protected/"},
		"packed by NGINX": {func(a *Answered) {
			a.Size = 5
			a.Header.Set("ETag", "W/"+a.Header.Get("ETag"))
			a.Header.Set("Content-Encoding", "gzip")
		}, "location ^~ /protected/"},
		"HEAD":                          {func(a *Answered) { a.Method, a.Size = "HEAD", 0 }, "location ^~ /protected/"},
		"another size":                  {func(a *Answered) { a.Header, a.Size = tag(9), 9 }, ""},
		"another length":                {func(a *Answered) { a.Size = 6 }, ""},
		"another time":                  {func(a *Answered) { a.Header.Set("ETag", `"6955b900-7"`) }, ""},
		"times that differ":             {func(a *Answered) { a.Header.Set("Last-Modified", when.Add(time.Second).Format(http.TimeFormat)) }, ""},
		"the application's own ETag":    {func(a *Answered) { a.Header.Set("ETag", `"v1"`) }, ""},
		"no whole file":                 {func(a *Answered) { a.Status = 206 }, ""},
		"an upstream that speaks HTTP":  {func(a *Answered) { a.Target = "/proxied/1" }, ""},
		"two files, of other locations": {func(a *Answered) { a.Header, a.Size = tag(3), 3 }, ""},
		"a file that nothing sends":     {func(a *Answered) { a.Header, a.Size = tag(1), 1 }, ""},
	} {
		a := right
		a.Header = right.Header.Clone()
		c.a(&a)
		if got := final(t, text, a); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	// What can't be looked through could hold another such file.
	if err := os.MkdirAll(filepath.Join(dir, "public", "loop"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "public", "loop", "up")); err != nil {
		t.Fatal(err)
	}
	if got := final(t, text, right); got != "" {
		t.Errorf("with a folder that can't be looked through: %q", got)
	}
}

// A folder that can't be seen may hold the file: then nothing is found to the end.
func TestAFolderThatCannotBeSeenMayHoldTheFile(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "evidence")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(filepath.Join(dir, "shut"), 0o700), os.RemoveAll(dir)) })
	if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(filepath.Join(dir, "open"), 0o755), os.MkdirAll(filepath.Join(dir, "shut/in"), 0o755),
		os.Chmod(filepath.Join(dir, "shut"), 0)); err != nil {
		t.Fatal(err)
	}
	for folder, told := range map[string]bool{"open/": true, "none/": true, "open/none/": true, "shut/": false, "shut/in/": false} {
		c := exec.Command("sh", "-c", script, "sh", "7")
		c.Stdin = strings.NewReader(filepath.Join(dir, folder) + "/\n")
		if os.Getuid() == 0 { // who sees everything
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, err := c.Output()
		if (err == nil && strings.HasSuffix(string(out), "end\n")) != told {
			t.Errorf("%s: %q %v", folder, out, err)
		}
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

const detailed = `
checks:
  - { get: /slow?ms=3000, expect: { status: 200 } }
  - { get: /login, header: { X-Key: "${key}" }, expect: { status: 404 } }
  - { get: /static/img/dot.png, expect: { status: 404 } }
  - { get: /account, follow: true, expect: { status: 404 } }
`

// A failure shows the way with its addresses, what came, and of the error logs of the targets that serve the endpoint
// the lines that are its own.
func TestAFailureShowsWhatCameAndWhatTheLogsGained(t *testing.T) {
	s := fixture.SharedSplit(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	shell := func(script string) {
		t.Helper()
		if out, err := s.PHP.Shell(ctx, script); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := s.Reload(ctx); err != nil {
			t.Fatal(err)
		}
	}
	const page = "/app/public/index.php"
	shell(`cp ` + page + ` /tmp/whole && sed -i '/^declare/s/$/\nif ($_SERVER["REQUEST_URI"] === "\/login") error_log("the stock is empty\\nand more");/' ` + page)
	defer shell(`cp /tmp/whole ` + page)
	dir := t.TempDir()
	inventory := fmt.Sprintf(`
targets: { nginx: { address: "docker://%[1]s" }, php: { address: "docker://%[2]s" }, gone: { address: "docker://fleetspec-nobody" } }
endpoints: { shop: { url: https://%[3]s, dial: { %[3]s:443: %[4]s }, ca: %[5]s, target: [nginx, php, gone] } }
`, s.NGINX.Name, s.PHP.Name, fixture.WWW, s.HTTPS, s.CAFile)
	for name, text := range map[string]string{"fleetspec.yaml": inventory, "c.yaml": detailed, "vars.yaml": "key: abc\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := judged(t, filepath.Join(dir, "c.yaml"), "-c", filepath.Join(dir, "fleetspec.yaml"), "--vars", filepath.Join(dir, "vars.yaml"))
	if len(c.Results) != 4 || c.status != 1 {
		t.Fatalf("status %d, %d results\n%s", c.status, len(c.Results), c.text)
	}
	for name, want := range map[string]struct{ holds, lacks []string }{
		"GET /slow?ms=3000": {[]string{": 503 Service Unavailable, HTTP/2.0 after ", ", by " + s.HTTPS, "Retry-After: 30", "body: 5 bytes\n  down",
			"error logs of nginx:\n  /var/log/nginx/chat.error.log\n    ", `request: "GET /slow?ms=3000 HTTP/2.0"`,
			"error logs of gone: could not be read: "}, []string{"/login"}},
		"GET /login": {[]string{": 200 OK", "Set-Cookie: SESSID=***; path=/; secure; HttpOnly", "<h1>Log in</h1>",
			"error logs of nginx: nothing", "error logs of php:\n  /var/log/php/www.error.log\n    ", "the stock is empty"}, []string{"/slow"}},
		"GET /static/img/dot.png": {[]string{"Content-Type: image/png", "body: 70 bytes that are no text", "error logs of nginx: nothing"}, []string{"PNG"}},
		"GET /account": {[]string{"GET https://www.example.com/account: 302 Found, ", "to /login, by " + s.HTTPS,
			"\nGET https://www.example.com/login: 200 OK, "}, nil},
	} {
		detail := ""
		for _, r := range c.Results {
			if r.Name == name {
				detail = r.Detail
			}
		}
		for _, text := range want.holds {
			if !strings.Contains(detail, text) {
				t.Errorf("%s lacks %q:\n%s", name, text, detail)
			}
		}
		for _, text := range want.lacks {
			if strings.Contains(detail, text) {
				t.Errorf("%s holds %q:\n%s", name, text, detail)
			}
		}
	}
	if !strings.Contains(c.text, "what came:\n        GET https://") {
		t.Errorf("the console does not show it:\n%s", c.text)
	}
}

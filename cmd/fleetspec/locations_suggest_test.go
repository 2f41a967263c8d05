package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/nginx"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// The checks that are suggested run as they are written, and a real NGINX answers each as it says.
func TestSuggestedChecksPassOnNGINX(t *testing.T) {
	n := nginx.Start(t)
	config := `events {} http { error_log /dev/null; access_log off;
	server { listen 80; server_name www.test;
		location = /health { return 200 ok; }
		location ~ \.php$ { proxy_pass http://127.0.0.1:9000; }
		location /php { return 201; }
		location /gone/ { error_page 404 = @gone; return 404; }
		location @gone { return 410; }
		location /inside/ { internal; return 202; }
		location ~ "^/old/(?!x)(.*)$" { rewrite ^/old/(.*)$ /inside/$1 last; }
		location /a%b" { return 203; }
		location ~ "^/(caf\xc3\xa9|[0-9]{4}\$) ?[\"'$]$" { return 204; }
		location / { return 404; error_page 404 = /inside/404; }
	}
	server { listen 80; server_name ~^v(\d+)\.test$; location / { return 207; } }
	server { listen 80 default_server; merge_slashes off; location // { return 208; } location / { return 301 http://www.test/; } }
	server { listen 127.0.0.1:9000; location / { return 200; } }
	map $http_accept_language $language { default ""; ~^de german; }
	server { listen 80; server_name asks.test;
		if ($http_user_agent ~* "(Bot|mobile)") { rewrite ^ /bot last; }
		if ($http_user_agent = "") { rewrite ^ /nobody last; }
		location = /bot { internal; return 210; }
		location = /nobody { internal; return 211; }
		location = /beta { internal; return 212; }
		location = /german { internal; return 213; }
		location = /odd { internal; return 214; }
		location = /two { internal; return 215; }
		location = /asked { internal; return 216; }
		location / {
			if ($cookie_Beta = "1") { rewrite ^ /beta last; }
			if ($language) { rewrite ^ /$language last; }
			if ($http_x_odd ~ "^[$][{]a} \"#: '\\\\$") { rewrite ^ /odd last; }
			if ($http_cookie ~ "^b=2; c=3$") { rewrite ^ /two last; }
			if ($arg_x = "y%20z") { rewrite ^ /asked last; }
			return 217;
		}
	}
}`
	if err := n.Serve(t.Context(), map[string]string{"nginx.conf": config}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	conf, checks := filepath.Join(dir, "nginx.conf"), filepath.Join(dir, "checks.yaml")
	if err := os.WriteFile(conf, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c := exec.Command("fleetspec", "locations", "--nginx-conf", conf, "--suggest")
	c.Stderr = &said
	text, err := c.Output()
	if err != nil || !strings.HasSuffix(said.String(), "suggested 22 of 22 locations\n") {
		t.Fatalf("%v\n%s\n%s", err, text, &said)
	}
	if err := os.WriteFile(checks, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("fleetspec", "check", checks, "-e", "http://www.test", "--dial", n.Addresses[0]+":80").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "19 passed") {
		t.Errorf("%v\n%s\n%s", err, text, out)
	}
}

// On the PHP stack, whose files are asked of it, the suggested checks pass, and the meter of their run says that they reach
// what they were suggested for.
func TestSuggestedChecksCoverTheStack(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	var said bytes.Buffer
	c := exec.Command("fleetspec", "locations", "docker://"+w.NGINX.Name, "--suggest", "--scheme", "https")
	c.Stderr = &said
	text, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	var found, of int
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	if _, err := fmt.Sscanf(lines[len(lines)-1], "suggested %d of %d locations", &found, &of); err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	_, r, _ := covered(t, w, string(text))
	t.Logf("%d of %d suggested, %+v", found, of, r.Total)
	if found < 25 || 100*found < 85*of || r.Total.Covered < found {
		t.Errorf("%d of %d suggested, %d covered:\n%s", found, of, r.Total.Covered, text)
	}
}

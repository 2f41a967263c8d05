package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/nginx"
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
	if err != nil || !strings.HasSuffix(said.String(), "suggested 14 of 14 locations\n") {
		t.Fatalf("%v\n%s\n%s", err, text, &said)
	}
	if err := os.WriteFile(checks, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("fleetspec", "check", checks, "-e", "http://www.test", "--dial", n.Addresses[0]+":80").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "11 passed") {
		t.Errorf("%v\n%s\n%s", err, text, out)
	}
}

package main

import (
	"crypto/rand"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// serves is what the image of PHP-FPM is run with to serve by itself. Its first process heeds no SIGTERM.
var serves = []string{"--run", "command=php -S 0.0.0.0:80 -t /app/public", "--run", "env=GREETING=hello"}

// imageOf builds an image of the test's own on that of a container. No container of it may be left afterwards.
func imageOf(t *testing.T, c *fixture.Container, lines ...string) string {
	t.Helper()
	tag := "fleetspec-image-test:" + strings.ToLower(rand.Text())
	cmd := exec.Command("docker", "build", "-q", "-t", tag, "-")
	cmd.Stdin = strings.NewReader("FROM " + docker(t, "inspect", "-f", "{{.Config.Image}}", c.ID) + "\nLABEL test=" + tag + "\n" + strings.Join(lines, "\n") + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() {
		if left := docker(t, "ps", "-aq", "--filter", "ancestor="+tag); left != "" {
			t.Errorf("containers of %s are left: %q", tag, left)
		}
		docker(t, "rmi", "-f", tag)
	})
	return tag
}

func spec(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "spec.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const isServing = "package:\n  php8.2-fpm: installed\nprocess:\n  php: { running: true, env: { GREETING: hello } }\n"

// An image is judged in one command, its specs and what it serves, in one container that is gone afterwards.
func TestAnImage(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	begin := time.Now()
	args := append([]string{spec(t, isServing), one(t, "{ get: /static/plain.css, expect: { status: 200 } }"),
		"-t", "image:" + ref, "-e", "http://www.example.com", "--via", "image:" + ref}, serves...)
	c := judged(t, args...)
	if c.status != 0 || len(c.Results) != 4 {
		t.Errorf("status %d, %q\n%s", c.status, c.not(), c.text)
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAnImageOfTheInventory(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	inventory := spec(t, "targets:\n  app:\n    address: image:"+ref+`
    run: { env: { GREETING: hello }, command: [php, -S, "0.0.0.0:8080", -t, /app/public], user: www-data, wait: 20s }
endpoints:
  app: { url: "http://www.example.com", via: app, dial: target:8080 }
`)
	c := judged(t, spec(t, isServing+"port:\n  tcp:8080: { listening: true, owner: www-data }\n"), one(t, "{ get: /static/plain.css, expect: { status: 200 } }"), "-c", inventory)
	if c.status != 0 || len(c.Results) != 6 {
		t.Errorf("status %d, %q\n%s", c.status, c.not(), c.text)
	}
}

// What does not run is unknown, and says why.
func TestAnImageThatDoesNotRun(t *testing.T) {
	s := fixture.SharedSplit(t)
	nginx, php := imageOf(t, s.NGINX), imageOf(t, s.PHP)
	checks := one(t, "{ get: /, expect: { refused: true } }")
	file := spec(t, "package:\n  bash: installed\n  telnetd: absent\n")
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"it ends at once": {[]string{"-t", "image:" + nginx}, []string{"ended with exit code 1", `host not found in upstream "php-fpm"`}},
		"no such image":   {[]string{"-t", "image:fleetspec-nobody:1"}, []string{"the image is not here, and can't be pulled"}},
		"no such command": {[]string{"-t", "image:" + php, "--run", "command=/nosuch"}, []string{"/nosuch"}},
		"no such user":    {[]string{"-t", "image:" + php, "--run", "user=nobody-here"}, []string{"nobody-here"}},
		"no such network": {[]string{"-t", "image:" + php, "--run", "network=fleetspec-nowhere"}, []string{"fleetspec-nowhere"}},
	} {
		via := append(c.args, "-e", "http://www.example.com", "--via", c.args[1])
		got := judged(t, append([]string{file, checks}, via...)...)
		if got.status != 3 || len(got.Results) != 3 || len(got.not()) != 3 {
			t.Errorf("%s: status %d, %q", name, got.status, got.not())
		}
		for _, says := range c.says {
			if !strings.Contains(got.text, says) {
				t.Errorf("%s: it does not say %q:\n%s", name, says, got.text)
			}
		}
	}
}

// An image that can tell is healthy before it is asked.
func TestAnImageWithAHealthCheck(t *testing.T) {
	build := func(file string) string {
		return imageOf(t, fixture.SharedSplit(t).PHP, "HEALTHCHECK --interval=300ms --retries=3 CMD echo not yet; test -e /tmp/"+file,
			`CMD ["sh", "-c", "sleep 0.7; touch /tmp/ok; sleep 1000"]`)
	}
	file := spec(t, "file:\n  /tmp/ok: { exists: true }\n")
	if c := judged(t, file, "-t", "image:"+build("ok")); c.status != 0 {
		t.Errorf("status %d\n%s", c.status, c.text)
	}
	if c := judged(t, file, "-t", "image:"+build("never")); c.status != 3 || !strings.Contains(c.text, "it is unhealthy: its health check ended with 1: not yet") {
		t.Errorf("status %d\n%s", c.status, c.text)
	}
}

// A container that ends while it is asked says how.
func TestAnImageThatEndsMidway(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	c := judged(t, spec(t, "command:\n  sleep 15: { exit-status: 0, timeout: 20000 }\n"), "-t", "image:"+ref, "--run", `command=sh -c "sleep 3; echo out of memory; exit 7"`)
	if c.status != 3 || !strings.Contains(c.text, "ended with exit code 7") || !strings.Contains(c.text, "out of memory") {
		t.Errorf("status %d\n%s", c.status, c.text)
	}
}

// A service of a compose file is judged in the same way; all of the file is started, and removed.
func TestAComposeFile(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	file := filepath.Join(t.TempDir(), "compose.yaml")
	text := "services:\n  app:\n    image: " + ref + "\n    command: php -S 0.0.0.0:80 -t /app/public\n    environment: { GREETING: hello }\n" +
		"  gone:\n    image: " + ref + "\n    command: sh -c 'echo bye; exit 3'\n"
	if err := os.WriteFile(file, []byte("version: '3'\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	checks := one(t, "{ get: /static/plain.css, expect: { status: 200 } }")
	target := "compose:" + file + "#app"
	c := judged(t, spec(t, isServing), checks, "-t", target, "-e", "http://www.example.com", "--via", target)
	if c.status != 0 || len(c.Results) != 4 {
		t.Errorf("status %d, %q\n%s", c.status, c.not(), c.text)
	}
	for service, says := range map[string]string{"gone": "ended with exit code 3; its last lines:", "ap": "the file has no such service, only app, gone"} {
		c = judged(t, spec(t, isServing), "-t", "compose:"+file+"#"+service)
		if c.status != 3 || !strings.Contains(c.text, says) {
			t.Errorf("%s: status %d\n%s", service, c.status, c.text)
		}
	}
	if c := judged(t, spec(t, isServing), "-t", "compose:"+file+".nosuch#app"); c.status != 3 || !strings.Contains(c.text, "no such file") {
		t.Errorf("no file: status %d\n%s", c.status, c.text)
	}
	t.Setenv("PATH", filepath.Dir(mustFind(t, "fleetspec")))
	if c := judged(t, spec(t, isServing), "-t", target); c.status != 3 || !strings.Contains(c.text, "neither docker compose nor docker-compose is on this machine") {
		t.Errorf("no compose: status %d\n%s", c.status, c.text)
	}
}

func mustFind(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A suite under go test starts them in the same way: they are targets of its inventory.
func TestASuiteOfAnImageAndAComposeFile(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	command := "php -S 0.0.0.0:80 -t /app/public"
	inventory := spec(t, `targets:
  image: { address: "image:`+ref+`", run: { command: `+command+` } }
  service: { address: "compose:`+composed(t, ref, "command: "+command)+`#app" }
endpoints:
  image: { url: "http://www.example.com", via: image, dial: target:80 }
  service: { url: "http://www.example.com", via: service, dial: target:80 }
`)
	t.Setenv("FLEETSPEC_CONFIG", inventory)
	out, err := exec.Command("go", "test", "-count=1", "-v", "./testdata/imagesuite").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASSED: 6 passed on 2 targets") {
		t.Errorf("%v\n%s", err, out)
	}
}

// A published port is told, and is there on loopback while the target is judged.
func TestAPublishedPortOfAnImage(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(at)
	answered := make(chan int, 1)
	go func() {
		for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
			if r, err := http.Get("http://" + at + "/static/plain.css"); err == nil {
				_ = r.Body.Close()
				answered <- r.StatusCode
				return
			}
		}
		answered <- 0
	}()
	file := spec(t, "command:\n  sleep 3: { exit-status: 0 }\n")
	c := judged(t, append([]string{file, "-t", "image:" + ref, "--run", "publish=" + port + ":80"}, serves...)...)
	if says := "port 80/tcp is published at " + at; c.status != 0 || !strings.Contains(c.text, says) {
		t.Errorf("status %d, it does not say %q\n%s", c.status, says, c.text)
	}
	if status := <-answered; status != 200 {
		t.Errorf("%s answered %d", at, status)
	}
}

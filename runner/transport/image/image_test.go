package image

import (
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }

// exposing is an image that exposes a port: PHP, with something to serve.
func exposing(t *testing.T) string {
	t.Helper()
	return built(t, "EXPOSE 8081")
}

// built is an image of the test's own on that of PHP.
func built(t *testing.T, lines ...string) string {
	t.Helper()
	c := phpweb.SharedSplit(t).PHP
	from, err := exec.Command("docker", "inspect", "-f", "{{.Config.Image}}", c.ID).Output()
	if err != nil {
		t.Fatal(err)
	}
	tag := "fleetspec-built-test:" + strings.ToLower(rand.Text())
	build := exec.Command("docker", "build", "-q", "-t", tag, "-")
	build.Stdin = strings.NewReader("FROM " + strings.TrimSpace(string(from)) + "\nLABEL test=" + tag + "\n" + strings.Join(lines, "\n") + "\n")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("docker", "rmi", "-f", tag).Run() })
	return tag
}

// What an image exposes is published nowhere, and what is asked for on loopback alone.
func TestOnlyWhatIsAskedForIsPublished(t *testing.T) {
	ref := exposing(t)
	for _, publish := range [][]string{nil, {"8081"}, {"8080"}} {
		b, err := Start(t.Context(), Config{Ref: ref, Publish: publish, Command: []string{"php", "-S", "0.0.0.0:8080", "-t", "/app/public"}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = b.Close() }()
		r, err := b.api.ContainerInspect(t.Context(), b.ID, client.ContainerInspectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, bound := range r.Container.NetworkSettings.Ports {
			for _, at := range bound {
				if n++; !at.HostIP.IsLoopback() {
					t.Errorf("publish %q: bound to %s", publish, at.HostIP)
				}
			}
		}
		said := b.Published(t.Context())
		if n != len(publish) || len(said) != len(publish) {
			t.Errorf("publish %q: %d ports are bound, it says %q", publish, n, said)
		}
		if len(publish) == 1 && publish[0] == "8080" && len(said) == 1 {
			at := regexp.MustCompile(`127\.0\.0\.1:[0-9]+`).FindString(said[0])
			if body := get(t, "http://"+at+"/static/plain.css"); !strings.Contains(body, "{") {
				t.Errorf("%s: %q", said[0], body)
			}
		}
	}
}

// get asks until the server listens.
func get(t *testing.T, url string) string {
	t.Helper()
	for range 100 {
		r, err := http.Get(url)
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	t.Errorf("%s: no answer", url)
	return ""
}

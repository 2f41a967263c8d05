package ondisk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// here runs commands on this machine, as is, and counts them.
type here struct {
	runs int
	cut  bool
}

func (h *here) Run(ctx context.Context, c transport.Command) (transport.Result, error) {
	h.runs++
	cmd := exec.CommandContext(ctx, c.Argv[0], c.Argv[1:]...)
	cmd.Stdin = c.Stdin
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		return transport.Result{}, err
	}
	text := out.Bytes()
	if h.cut {
		text = text[:len(text)/2]
	}
	return transport.Result{ExitCode: cmd.ProcessState.ExitCode(), Stdout: text, Stderr: errs.Bytes()}, nil
}

func (*here) Close() error { return nil }

func modelOf(t *testing.T, root string) *nginx.Model {
	t.Helper()
	c, err := conf.ReadText("nginx.conf", `http { server { server_name www; root "`+root+`"; location / { index index.html; try_files $uri $uri/ /front.php; } location ~ \.php$ { fastcgi_pass unix:/x; } } }`)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nginx.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhatHangsOnFilesIsAskedOfTheTarget(t *testing.T) {
	root := filepath.Join(t.TempDir(), "a \"b\" $c")
	for _, name := range []string{"dir/index.html", "file"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := modelOf(t, filepath.Dir(root)) // its name is the requests', as a variable would be asked for in the configuration
	h := &here{}
	base := "/" + "a%20%22b%22%20$c"
	var requests []nginx.Request
	for _, target := range []string{"/file", "/dir/", "/dir", "/none"} {
		requests = append(requests, nginx.Request{Host: "www", Target: base + target})
	}
	known, err := Learn(t.Context(), h, m, requests)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"200 /", "200 /", "301 /", `0 \.php$`} {
		ways, err := m.Ways(requests[i], known)
		if err != nil || len(ways) != 1 {
			t.Fatalf("%s: %d ways, %v", requests[i].Target, len(ways), err)
		}
		if got := fmt.Sprint(ways[0].Status, " ", ways[0].Final.Pattern); got != want || ways[0].Certainty() != nginx.Modelled {
			t.Errorf("%s: %s %s, want %s", requests[i].Target, got, ways[0].Certainty(), want)
		}
	}
	if h.runs > 4 {
		t.Errorf("the target was asked %d times", h.runs)
	}
}

func TestACutAnswerIsNoAnswer(t *testing.T) {
	m := modelOf(t, t.TempDir())
	known, err := Learn(t.Context(), &here{cut: true}, m, []nginx.Request{{Host: "www", Target: "/file"}})
	if err == nil || len(known) != 0 {
		t.Errorf("%v %v", known, err)
	}
}

package ondisk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
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
	return nginxtest.Model(t, `http { server { server_name www; root "`+root+`"; location / { index index.html; try_files $uri $uri/ /front.php; } location ~ \.php$ { fastcgi_pass unix:/x; } } }`)
}

func TestWhatHangsOnFilesIsAskedOfTheTarget(t *testing.T) {
	root := filepath.Join(open(t), "a \"b\" $c")
	for _, name := range []string{"dir/index.html", "file"} {
		put(t, filepath.Join(root, name), 0o644)
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

// Who asks is root here, NGINX's workers are not: what they may not see is not told.
func TestOnlyWhatEverybodyMaySeeIsTold(t *testing.T) {
	root := open(t)
	for name, mode := range map[string]os.FileMode{"shut/in": 0o644, "hidden": 0o600, "shown": 0o644, "listed/x": 0o600} {
		put(t, filepath.Join(root, name), mode)
	}
	for name, mode := range map[string]os.FileMode{"shut": 0o700, "listed": 0o711} {
		if err := os.Chmod(filepath.Join(root, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"link": "shown", "broken": "nowhere", "up": "listed"} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	known := Files{}
	told := map[string]string{"shut/in": "not told", "shut/none": "not told", "hidden": "not told", "shown": "file", "listed": "directory", "listed/none": "none", "listed/x": "not told",
		"shut": "directory", "link": "file", "broken": "not told", "up": "directory", "up/none": "none", "shown/below": "none", "none/below": "none", "a *? b": "none", "-n": "none"}
	var paths []string
	for name := range told {
		paths = append(paths, filepath.Join(root, name))
	}
	if err := known.ask(t.Context(), &here{}, paths); err != nil {
		t.Fatal(err)
	}
	for name, want := range told {
		got := "not told"
		if kind, ok := known.File(filepath.Join(root, name)); ok {
			got = map[nginx.Kind]string{nginx.None: "none", nginx.File: "file", nginx.Directory: "directory"}[kind]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// open is a folder that everybody may search, up to the root.
func open(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for dir := root; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func put(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestTheShellIsClean(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	check := exec.Command(path, "-s", "sh", "-")
	check.Stdin = strings.NewReader(script)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestACutAnswerIsNoAnswer(t *testing.T) {
	m := modelOf(t, t.TempDir())
	known, err := Learn(t.Context(), &here{cut: true}, m, []nginx.Request{{Host: "www", Target: "/file"}})
	if err == nil || len(known) != 0 {
		t.Errorf("%v %v", known, err)
	}
}

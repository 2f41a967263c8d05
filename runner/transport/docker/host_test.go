package docker

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/moby/client"
)

// TestHost: the engine is where docker's own command would find it.
func TestHost(t *testing.T) {
	const standard = client.DefaultDockerHost
	for name, c := range map[string]struct {
		host, env, context, config, meta string // context: DOCKER_CONTEXT; meta: of context "far"
		want                             string // the host, or a part of the error
	}{
		"nothing is set":          {want: standard},
		"given":                   {host: "tcp://a:1", env: "tcp://b:1", want: "tcp://a:1"},
		"DOCKER_HOST":             {env: "tcp://b:1", config: `{"currentContext":"far"}`, want: "tcp://b:1"},
		"the current context":     {config: `{"currentContext":"far"}`, meta: endpoint("tcp://c:1", false), want: "tcp://c:1"},
		"DOCKER_CONTEXT":          {context: "far", config: `{"currentContext":"default"}`, meta: endpoint("unix:///c", false), want: "unix:///c"},
		"the default context":     {context: "default", want: standard},
		"no current context":      {config: `{"auths":{}}`, want: standard},
		"a context not there":     {context: "near", want: `read docker context "near"`},
		"a context behind ssh":    {context: "far", meta: endpoint("ssh://d", false), want: "ssh://d is not supported"},
		"DOCKER_HOST behind ssh":  {env: "ssh://d", want: "use DOCKER_HOST: an engine behind ssh://d is not supported"},
		"a context of Kubernetes": {context: "far", meta: `{"Endpoints":{"kubernetes":{"Host":"x"}}}`, want: `docker context "far" names no engine`},
		"TLS that is not checked": {context: "far", meta: endpoint("tcp://c:1", true), want: "skips the verification of TLS"},
		"a broken config.json":    {config: `{`, want: "config.json"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("DOCKER_CONFIG", dir)
			for _, v := range []string{"DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_API_VERSION"} {
				t.Setenv(v, "")
			}
			t.Setenv("DOCKER_HOST", c.env)
			t.Setenv("DOCKER_CONTEXT", c.context)
			write(t, filepath.Join(dir, "config.json"), c.config)
			write(t, filepath.Join(dir, "contexts", "meta", fmt.Sprintf("%x", sha256.Sum256([]byte("far"))), "meta.json"), c.meta)
			got := where(c.host)
			if got != c.want && (c.want == standard || !strings.Contains(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// where gives the host, or the error's text.
func where(host string) string {
	options, err := hostOptions(host)
	if err != nil {
		return err.Error()
	}
	api, err := client.New(options...)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = api.Close() }()
	return api.DaemonHost()
}

func endpoint(host string, skip bool) string {
	return fmt.Sprintf(`{"Name":"far","Endpoints":{"docker":{"Host":%q,"SkipTLSVerify":%v}}}`, host, skip)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if text == "" {
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

package conf_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// localNGINX is the environment variable that names an NGINX 1.22 of this machine to be the referee by hand, which is
// faster than one in a container. It has no effect in CI.
const localNGINX = "FLEETSPEC_NGINX"

// A referee gives NGINX's word on many configurations, each a set of files by path, "nginx.conf" among them.
type referee func(t *testing.T, configs []map[string]string) []nginx.Verdict

func newReferee(t *testing.T) referee {
	t.Helper()
	if path := os.Getenv(localNGINX); path != "" && os.Getenv("CI") == "" {
		return local(path)
	}
	n := nginx.Start(t)
	return func(t *testing.T, configs []map[string]string) []nginx.Verdict {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		all, err := n.Test(ctx, configs)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

// local asks an NGINX of this machine.
func local(path string) referee {
	return func(t *testing.T, configs []map[string]string) []nginx.Verdict {
		t.Helper()
		dir := t.TempDir()
		var all []nginx.Verdict
		for _, files := range configs {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			for name, text := range files {
				file := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out, err := exec.Command(path, "-t", "-p", dir, "-c", filepath.Join(dir, "nginx.conf")).CombinedOutput()
			all = append(all, nginx.Verdict{OK: err == nil, Says: string(out)})
		}
		return all
	}
}

// machine are refusals that say something of the machine and not of the configuration.
var machine = regexp.MustCompile(`\[(emerg|crit|alert)\] \d+#\d+: (open\(\)|pread\(\)|mkdir\(\)|bind\(\)|socket\(\)|getpwnam|getgrnam|dlopen|mmap|cannot load certificate|BIO_new|` +
	`PEM_read|SSL_|ENGINE_by_id|malloc|posix_memalign|chown|opendir|.*host not found|.*No such file or directory|.*Permission denied|.*Is a directory|.*File name too long)`)

// ofMachine says whether NGINX refused for a reason that the configuration can't tell.
func ofMachine(v nginx.Verdict) bool { return !v.OK && machine.MatchString(v.Says) }

// ours is what the package says of a configuration, as strict as NGINX.
func ours(files map[string]string) error {
	_, err := conf.Options{Unknown: conf.Refuse}.ReadTexts("nginx.conf", files)
	return err
}

// says is the first line of NGINX's refusal, short.
func says(v nginx.Verdict) string {
	for line := range strings.Lines(v.Says) {
		if strings.Contains(line, "[emerg]") {
			return strings.TrimSpace(line)
		}
	}
	return strings.TrimSpace(v.Says)
}

package become_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/become"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// inside names the password to use, in a container that runs this test.
const inside = "FLEETSPEC_TEST_INSIDE"

// TestLocal takes this test into a container, to be a user there that is not
// root and has sudo: one who can't kill what runs as root.
func TestLocal(t *testing.T) {
	if _, ok := os.LookupEnv(inside); ok {
		conformLocally(t)
		return
	}
	id := transporttest.Start(t, transporttest.Debian)
	binary := filepath.Join(t.TempDir(), "become.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v: %s", err, out)
	}
	transporttest.Docker(t, nil, "cp", binary, id+":/become.test")
	transporttest.Docker(t, nil, "exec", id, "chmod", "755", "/become.test")
	for user, password := range map[string]string{
		transporttest.AsksPassword: transporttest.Password,
		transporttest.NoPassword:   "",
	} {
		t.Run(user, func(t *testing.T) {
			t.Parallel()
			out, err := exec.Command("docker", "exec", "-u", user, "-w", "/tmp", "-e", inside+"="+password, id,
				"/become.test", "-test.run", "^TestLocal$", "-test.v").CombinedOutput()
			if err != nil {
				t.Errorf("%v:\n%s", err, out)
			}
		})
	}
}

func conformLocally(t *testing.T) {
	o := become.Options{}
	if os.Getenv(inside) != "" {
		o.Password = password
	}
	transporttest.Conformance(t, func(*testing.T) transport.Transport { return become.Wrap(local.Open(), o) },
		transporttest.Options{Env: sudoEnv, NeverAlone: "the target is the container of the test itself"})
}

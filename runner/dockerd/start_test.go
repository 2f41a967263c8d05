package dockerd

import (
	"os"
	"testing"

	"github.com/testcontainers/testcontainers-go"
)

// The library made up its id, as it saw no process, and who looks from now on sees them all.
func TestTheStartLooksAtNoProcess(t *testing.T) {
	if v, set := os.LookupEnv("HOST_PROC"); set {
		t.Errorf("HOST_PROC is still %q", v)
	}
	if id := testcontainers.SessionID(); len(id) != len("123e4567-e89b-12d3-a456-426614174000") {
		t.Errorf("the session's id is %q, a digest of the parent process", id)
	}
}

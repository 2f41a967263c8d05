package image

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// neverHealthy is an image whose health check runs, and says nothing good or bad in time.
func neverHealthy(t *testing.T) string {
	t.Helper()
	return built(t, `HEALTHCHECK --interval=200ms --retries=10000 CMD false`, `CMD ["sleep", "1000"]`)
}

// Waiting ends with the patience of whoever waits, and nothing is left.
func TestWaitingForAnImageEnds(t *testing.T) {
	ref := neverHealthy(t)
	for name, c := range map[string]struct {
		wait, deadline, cancel time.Duration
		kind                   transport.Kind
		says                   string
	}{
		"the target's patience": {wait: time.Second, kind: transport.Config, says: "it is not healthy after 1s"},
		"the run's deadline":    {deadline: 2 * time.Second, kind: transport.Timeout, says: "deadline exceeded"},
		"the run is given up":   {cancel: 2 * time.Second, kind: transport.Canceled, says: "canceled"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if c.deadline > 0 {
			ctx, cancel = context.WithTimeout(t.Context(), c.deadline)
		}
		if c.cancel > 0 {
			time.AfterFunc(c.cancel, cancel)
		}
		begin := time.Now()
		_, err := Start(ctx, Config{Ref: ref, Wait: c.wait})
		cancel()
		var e *transport.Error
		if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(err.Error(), c.says) || time.Since(begin) > 20*time.Second {
			t.Errorf("%s: %v after %v", name, err, time.Since(begin))
		}
		if left, err := exec.Command("docker", "ps", "-aq", "--filter", "ancestor="+ref).Output(); err != nil || len(left) > 0 {
			t.Errorf("%s: %q is left, %v", name, left, err)
		}
	}
}

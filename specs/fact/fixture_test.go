package fact

import (
	"context"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
)

// inside gives the way into a container, as that user (empty: the container's own).
func inside(t *testing.T, name, user string) transport.Transport {
	t.Helper()
	tr, err := docker.Open(t.Context(), docker.Config{Container: name, User: user})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr
}

// rpmHost starts a host with an rpm database for one test.
func rpmHost(t *testing.T) *phpweb.RPM {
	t.Helper()
	phpweb.RequireDocker(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	h, err := phpweb.StartRPM(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// legacyHost starts a legacy host for one test that breaks it.
func legacyHost(t *testing.T) *phpweb.Legacy {
	t.Helper()
	phpweb.RequireDocker(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	h, err := phpweb.StartLegacy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// row wants a row to be there.
func row[R any](t *testing.T, table *Table[R], s *Snapshot, key string) R {
	t.Helper()
	r, found, err := table.Look(s, key)
	if err != nil || !found {
		t.Fatalf("%s %q: found %v, %v", table.Name, key, found, err)
	}
	return r
}

// lacks wants the host to have said that the key is not there.
func lacks[R any](t *testing.T, table *Table[R], s *Snapshot, key string) {
	t.Helper()
	if r, found, err := table.Look(s, key); err != nil || found {
		t.Errorf("%s %q: found %v %+v, %v, want absent", table.Name, key, found, r, err)
	}
}

// cannot wants the key to be unknown, and gives the reason.
func cannot[R any](t *testing.T, table *Table[R], s *Snapshot, key string) string {
	t.Helper()
	r, found, err := table.Look(s, key)
	if err == nil {
		t.Errorf("%s %q: found %v %+v, want unknown", table.Name, key, found, r)
		return ""
	}
	return err.Error()
}

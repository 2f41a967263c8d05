package main

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
)

// sluggish is a server that does as the path says: it never ends a body, never reads one, or takes 50 ms.
const sluggish = `
import os, socket, threading, time
l = socket.create_server(("127.0.0.1", 0), backlog=200)
print(l.getsockname()[1], os.getpid(), flush=True)
def serve(c):
    head = b""
    while True:
        while b"\r\n\r\n" not in head:
            got = c.recv(1)
            if not got: return
            head += got
        what = head.split()[1].decode()
        head = b""
        if what == "/endless":
            c.sendall(b"HTTP/1.1 200 OK\r\n\r\nfirst")
            while True:
                time.sleep(0.05)
                c.sendall(b".")
        if what == "/deaf":
            time.sleep(3600)
        time.sleep(0.05)
        c.sendall(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(what), what)).encode())
def kept(c):
    try: serve(c)
    except OSError: pass
    c.close()
while True:
    threading.Thread(target=kept, args=(l.accept()[0],), daemon=True).start()
`

// wayInto is the way into the host, over an SSH connection of the test's own, and the ids of sshd's processes that serve it.
func wayInto(t *testing.T, h *fixture.Legacy) (way *connect.Way, sshd []string) {
	t.Helper()
	found, err := new(inventory.Inventory).Resolve([]string{"ssh://" + h.Name})
	if err != nil {
		t.Fatal(err)
	}
	processes := func() []string {
		out, err := h.Shell(t.Context(), "pgrep -f '^sshd: ' || :")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(out)
	}
	before := processes()
	if way, err = connect.Into(t.Context(), found[0], connect.Options{SSHConfig: h.SSH.ConfigFile}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := way.Close(); err != nil {
			t.Error(err)
		}
	})
	// The process that serves is forked behind the login: it is there when it has done something.
	once, err := way.DialContext(t.Context(), "tcp", "127.0.0.1:22")
	if err != nil {
		t.Fatal(err)
	}
	_ = once.Close()
	for _, id := range processes() {
		if !slices.Contains(before, id) {
			sshd = append(sshd, id)
		}
	}
	if len(sshd) == 0 {
		t.Fatal("nobody serves the connection")
	}
	return way, sshd
}

// Through SSH there are no deadlines and no word for a reset: what takes too long ends all the same, in its time, and is
// never taken for an answer.
func TestTimesHoldThroughSSH(t *testing.T) {
	h := fixture.Shared(t)
	dial := "127.0.0.1:" + running(t, h, sluggish)
	way, sshd := wayInto(t, h)
	c := clientOf(t, httpcheck.Endpoint{URL: "http://www.example.com", DialContext: way.DialContext, Via: "target web", SSH: way.SSH, Writes: true, Concurrency: 50,
		Timeouts: httpcheck.Timeouts{Connect: 2 * time.Second, Whole: 2 * time.Second}}, dial)
	late := func(what string, r httpcheck.Request, phases ...httpcheck.Phase) {
		t.Helper()
		began := time.Now()
		x := c.Do(t.Context(), r)
		took := time.Since(began)
		if x.Error == nil || x.Error.Kind != httpcheck.Timeout || !slices.Contains(phases, x.Error.Phase) || took > 20*time.Second {
			t.Errorf("%s: %d, %v after %v", what, x.Last().Status, x.Error, took)
		}
	}
	for range 5 {
		late("a body that does not end", httpcheck.Request{Target: "/endless"}, httpcheck.Reading)
	}
	late("an upload that nobody reads", httpcheck.Request{Method: "POST", Target: "/deaf", Body: httpcheck.Body{Raw: make([]byte, 32<<20)}}, httpcheck.Sending)
	manyAtOnce(t, c, dial)

	signal := func(name string) {
		if out, err := h.Shell(context.WithoutCancel(t.Context()), "kill -"+name+" "+strings.Join(sshd, " ")); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	signal("STOP")
	stopped := true
	defer func() {
		if stopped {
			signal("CONT")
		}
	}()
	late("sshd is stopped", httpcheck.Request{Target: "/quick"}, httpcheck.Dialling, httpcheck.Waiting)
	late("sshd is stopped, and a connection of its own", httpcheck.Request{Target: "/quick", Once: true}, httpcheck.Dialling)
	signal("CONT")
	stopped = false
	if got := answered(t, c, httpcheck.Request{Target: "/quick"}); string(got.Body) != "/quick" {
		t.Errorf("once it goes on: %q", got.Body)
	}
}

// manyAtOnce sends 200 requests of 50 ms, 50 at once: one after the other they would take 10 s.
func manyAtOnce(t *testing.T, c *httpcheck.Client, dial string) {
	t.Helper()
	began := time.Now()
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			x := c.Do(t.Context(), httpcheck.Request{Target: "/quick"})
			if x.Error != nil || x.Last().Remote != dial || string(x.Last().Body) != "/quick" {
				t.Errorf("%v, by %s", x.Error, x.Last().Remote)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if took > 5*time.Second {
		t.Errorf("200 requests took %v", took)
	}
	t.Logf("200 requests of 50 ms, 50 at once, in %v", took)
}

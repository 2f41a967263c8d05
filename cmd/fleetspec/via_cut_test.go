package main

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// cutter is a server that answers as the path says, and ends the connection midway.
const cutter = `
import os, socket, struct, sys, time
heads = {"length": "Content-Length: 100\r\n", "chunks": "Transfer-Encoding: chunked\r\n", "none": ""}
bodies = {"length": "half", "chunks": "4\r\nhalf\r\n", "none": "half"}
l = socket.create_server(("127.0.0.1", 0))
print(l.getsockname()[1], os.getpid(), flush=True)
while True:
    c, _ = l.accept()
    what, _, end = c.recv(4096).decode().split()[1].strip("/").partition("-")
    if what in heads:
        c.sendall(("HTTP/1.1 200 OK\r\nX-What: %s\r\nConnection: close\r\n%s\r\n%s" % (what, heads[what], bodies[what])).encode())
    if end == "reset":
        time.sleep(0.3)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()
`

// running starts a server in Python on the host's own loopback, which prints its port and its id.
func running(t *testing.T, h *fixture.Legacy, server string) (port string) {
	t.Helper()
	note := "/run/fleetspec-" + strings.ToLower(rand.Text())
	shell := func(script string) string {
		out, err := h.Shell(t.Context(), script)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	shell("setsid python3 -c '" + server + "' >" + note + " 2>&1 </dev/null &")
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		if said := strings.Fields(shell("cat " + note)); len(said) == 2 {
			t.Cleanup(func() {
				if _, err := h.Shell(context.Background(), "kill "+said[1]+" && rm "+note); err != nil {
					t.Error(err)
				}
			})
			return said[0]
		}
	}
	t.Fatal("it does not listen: " + shell("cat "+note))
	return ""
}

// An answer that ends midway behind SSH is unknown, whatever is asked of what is not known: neither what came of the body,
// nor what did not. A head that came is known where only the body's end is in doubt.
func TestAnAnswerThatIsCutBehindSSH(t *testing.T) {
	h := fixture.Shared(t)
	dial := "127.0.0.1:" + running(t, h, cutter)
	asked := map[string]string{"it holds": "body: half", "it lacks": "body: { absent: whole }", "length": "length: 4", "pattern": "body: { match: ^half }"}
	for path, c := range map[string]struct {
		says   string
		status int
	}{
		"length": {"unexpected EOF", 3}, "length-reset": {"unexpected EOF", 3},
		"chunks": {"unexpected EOF", 3}, "chunks-reset": {"unexpected EOF", 3},
		"none": {"does not tell an end from a reset", 0}, "none-reset": {"does not tell an end from a reset", 0},
		"nothing": {"closed (wait)", 3}, "nothing-reset": {"closed (wait)", 3},
	} {
		run := func(expect string) checked {
			return judged(t, one(t, "{ get: /"+path+", expect: { "+expect+" } }"), "-F", h.SSH.ConfigFile, "-e", "http://www.example.com", "--via", "ssh://"+h.Name, "--dial", dial)
		}
		for name, expect := range asked {
			if got := run(expect); got.status != 3 || !strings.Contains(got.text, c.says) {
				t.Errorf("%s, %s: status %d, want unknown and %q\n%s", path, name, got.status, c.says, got.text)
			}
		}
		if got := run("status: 200"); got.status != c.status {
			t.Errorf("%s, its status: %d, want %d\n%s", path, got.status, c.status, got.text)
		}
	}
}

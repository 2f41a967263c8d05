package docker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// judge makes an exit code of an exec that has ended. PID 0 means that it never
// started: then the engine says 126 or 127 whatever the reason was, and prints
// the reason where the command's output would be.
func (x *execution) judge(r client.ExecInspectResult) (int, error) {
	if x.mark.started() || (x.direct && r.PID != 0) {
		return r.ExitCode, errors.Join(x.out.flush(), x.mark.flush())
	}
	said := reason(append(x.out.head, x.mark.head...))
	if r.PID != 0 {
		return 0, x.fail(transport.Lost, fmt.Errorf("it ended before it was known to run: %s", said))
	}
	code := refusal(said)
	switch {
	case strings.Contains(said, "argument list too long"):
		return 0, x.fail(transport.Config, errors.New(said))
	case code != 0 && !x.direct:
		return 0, errNoShell
	case code != 0:
		_, err := io.WriteString(x.c.Stderr, said+"\n")
		return code, err
	}
	return 0, x.fail(transport.Unreachable, errors.New(said))
}

// refusal reads runc's and crun's words: 127 when the program is missing, 126
// when it can't be executed, 0 when something else is wrong.
func refusal(said string) int {
	if strings.Contains(said, "chdir to cwd") {
		return 0
	}
	for _, w := range []string{"executable file not found", "executable file `", "no such file or directory"} {
		if strings.Contains(said, w) && strings.Contains(said, "exec") {
			return 127
		}
	}
	for _, w := range []string{"permission denied", "is a directory", "exec format error"} {
		if strings.Contains(said, w) {
			return 126
		}
	}
	return 0
}

// reason is the engine's message as one readable line.
func reason(b []byte) string {
	if s := strings.TrimSpace(string(b)); s != "" {
		return hosttext.Visible(s)
	}
	return "the engine did not start it, and gave no reason"
}

// failure begins the engine's message about an exec that did not start.
const failure = "OCI runtime "

// held takes standard output and holds back what may be the engine's own
// message, until it is known to be the command's.
type held struct {
	to     io.Writer
	direct bool
	mark   *mark
	head   []byte
	past   bool
}

func (h *held) Write(p []byte) (int, error) {
	if !h.past && !h.mark.started() {
		h.head = append(h.head, p...)
		n := min(len(h.head), len(failure))
		if !h.direct || bytes.Equal(h.head[:n], []byte(failure)[:n]) && len(h.head) < 8<<10 {
			return len(p), nil
		}
		return len(p), h.flush()
	}
	if err := h.flush(); err != nil {
		return 0, err
	}
	return h.to.Write(p)
}

func (h *held) flush() error {
	head := h.head
	h.past, h.head = true, nil
	if len(head) == 0 {
		return nil
	}
	_, err := h.to.Write(head)
	return err
}

package become

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

// wrapper says "NONCE PID", waits for the line "NONCE", and becomes the
// command. Other lines are dropped: a password that nobody read stops here. read
// takes no byte beyond its line.
const wrapper = `echo "$1 $$" >&2; while IFS= read -r l; do [ "$l" = "$1" ] && { unset l; shift; exec "$@"; }; done; exit 125`

// session is one command under sudo.
type session struct {
	b       *becoming
	c       *call.Call
	cmd     transport.Command
	nonce   string
	talk    *talk
	in      *io.PipeReader // standard input of sudo, then of the command
	feeding *io.PipeWriter
	freed   atomic.Bool // the command was let go
	killer  bool        // this one ends another; it is not ended itself
}

func newSession(b *becoming, c *call.Call, cmd transport.Command) *session {
	s := &session{b: b, c: c, cmd: cmd, nonce: rand.Text()}
	s.talk = newTalk(s.nonce, "fleetspec "+rand.Text()+" asks: ", c.Stderr)
	s.in, s.feeding = io.Pipe()
	return s
}

// run gives the command's exit code, or says why there is none.
func (s *session) run() (int, error) {
	ctx, abort := context.WithCancel(context.WithoutCancel(s.c.Context()))
	defer abort()
	type outcome struct {
		r   transport.Result
		err error
	}
	ended := make(chan outcome, 1)
	go func() {
		r, err := s.b.inner.Run(ctx, transport.Command{Argv: s.argv(), Stdin: s.in, Stdout: s.c.Stdout, Stderr: s.talk})
		ended <- outcome{r, err}
	}()
	over := make(chan struct{})
	defer close(over)
	defer func() { _ = s.in.Close() }()
	go s.converse(over)
	select {
	case o := <-ended:
		if s.c.Context().Err() == nil {
			return s.judge(o.r, o.err)
		}
	case <-s.c.Context().Done():
		s.end(abort)
		select {
		case <-ended:
		case <-time.After(2 * ending):
		}
	}
	return 0, s.c.Fault()
}

func (s *session) argv() []string {
	how := "-n"
	if s.b.o.Password != nil {
		how = "-S"
	}
	return append([]string{"sudo", how, "-H", "-p", s.talk.prompt, "-u", s.b.o.User, "--",
		"/bin/sh", "-c", wrapper, "sh", s.nonce}, s.cmd.Argv...)
}

// converse answers sudo, then lets the command go and feeds it.
func (s *session) converse(over <-chan struct{}) {
	defer func() { _ = s.feeding.Close() }()
	asked := s.talk.asked
	for {
		select {
		case <-over:
			return
		case <-s.c.Context().Done():
			return
		case <-s.talk.stuck:
			return
		case <-s.talk.started:
			if _, err := io.WriteString(s.feeding, s.nonce+"\n"); err == nil {
				s.freed.Store(true)
				s.c.Feed(s.feeding, s.cmd.Stdin)
			}
			return
		case <-asked:
			asked = nil
			if err := s.answer(); err != nil {
				s.c.Stop(err)
				return
			}
		}
	}
}

// answer sends the password. At a second prompt standard input is closed.
func (s *session) answer() error {
	if s.b.o.Password == nil {
		return s.refused("sudo asks for a password though it was told not to")
	}
	password, err := s.b.o.Password(s.c.Context())
	if err != nil {
		return s.refused("the password could not be read: %w", err)
	}
	if strings.ContainsAny(password, "\n\x00") {
		return s.refused("the password holds a line feed or a NUL byte, which sudo can't read")
	}
	s.talk.hide(password)
	_, _ = io.WriteString(s.feeding, password+"\n")
	return nil
}

// judge tells sudo's end from the command's.
func (s *session) judge(r transport.Result, err error) (int, error) {
	words := s.talk.words()
	switch {
	case err != nil:
		return 0, err
	case s.talk.hasStarted() && s.freed.Load():
		return r.ExitCode, s.talk.err
	case s.talk.hasStarted():
		return 0, s.refused("it ended with exit code %d before the command was let go%s", r.ExitCode, after(words))
	case s.talk.prompts() > 1:
		return 0, s.refused("sudo refused the password%s", after(words))
	case r.ExitCode == 127 || r.ExitCode == 126:
		return 0, s.refused("sudo can't be run%s", after(words))
	case words == "":
		return 0, s.refused("sudo ended with exit code %d and said nothing", r.ExitCode)
	}
	return 0, s.refused("%s%s", words, s.advice(words))
}

func after(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

// advice for what a person can mend in the inventory.
func (s *session) advice(words string) string {
	if s.b.o.Password == nil && strings.Contains(words, "a password is required") {
		return "; give fleetspec the password, or the user NOPASSWD"
	}
	return ""
}

func (s *session) refused(format string, args ...any) error {
	return &transport.Error{Kind: transport.Become, Op: "become " + hosttext.Visible(s.b.o.User), Err: fmt.Errorf(format, args...)}
}

// end ends the command. Before it was let go it ends by itself, as its standard
// input does.
func (s *session) end(abort func()) {
	defer abort()
	_ = s.feeding.Close()
	if !s.talk.hasStarted() {
		if words := s.talk.words(); words != "" {
			s.c.Note("sudo had not started it, and said: " + words)
		}
		return
	}
	if s.killer {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.c.Context()), ending)
	defer cancel()
	if err := s.b.kill(ctx, s.talk.pid); err != nil && !errors.Is(err, call.ErrClosed) {
		s.c.Note("it may still run: " + err.Error())
	}
}

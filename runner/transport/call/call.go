// Package call holds what every transport does alike for one command in
// flight: its checks, its output streams with their limit, what ended it early,
// and that Close ends it.
//
// A transport keeps one Group. Each Run starts a Call, gives the command's
// output to Stdout and Stderr, watches Context, and says at the end either
// Result or Fault.
package call

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// ErrClosed is the cause of a Fault when the transport was closed.
var ErrClosed = errors.New("the transport is closed")

// Group is the calls of one transport. The zero Group is ready.
type Group struct {
	mu     sync.Mutex
	closed bool
	live   map[*Call]struct{}
	wait   sync.WaitGroup
}

// Start begins a call of cmd. op reads "run X on Y" and begins the error. Its
// error is of kind Config when cmd can't be run by anybody, Canceled when the
// group is closed, Timeout or Canceled when ctx is over already.
// Each Call that was started must be ended with End.
func (g *Group) Start(ctx context.Context, op string, cmd transport.Command) (*Call, error) {
	if err := check(cmd.Argv); err != nil {
		return nil, &transport.Error{Kind: transport.Config, Op: op, Err: err}
	}
	c := &Call{op: op, group: g, begin: time.Now()}
	c.ctx, c.stop = context.WithCancelCause(ctx)
	limit := cmd.Limit
	if limit == 0 {
		limit = transport.DefaultLimit
	}
	c.Stdout = &Stream{name: "standard output", to: cmd.Stdout, limit: limit, stop: c.stop}
	c.Stderr = &Stream{name: "standard error", to: cmd.Stderr, limit: limit, stop: c.stop}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		c.stop(ErrClosed)
	}
	if err := c.Fault(); err != nil {
		c.stop(nil)
		return nil, err
	}
	if g.live == nil {
		g.live = map[*Call]struct{}{}
	}
	g.live[c] = struct{}{}
	g.wait.Add(1)
	return c, nil
}

// Close stops all calls and waits for their end. Later calls don't start.
// It says whether this was the first Close.
func (g *Group) Close() bool {
	g.mu.Lock()
	first := !g.closed
	g.closed = true
	for c := range g.live {
		c.stop(ErrClosed)
	}
	g.mu.Unlock()
	g.wait.Wait()
	return first
}

// Call is one command in flight.
type Call struct {
	op    string
	group *Group
	ctx   context.Context
	stop  context.CancelCauseFunc
	note  string
	begin time.Time

	// Stdout and Stderr take the command's output. They may be written to from
	// one goroutine each; after End they take nothing.
	Stdout, Stderr *Stream
}

// Context ends when the command must be ended: its context is over, an output
// stream can't take more, Stop was called, or the transport was closed.
func (c *Call) Context() context.Context { return c.ctx }

// Stop ends the call early. cause is an *transport.Error or becomes the cause
// of one of kind Canceled. The first cause is kept.
func (c *Call) Stop(cause error) { c.stop(cause) }

// End must be called when the command has ended, or was given up.
func (c *Call) End() {
	c.group.mu.Lock()
	delete(c.group.live, c)
	c.group.mu.Unlock()
	c.Stdout.over.Store(true)
	c.Stderr.over.Store(true)
	c.stop(nil)
	c.group.wait.Done()
}

// Fault says what ended the call early; nil when nothing did.
func (c *Call) Fault() error {
	if c.ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(c.ctx)
	kind := kindOf(cause)
	if kind == transport.Timeout {
		cause = fmt.Errorf("not done after %v: %w", time.Since(c.begin).Round(time.Millisecond), cause)
	}
	if c.note != "" {
		cause = fmt.Errorf("%w; %s", cause, c.note)
	}
	return c.Error(kind, cause)
}

// Note adds what the reader of a Fault should know: that the command may still
// run, and why.
func (c *Call) Note(text string) { c.note = text }

// Error is err as an *transport.Error of this call; one that is so already
// keeps its kind and its cause.
func (c *Call) Error(kind transport.Kind, err error) error {
	if te := (*transport.Error)(nil); errors.As(err, &te) {
		return te
	}
	return &transport.Error{Kind: kind, Op: c.op, Err: err}
}

// Result is the result of a command that ended with an exit code.
func (c *Call) Result(exitCode int) transport.Result {
	return transport.Result{ExitCode: exitCode, Stdout: c.Stdout.kept.Bytes(), Stderr: c.Stderr.kept.Bytes()}
}

// Feed copies from to w until from ends, w can't take more (the command closed
// its standard input, which is its right), or the call ends. Input that can't be
// read stops the call: half an input must not become a result.
// It may return later than the command ends, when from blocks.
func (c *Call) Feed(w io.Writer, from io.Reader) {
	if from == nil {
		return
	}
	buf := make([]byte, 32<<10)
	for c.ctx.Err() == nil {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.stop(fmt.Errorf("read standard input: %w", err))
			return
		}
	}
}

func kindOf(err error) transport.Kind {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return transport.Timeout
	case errors.Is(err, ErrLimit):
		return transport.OutputLimit
	default:
		return transport.Canceled
	}
}

func check(argv []string) error {
	if len(argv) == 0 || argv[0] == "" {
		return errors.New("no program is named")
	}
	if strings.HasPrefix(argv[0], "-") {
		// exec takes it for an option in some shells, and not in others.
		return fmt.Errorf("program name %q begins with a hyphen; write ./%s", hosttext.Visible(argv[0]), hosttext.Visible(argv[0]))
	}
	for _, a := range argv {
		if strings.ContainsRune(a, 0) {
			return fmt.Errorf("argument %q holds a NUL byte, which no argument can", hosttext.Visible(a))
		}
	}
	return nil
}

// Op is "run PROGRAM on TARGET", for Start.
func Op(cmd transport.Command, target string) string {
	if len(cmd.Argv) == 0 {
		return "run nothing on " + target
	}
	return "run " + hosttext.Visible(hosttext.FromString(cmd.Argv[0])) + " on " + target
}

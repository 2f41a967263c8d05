package call_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

func start(t *testing.T, ctx context.Context, g *call.Group, cmd transport.Command) *call.Call {
	t.Helper()
	cmd.Argv = []string{"x"}
	c, err := g.Start(ctx, "run x on y", cmd)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFault(t *testing.T) {
	cause := errors.New("cause")
	own := &transport.Error{Kind: transport.Lost, Op: "read z", Err: cause}
	for name, c := range map[string]struct {
		stop func(c *call.Call, cancel func())
		kind transport.Kind
		text string
	}{
		"nothing":             {func(*call.Call, func()) {}, "", ""},
		"the context":         {func(_ *call.Call, cancel func()) { cancel() }, transport.Canceled, "run x on y: context canceled"},
		"a cause":             {func(c *call.Call, _ func()) { c.Stop(cause) }, transport.Canceled, "run x on y: cause"},
		"an error of a kind":  {func(c *call.Call, _ func()) { c.Stop(own) }, transport.Lost, "read z: cause"},
		"the first of causes": {func(c *call.Call, cancel func()) { c.Stop(own); cancel(); c.Stop(cause) }, transport.Lost, "read z: cause"},
		"with a note":         {func(c *call.Call, _ func()) { c.Note("note"); c.Stop(cause) }, transport.Canceled, "run x on y: cause; note"},
		"the limit": {func(c *call.Call, _ func()) { _, _ = c.Stderr.Write(make([]byte, 9)) }, transport.OutputLimit,
			"run x on y: standard error: more output than the limit of 8 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var g call.Group
			k := start(t, ctx, &g, transport.Command{Limit: 8})
			defer k.End()
			c.stop(k, cancel)
			err := k.Fault()
			if c.kind == "" {
				if err != nil {
					t.Errorf("fault %v of a call that nothing stopped", err)
				}
				return
			}
			var te *transport.Error
			if !errors.As(err, &te) || te.Kind != c.kind || te.Error() != c.text {
				t.Errorf("fault %v, want %q of kind %q", err, c.text, c.kind)
			}
		})
	}
}

func TestDeadlineSaysHowLong(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	var g call.Group
	c := start(t, ctx, &g, transport.Command{})
	defer c.End()
	<-c.Context().Done()
	err := c.Fault()
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "not done after 2") {
		t.Errorf("fault %v", err)
	}
}

func TestStreamsAreGivenBack(t *testing.T) {
	var out strings.Builder
	var g call.Group
	c := start(t, t.Context(), &g, transport.Command{Stdout: &out})
	_, _ = io.WriteString(c.Stdout, "in time")
	c.End()
	if _, err := io.WriteString(c.Stdout, "late"); !errors.Is(err, call.ErrEnded) || out.String() != "in time" {
		t.Errorf("after the end: %v, and the caller's writer has %q", err, out.String())
	}
}

func TestCloseStopsAndWaits(t *testing.T) {
	var g call.Group
	c := start(t, t.Context(), &g, transport.Command{})
	closed := make(chan bool)
	go func() { closed <- g.Close() }()
	<-c.Context().Done()
	select {
	case <-closed:
		t.Error("Close did not wait for the call")
	case <-time.After(20 * time.Millisecond):
	}
	if err := c.Fault(); !errors.Is(err, call.ErrClosed) {
		t.Errorf("fault %v", err)
	}
	c.End()
	if first := <-closed; !first || g.Close() {
		t.Error("Close does not tell the first from the second")
	}
	if _, err := g.Start(t.Context(), "run x on y", transport.Command{Argv: []string{"x"}}); !errors.Is(err, call.ErrClosed) {
		t.Errorf("a call of a closed group: %v", err)
	}
}

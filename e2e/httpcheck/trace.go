package httpcheck

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"net/textproto"
	"sync"
	"time"
)

// interimLimit bounds the 1xx responses: with a hook for them net/http does not,
// and without one it fails in a way that has no type.
const interimLimit = 10

// trace is what net/http tells while a hop is under way. It is frozen when the
// round trip returns: events of a connection dialled for another request come later.
type trace struct {
	mu      sync.Mutex
	frozen  bool
	dial    [2]time.Time
	tls     [2]time.Time
	got     time.Time
	wrote   bool
	first   time.Time
	conns   int
	interim int
	reused  bool
	remote  string
	dialled []string
	state   *tls.ConnectionState
	sent    []Line
}

// note runs f under the lock, unless the trace is frozen.
func (t *trace) note(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.frozen {
		f()
	}
}

func (t *trace) freeze() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.frozen = true
}

// with hangs the trace into a context.
func (t *trace) with(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectStart: func(string, string) {
			t.note(func() {
				if t.dial[0].IsZero() {
					t.dial[0] = time.Now()
				}
			})
		},
		ConnectDone:       func(_, _ string, err error) { t.note(func() { t.dial[1] = time.Now() }) },
		TLSHandshakeStart: func() { t.note(func() { t.tls[0] = time.Now() }) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { t.note(func() { t.tls[1] = time.Now() }) },
		GotConn:           func(i httptrace.GotConnInfo) { t.note(func() { t.connection(i) }) },
		WroteHeaderField: func(name string, values []string) {
			t.note(func() {
				for _, v := range values {
					t.sent = append(t.sent, Line{name, v})
				}
			})
		},
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			t.note(func() { t.wrote = i.Err == nil })
		},
		GotFirstResponseByte: func() { t.note(func() { t.first = time.Now() }) },
		Got1xxResponse:       func(int, textproto.MIMEHeader) error { return t.oneMore() },
	})
}

// connection begins again: a request that got a second connection is sent twice.
func (t *trace) connection(i httptrace.GotConnInfo) {
	t.conns++
	t.got, t.reused, t.remote = time.Now(), i.Reused, i.Conn.RemoteAddr().String()
	t.wrote, t.first, t.sent, t.state = false, time.Time{}, nil, nil
	if c, ok := i.Conn.(*tls.Conn); ok {
		s := c.ConnectionState()
		t.state = &s
	}
}

func (t *trace) oneMore() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.interim++; t.interim > interimLimit {
		return &limitError{"more than 10 interim (1xx) responses came"}
	}
	return nil
}

// phase says how far the hop came before its head was there.
func (t *trace) phase() Phase {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.got.IsZero() && t.tls[0].IsZero():
		return Dialling
	case t.got.IsZero():
		return Handshake
	case !t.first.IsZero():
		return Headers
	case t.wrote:
		return Waiting
	}
	return Sending
}

// fill writes what was seen into a hop.
func (t *trace) fill(h *Hop) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.Dialled = t.dialled
	h.Sent, h.Remote, h.Reused, h.SentTwice = t.sent, t.remote, t.reused, t.conns > 1
	if !t.reused {
		h.Times.Dial, h.Times.TLS = between(t.dial), between(t.tls)
	}
	if !t.first.IsZero() {
		h.Times.Answer = t.first.Sub(t.got)
	}
}

func between(t [2]time.Time) time.Duration {
	if t[0].IsZero() || t[1].IsZero() {
		return 0
	}
	return t[1].Sub(t[0])
}

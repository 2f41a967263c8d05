package specs

import (
	"context"
	"errors"
	"time"

	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// DefaultDeadline bounds the time of one host when nobody says otherwise.
const DefaultDeadline = 2 * time.Minute

// line is the way to one live host: its connection, opened once.
type line struct {
	open     func(ctx context.Context) (transport.Transport, []string, error)
	deadline time.Duration
	wait     time.Duration

	conn  transport.Transport
	notes []string
}

// collect asks the host, dialling it first when there is no connection yet. Whatever
// goes wrong with the host is in the snapshot.
func (l *line) collect(ctx context.Context, h *Host, asks []fact.Ask) (*fact.Snapshot, error) {
	address := h.target.Address.String()
	if l.conn == nil {
		conn, notes, err := l.dial(ctx)
		if err != nil {
			return fact.LostSnapshot(h.Name(), address, hosttext.VisibleLines(err.Error())), nil
		}
		l.conn, l.notes = conn, notes
	}
	s, err := fact.Collector{Transport: l.conn, Target: h.Name(), Address: address}.Collect(ctx, asks)
	if s != nil {
		s.Notes = l.notes
	}
	return s, err
}

// between is the pause between two tries on a host that still boots.
const between = time.Second

// dial opens the connection, and tries again while --wait lasts and the host is just
// not there yet. A refused key or password does not mend itself.
func (l *line) dial(ctx context.Context) (transport.Transport, []string, error) {
	until := time.Now().Add(l.wait)
	for {
		conn, notes, err := l.open(ctx)
		if err == nil || !booting(err) || time.Now().After(until) {
			return conn, notes, err
		}
		select {
		case <-ctx.Done():
			return nil, nil, err
		case <-time.After(between):
		}
	}
}

func booting(err error) bool {
	var e *transport.Error
	return errors.As(err, &e) && (e.Kind == transport.Unreachable || e.Kind == transport.Lost || e.Kind == transport.Timeout)
}

func (l *line) close() {
	if l.conn != nil {
		_ = l.conn.Close() // nothing more is read from it
	}
}

// opener is connect.Open for one host; tests put their own.
var opener = connect.Open

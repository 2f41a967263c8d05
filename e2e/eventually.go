package e2e

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// eventually says how long a request is repeated until all that is expected of its answer holds.
type eventually struct{ within, every time.Duration }

// DefaultEvery is the pause between two tries when nobody says otherwise.
const DefaultEvery = time.Second

// EventuallyWithin repeats a check's request until all that is expected of its answer holds, or within is over: for what is
// still starting, or takes its time to be everywhere. What the last answer is, is judged. Between two tries are every, or
// DefaultEvery for 0; a try is not cut off by within, but by the endpoint's timeouts. Only requests that promise to change
// nothing can be repeated, and of no session.
func EventuallyWithin(within, every time.Duration) any {
	if every == 0 {
		every = DefaultEvery
	}
	return eventually{within, every}
}

// fits says why a request can't be repeated.
func (e eventually) fits(c *Call) error {
	switch {
	case e == (eventually{}):
	case e.within <= 0 || e.every <= 0:
		return errors.New("eventually: the time must be above zero")
	case !c.safe():
		return fmt.Errorf("eventually: %s may change something each time it is sent", c.Method)
	case c.Request.Once:
		return errors.New("eventually and once: it is sent once, or until it holds")
	case c.as != nil:
		return fmt.Errorf("eventually: what is sent as %s is sent in its order, and once", c.as.name())
	}
	return nil
}

// try sends the request once, or until it holds.
func (x *exchange) try(ctx context.Context) {
	began := time.Now()
	for {
		x.send(ctx, "")
		x.tries++
		x.trying = time.Since(began)
		if x.trying+x.until.every > x.until.within || x.fails() == nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(x.until.every):
		}
	}
}

// tried says after how many tries it was judged; "" after the first.
func (x *exchange) tried() string {
	if x.tries < 2 {
		return ""
	}
	return fmt.Sprintf(" (the last of %d tries in %s)", x.tries, x.trying.Round(time.Millisecond))
}

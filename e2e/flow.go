package e2e

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// flow is a session or a login: steps that share cookies and what they capture, sent one after the other.
type flow struct {
	endpoint *Endpoint
	text     string // "login smoke", "session wrong password"
	user     string // whose cookies they are
	login    bool
	// first is the login that a session begins with, done afresh with its own cookies.
	first *flow
	steps []*exchange
	// users are the checks that are sent as the user of this login.
	users []*exchange

	values map[string]known
	// broken says why nothing that comes after can be told.
	broken error

	// trying is held while a login is tried, for its users or afresh; failed says that it did not succeed: then it is
	// not tried again, as that may lock the account.
	trying sync.Mutex
	failed error
	// tried is closed when it was tried for its users and its own specs; nil when nobody wants that.
	tried chan struct{}
}

// wanted tells whether any spec of it, or of its users, is selected.
func (f *flow) wanted(selected func(*exchange) bool) bool {
	return f.last(selected) >= 0 || len(f.chosen(selected)) > 0
}

// last is the index of the last step whose spec is selected, or -1.
func (f *flow) last(selected func(*exchange) bool) int {
	last := -1
	for i, x := range f.steps {
		if selected(x) {
			last = i
		}
	}
	return last
}

func (f *flow) chosen(selected func(*exchange) bool) []*exchange {
	var out []*exchange
	for _, x := range f.users {
		if selected(x) {
			out = append(out, x)
		}
	}
	return out
}

// run sends the steps up to the last that is selected, those without a spec among them: each begins where the one
// before it ended. A login is done whole, and its users after it.
func (f *flow) run(ctx context.Context, selected func(*exchange) bool) {
	f.values = map[string]known{}
	last := f.last(selected)
	if f.login {
		last = len(f.steps) - 1
	}
	f.begin(ctx)
	if f.login {
		f.try(f, func() { f.through(ctx, last) })
		close(f.tried)
	} else {
		f.through(ctx, last)
	}
	for _, x := range f.chosen(selected) {
		if f.give(x) {
			x.send(ctx, f.user)
		}
	}
}

func (f *flow) through(ctx context.Context, last int) {
	for _, x := range f.steps[:last+1] {
		f.step(ctx, x)
	}
}

// begin does the login that a session begins with.
func (f *flow) begin(ctx context.Context) {
	if f.first == nil {
		return
	}
	if f.first.tried != nil {
		<-f.first.tried
	}
	own := f.first.afresh(f.user)
	f.first.try(own, func() { own.through(ctx, len(own.steps)-1) })
	f.values, f.broken = own.values, own.broken
}

// try tries a login, as own, when it did not fail before.
func (f *flow) try(own *flow, login func()) {
	f.trying.Lock()
	defer f.trying.Unlock()
	if own.broken = f.failed; own.broken == nil {
		login()
		f.failed = own.broken
		return
	}
	for _, x := range own.steps {
		own.give(x)
	}
}

// afresh is the same login with other cookies; no spec judges it.
func (f *flow) afresh(user string) *flow {
	own := &flow{endpoint: f.endpoint, text: f.text, user: user, login: true, values: map[string]known{}}
	for _, x := range f.steps {
		own.steps = append(own.steps, &exchange{endpoint: x.endpoint, call: x.call, name: x.name, place: x.place, flow: own, expect: x.expect, needs: x.needs})
	}
	return own
}

// give hands an exchange what is known by now. It tells whether it can be sent.
func (f *flow) give(x *exchange) bool {
	x.values = maps.Clone(f.values)
	x.why = f.broken
	for _, name := range x.needs {
		if k, ok := f.values[name]; x.why == nil && (!ok || k.err != nil) {
			x.why = k.err
			if !ok {
				x.why = fmt.Errorf("${%s} was not captured", name)
			}
		}
	}
	return x.why == nil
}

// step sends one step and learns from it.
func (f *flow) step(ctx context.Context, x *exchange) {
	if !f.give(x) {
		f.end(fmt.Errorf("%s before it was not sent: %w", x, x.why))
		return
	}
	user := f.user
	if x.call.nobody {
		user = ""
	}
	x.send(ctx, user)
	x.took = map[string]known{}
	for _, c := range x.call.captures {
		k := known{err: fmt.Errorf("${%s} was not captured: %s: %w", c.name, x, firstOf(x.look()))}
		if x.came.Error == nil {
			k = c.known(x, f.login)
		}
		f.values[c.name], x.took[c.name] = k, k
	}
	if f.login {
		if err := x.fails(); err != nil {
			f.end(err)
		}
	}
	if err := x.came.Error; err != nil {
		f.end(fmt.Errorf("%s before it %s: %w", x, went(err), err))
	}
}

// went says how it ended with an exchange that failed.
func went(f *httpcheck.Failure) string {
	switch {
	case f.Kind.NoAnswer():
		return "got no answer"
	case f.Kind == httpcheck.Writes || f.Kind == httpcheck.BadRequest:
		return "was not sent"
	}
	return "failed"
}

// end notes why nothing after a step can be told: a session that lacks one step is not the one that was meant.
func (f *flow) end(why error) {
	if f.broken != nil {
		return
	}
	if f.login {
		text := strings.TrimPrefix(why.Error(), "could not tell: ")
		why = errors.New(f.text + " failed: " + strings.Replace(text, ": could not tell: ", ": ", 1))
	}
	f.broken = why
}

// send sends an exchange with the cookies of user, if there is one.
func (x *exchange) send(ctx context.Context, user string) {
	r := bound(x.call.Request, x.value)
	r.User = user
	r.Secrets = x.secrets()
	x.came = x.endpoint.do(ctx, x.call, r)
	x.keep()
}

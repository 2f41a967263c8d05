package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

// Conn is one connection to one host. It is not made anew when it is lost: all
// that runs then, and later, is an error of kind Lost.
type Conn struct {
	name   string // as a person says it
	client *ssh.Client
	end    func() error // ends the connection with what lies under it
	calls  call.Group
	slots  *slots
	notes  []string

	gone chan struct{} // closed when the connection is over
	mu   sync.Mutex
	why  error
}

var (
	_ transport.Transport = (*Conn)(nil)
	_ transport.Dialer    = (*Conn)(nil)
)

func newConn(name string, client *ssh.Client, end func() error, notes []string) *Conn {
	c := &Conn{name: name, client: client, end: end, slots: newSlots(), notes: notes, gone: make(chan struct{})}
	go func() {
		c.fail(fmt.Errorf("the connection was lost: %w", client.Wait()))
		close(c.gone)
	}()
	return c
}

// Notes says what a report should say of this connection, such as a host key
// that was accepted as new.
func (c *Conn) Notes() []string { return c.notes }

// User is who we are logged in as.
func (c *Conn) User() string { return c.client.User() }

// fail notes why the connection is over; the first reason is kept.
func (c *Conn) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.why == nil {
		c.why = err
	}
}

// broken says why the connection is over; nil when it is not.
func (c *Conn) broken() error {
	if !isClosed(c.gone) {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.why
}

// Lost says that the connection is over, for whatever reason.
func (c *Conn) Lost() bool { return isClosed(c.gone) }

// Close ends what still runs, then the connection.
func (c *Conn) Close() error {
	if !c.calls.Close() {
		return nil
	}
	c.fail(call.ErrClosed)
	lost := isClosed(c.gone)
	err := c.end()
	if lost || errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
		return nil // it was over already, which Run has said
	}
	return err
}

// ping asks sshd anything: the answer comes after all that it sent before.
func (c *Conn) ping(ctx context.Context) error {
	answered := make(chan error, 1)
	go func() {
		_, _, err := c.client.SendRequest("keepalive@openssh.com", true, nil)
		answered <- err
	}()
	select {
	case err := <-answered:
		if err != nil {
			<-c.gone
			return c.broken()
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errHung = errors.New("the host does not answer any more")

// watch breaks the connection when the host has not answered count questions in
// a row, one each interval (ServerAliveInterval and ServerAliveCountMax of
// ssh_config(5)).
func (c *Conn) watch(interval time.Duration, count int) {
	for {
		select {
		case <-c.gone:
			return
		case <-time.After(interval):
		}
		ctx, cancel := context.WithTimeout(context.Background(), interval*time.Duration(count))
		err := c.ping(ctx)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			c.fail(fmt.Errorf("%w: no answer for %v", errHung, interval*time.Duration(count)))
			_ = c.client.Close()
		}
	}
}

// session opens a channel for a command. Where sshd has too many of ours it
// waits for one to end; an extra one asks until ctx ends.
func (c *Conn) session(ctx context.Context, extra bool) (ssh.Channel, <-chan *ssh.Request, error) {
	var refused *ssh.OpenChannelError
	for {
		channel, requests, err := c.open(ctx)
		if err == nil {
			c.slots.opened()
			return channel, requests, nil
		}
		if ctx.Err() == nil && !errors.As(err, &refused) {
			<-c.gone
			return nil, nil, c.broken()
		}
		if ctx.Err() == nil && !extra && !c.slots.refused() {
			return nil, nil, c.refusal(err)
		}
		select {
		case <-time.After(again):
			continue
		case <-ctx.Done():
		}
		if refused != nil {
			return nil, nil, c.refusal(refused)
		}
		return nil, nil, ctx.Err()
	}
}

// errRefused is in the error when sshd gives us no session.
var errRefused = errors.New("sshd refused a session (MaxSessions, or a login for forwarding only)")

func (c *Conn) refusal(err error) error {
	return &transport.Error{Kind: transport.Unreachable, Op: "open a session on " + c.name, Err: fmt.Errorf("%w: %s", errRefused, oneLine(err.Error()))}
}

func (c *Conn) open(ctx context.Context) (ssh.Channel, <-chan *ssh.Request, error) {
	type opened struct {
		channel  ssh.Channel
		requests <-chan *ssh.Request
		err      error
	}
	done := make(chan opened, 1)
	go func() {
		channel, requests, err := c.client.OpenChannel("session", nil)
		done <- opened{channel, requests, err}
	}()
	select {
	case o := <-done:
		return o.channel, o.requests, o.err
	case <-ctx.Done():
		go func() {
			if o := <-done; o.err == nil {
				go ssh.DiscardRequests(o.requests)
				_ = o.channel.Close()
			}
		}()
		return nil, nil, ctx.Err()
	}
}

package ssh

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// DialContext reaches an address from the host, as ssh -W does. network is "tcp"
// with ip:port: a name would be resolved by the host, where nobody here sees what
// became of it, and is refused. Its errors are *transport.Error. One wraps
// syscall.ECONNREFUSED only when sshd said that the address refused, and
// ErrForwarding when sshd itself did.
//
// What is read ends with io.EOF only while the connection stands. A far side that
// was reset and one that closed look alike: SSH has one word for both.
func (c *Conn) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	switch {
	case network != "tcp" && network != "tcp4" && network != "tcp6":
		return nil, c.undialled(transport.Config, address, fmt.Errorf("network %s can't be forwarded", network))
	case err != nil:
		return nil, c.undialled(transport.Config, address, errors.New("the host would resolve the name: give an ip:port"))
	}
	channel, err := c.client.DialContext(ctx, "tcp", to.String())
	if err != nil {
		return nil, c.unreached(ctx, address, err)
	}
	return c.pump(channel, net.TCPAddrFromAddrPort(to)), nil
}

// Home is the host's loopback: what the host itself serves.
func (c *Conn) Home(context.Context) (netip.Addr, error) {
	return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
}

func (c *Conn) undialled(kind transport.Kind, address string, err error) error {
	return &transport.Error{Kind: kind, Op: fmt.Sprintf("dial %s from %s", hosttext.Visible(address), c.name), Err: err}
}

// unreached sorts why no channel was opened.
func (c *Conn) unreached(ctx context.Context, address string, err error) error {
	var refused *ssh.OpenChannelError
	switch {
	case errors.As(err, &refused):
		return c.undialled(transport.Unreachable, address, refusalOf(refused))
	case ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled):
		return c.undialled(transport.Canceled, address, context.Cause(ctx))
	case ctx.Err() != nil:
		return c.undialled(transport.Timeout, address, context.Cause(ctx))
	}
	select { // a channel that fails otherwise, fails with its connection
	case <-c.gone:
		return c.undialled(transport.Lost, address, c.broken())
	case <-time.After(ending):
		return c.undialled(transport.Unreachable, address, err)
	}
}

// ErrForwarding is in the error when sshd does not forward to the address.
var ErrForwarding = errors.New("sshd does not allow it (AllowTcpForwarding, PermitOpen or the key's options)")

// refusalOf gives what sshd said as errors that can be told apart. Its text counts only
// beside the reason that a connection failed; any other text stays one.
func refusalOf(e *ssh.OpenChannelError) error {
	if e.Reason == ssh.Prohibited {
		return fmt.Errorf("%w: %s", ErrForwarding, oneLine(e.Message))
	}
	if number, known := words[e.Message]; known && e.Reason == ssh.ConnectionFailed {
		return number
	}
	return errors.New(oneLine(e.Error()))
}

// words are what strerror(3) says, in glibc's and musl's words: sshd sends no more than these.
var words = map[string]syscall.Errno{
	"Connection refused":     syscall.ECONNREFUSED,
	"Connection timed out":   syscall.ETIMEDOUT,
	"Operation timed out":    syscall.ETIMEDOUT,
	"No route to host":       syscall.EHOSTUNREACH,
	"Host is unreachable":    syscall.EHOSTUNREACH,
	"Network is unreachable": syscall.ENETUNREACH,
	"Network unreachable":    syscall.ENETUNREACH,
}

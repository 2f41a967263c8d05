// Package transport runs commands on targets.
//
// A transport knows how to reach one target (over SSH, by an exec in a
// container, or on this machine) and nothing of what is asked there. All
// implementations pass the same conformance suite, transporttest.
package transport

import (
	"context"
	"io"
	"net"
	"net/netip"
	"time"
)

// Transport runs commands on one target. Safe for concurrent use.
type Transport interface {
	// Run runs cmd and waits for its end. It returns an error only when the
	// command's fate is unknown: it never started, the connection was lost, the
	// context ended, or its output was over the limit. A command that ran and
	// exited non-zero is a Result. The error is an *Error.
	//
	// When ctx ends the remote command is ended too, as far as the target lets us.
	Run(ctx context.Context, cmd Command) (Result, error)
	// Close ends the connection; commands still running return an error.
	Close() error
}

// Dialer is implemented by a transport that can reach the target's network,
// such as SSH by forwarding. Ask for it where it is used.
type Dialer interface {
	// DialContext connects to an ip:port of that network; a name is an error, since it
	// would be resolved where nobody here looks. Its errors are *Error; one wraps
	// syscall.ECONNREFUSED only when the address refused.
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
	// Home is the target's own address there, as DialContext takes it.
	Home(ctx context.Context) (netip.Addr, error)
}

// Logger is a transport that also has what the target's first process writes to its standard output and error, as
// a container's engine keeps it. Who needs it asks a transport for it.
type Logger interface {
	// Log gives what was written since then by the clock of who keeps it, limit bytes at most.
	Log(ctx context.Context, since time.Time, limit int64) ([]byte, error)
}

// Command is one program to run.
type Command struct {
	// Argv is the program and its arguments. They arrive byte for byte: no
	// shell expands them, whatever the login shell of the target is.
	Argv []string
	// Stdin is the program's standard input; nil is an empty one. A transport
	// stops reading it when the command has ended, and does not wait for it.
	Stdin io.Reader
	// Stdout and Stderr, when not nil, receive the output as it arrives, instead
	// of the Result's fields. They are called from one goroutine each.
	Stdout, Stderr io.Writer
	// Limit bounds each collected stream in bytes; 0 is DefaultLimit. More
	// output ends the command with an error of kind OutputLimit.
	Limit int64
}

// DefaultLimit is the most that Run keeps of each output stream: 256 MiB.
const DefaultLimit = 256 << 20

// Result is how a command ended.
type Result struct {
	// ExitCode is the exit status; 128+n after signal n.
	ExitCode int
	// Stdout and Stderr are empty when the Command named writers.
	Stdout, Stderr []byte
}

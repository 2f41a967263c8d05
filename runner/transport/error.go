package transport

import "fmt"

// Kind says why the fate of a command is unknown.
type Kind string

// The kinds of errors. Each is something a person can act on.
const (
	// Unreachable: no connection (refused, no route, name unknown, no such container).
	Unreachable Kind = "unreachable"
	// Auth: the target refused our identity.
	Auth Kind = "auth"
	// HostKey: the host's key is unknown, changed or revoked.
	HostKey Kind = "host key"
	// Become: sudo refused, or asked for a password that we do not have.
	Become Kind = "become"
	// Timeout: the context's deadline passed.
	Timeout Kind = "timeout"
	// Canceled: the context was cancelled.
	Canceled Kind = "canceled"
	// Lost: the connection or the target went away while the command ran.
	Lost Kind = "lost"
	// OutputLimit: the command printed more than Command.Limit.
	OutputLimit Kind = "output limit"
	// Config: what the user wrote can't be used (an unreadable key, an unknown container user).
	Config Kind = "config"
)

// Error tells that, and why, the fate of a command is unknown. It reads
// "verb object: cause", with the mend where there is one.
type Error struct {
	Kind Kind
	// Op is the verb and the object: "dial web-01:22", "run sh on web-01".
	Op string
	// Err is the cause.
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Op, e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

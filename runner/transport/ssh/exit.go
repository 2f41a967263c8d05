package ssh

import (
	"errors"
	"fmt"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// exit is what sshd says of a command's end (RFC 4254, 6.10).
type exit struct {
	told bool // sshd said it: without that the fate is unknown
	code int
	err  error
}

// numbers of the signals that sshd names, as on Linux.
var numbers = map[string]int{
	"HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "USR1": 10,
	"SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15, "XCPU": 24, "XFSZ": 25, "SYS": 31,
}

// read takes one request of the channel.
func (e *exit) read(r *ssh.Request) {
	switch r.Type {
	case "exit-status":
		var m struct{ Status uint32 }
		if err := ssh.Unmarshal(r.Payload, &m); err != nil {
			*e = exit{told: true, err: fmt.Errorf("read the exit status: %w", err)}
			return
		}
		*e = exit{told: true, code: int(m.Status)}
	case "exit-signal":
		var m struct {
			Signal     string
			CoreDumped bool
			Error      string
			Lang       string
		}
		if err := ssh.Unmarshal(r.Payload, &m); err != nil {
			*e = exit{told: true, err: fmt.Errorf("read the exit signal: %w", err)}
			return
		}
		n, ok := numbers[m.Signal]
		if !ok {
			*e = exit{told: true, err: fmt.Errorf("it was ended by a signal that has no number here (%s)", hosttext.Visible(hosttext.FromString(m.Signal)))}
			return
		}
		*e = exit{told: true, code: 128 + n}
	}
	if r.WantReply {
		_ = r.Reply(r.Type == "exit-status" || r.Type == "exit-signal", nil)
	}
}

var errNoStatus = errors.New("the connection was lost before sshd said how the command ended")

package fact

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// CommandLimit bounds what a command may print on each stream, and CommandSeconds its time.
const (
	CommandLimit   = 1 << 20
	CommandSeconds = 20
)

// Command is how a command of the spec's author ended.
type Command struct {
	ExitStatus int    `json:"exit_status"`
	Stdout     string `json:"stdout"`
	Stderr     string `json:"stderr"`
}

// Commands are command lines that a spec's author wrote, run by sh with an empty
// environment but PATH and LC_ALL. It is the one table whose shell fleetspec does not
// vouch for: what the author wrote may write. Exit statuses 126 and 127 (it could not be
// run) and an end by a signal or by the time limit are unknown.
var Commands = Register(&Table[Command]{
	Name: "command", Tools: []string{"timeout", "od", "tr", "head"},
	Examples: []Ask{{Table: "command", Key: "echo hello; echo oops >&2; exit 3"}, {Table: "command", Key: "true"}, {Table: "command", Key: "nosuchcommand"}},
	Check: func(a Ask) error {
		if strings.TrimSpace(a.Key) == "" {
			return errors.New("ask for a command: it is empty")
		}
		return nil
	},
	Shell:    commandShell,
	Parse:    parseCommands,
	Evidence: func(a Ask) string { return a.Key },
})

// commandShell prints for each command a line "out HEX" whose bytes end in "rc N", and a
// line "err HEX". Both streams end in hexadecimal digits, so nothing of them can be
// taken for ours, and a byte that was lost shows in "rc".
func commandShell(asks []Ask) string {
	var b strings.Builder
	fmt.Fprintf(&b, `have timeout || cannot 'timeout is missing'
[ "$(timeout 5 sh -c 'printf up; exit 3'; printf ' %%s' $?)" = 'up 3' ] || cannot 'timeout is broken'
exec 5>&1
hex() { head -c %d | od -An -v -tx1 | tr -d ' \n'; }
[ "$(printf 'a\377\n' | hex)" = 61ff0a ] || cannot 'od, tr or head is missing or broken'
run() {
	err=$({
		out=$({ timeout %d sh -c "$1" 3>&- 4>&- 5>&-; echo "rc $?"; } 2>&4 | hex)
		printf 'out %%s\n' "$out" >&5
	} 4>&1 | hex)
	printf 'err %%s.\n' "$err"
}
`, CommandLimit+16, CommandSeconds)
	for _, key := range keys(asks) {
		b.WriteString("run " + Quote(key) + "\n")
	}
	return b.String()
}

func parseCommands(asks []Ask, out []byte) (Rows[Command], error) {
	rows, l := Rows[Command]{}, lines{out}
	for _, key := range keys(asks) {
		stdout, err := hexLine(&l, "out ", "")
		if err != nil {
			return nil, err
		}
		stderr, err := hexLine(&l, "err ", ".")
		if err != nil {
			return nil, err
		}
		row, why := commandRow(stdout, stderr)
		if why != "" {
			rows.Cannot(key, why)
			continue
		}
		rows.Has(key, row)
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	return rows, nil
}

func hexLine(l *lines, head, tail string) ([]byte, error) {
	line, err := l.next()
	if err != nil {
		return nil, err
	}
	text, ok := strings.CutPrefix(line, head)
	if !ok || !strings.HasSuffix(text, tail) {
		return nil, unexpected(line)
	}
	return hex.DecodeString(strings.TrimSuffix(text, tail))
}

func commandRow(stdout, stderr []byte) (Command, string) {
	at := bytes.LastIndex(stdout, []byte("rc "))
	if at < 0 || !bytes.HasSuffix(stdout, []byte("\n")) || len(stderr) > CommandLimit {
		return Command{}, fmt.Sprintf("it printed more than %d bytes, or its output was cut", CommandLimit)
	}
	code, err := strconv.Atoi(string(stdout[at+3 : len(stdout)-1]))
	switch {
	case err != nil:
		return Command{}, "its exit status is garbled"
	case code == 124:
		return Command{}, fmt.Sprintf("it took over %d s (or ended with status 124 itself)", CommandSeconds)
	case code == 125:
		return Command{}, "timeout itself failed (status 125)"
	case code == 126 || code == 127:
		return Command{}, fmt.Sprintf("it could not be run (exit status %d): %s", code, firstLine(stderr))
	case code > 128:
		return Command{}, fmt.Sprintf("it was killed by signal %d", code-128)
	}
	return Command{ExitStatus: code, Stdout: hosttext.FromBytes(stdout[:at]), Stderr: hosttext.FromBytes(stderr)}, ""
}

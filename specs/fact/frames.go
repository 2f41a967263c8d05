package fact

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Caps of what is read of a host, in bytes. Over a cap the table is unknown.
const (
	MaxTable = 32 << 20
	MaxHost  = 128 << 20
)

// frame is what the host printed for one table, or why that can't be used.
type frame struct {
	out []byte
	why string
}

// frames cuts the output of a script into the frames of its tables. Only marks with
// the nonce count; what else is printed (by a shell's rc file) is passed over
// outside of frames. A table with no begin, no end, two of one, or marks out of
// order is unknown. ended tells whether the script ran to its last line.
func frames(nonce string, out []byte) (found map[string]frame, ended bool) {
	found = map[string]frame{}
	mark := []byte(nonce + " ")
	open, start := "", 0
	for at := 0; at < len(out); {
		line, next := lineAt(out, at)
		if !bytes.HasPrefix(line, mark) {
			at = next
			continue
		}
		word, rest, _ := strings.Cut(string(line[len(mark):]), " ")
		switch word {
		case "begin":
			if open != "" {
				found[open] = frame{why: "its answer has no end"}
			}
			if _, twice := found[rest]; twice {
				found[rest] = frame{why: "it was answered twice"}
				rest = ""
			}
			open, start = rest, next
		case "cannot":
			if open != "" {
				found[open] = frame{why: hosttext.FromString(rest)}
			}
		case "end":
			name, status, _ := strings.Cut(rest, " ")
			closeFrame(found, open, name, status, out[start:at])
			open = ""
		case "done":
			ended = true
		}
		at = next
	}
	if open != "" {
		found[open] = frame{why: "its answer was cut off"}
	}
	return found, ended
}

func lineAt(out []byte, at int) (line []byte, next int) {
	i := bytes.IndexByte(out[at:], '\n')
	if i < 0 {
		return nil, len(out) // a line without its end was cut: no mark
	}
	return out[at : at+i], at + i + 1
}

func closeFrame(found map[string]frame, open, name, status string, body []byte) {
	if name != open {
		found[name] = frame{why: "its answer has no beginning"}
		if open != "" {
			found[open] = frame{why: "its answer has no end"}
		}
		return
	}
	if _, said := found[name]; said { // cannot, or twice
		return
	}
	code, err := strconv.Atoi(status)
	switch {
	case err != nil:
		found[name] = frame{why: "its end is garbled"}
	case code != 0:
		found[name] = frame{why: "the commands that read it " + exitWords(code)}
	case len(body) > MaxTable:
		found[name] = frame{why: fmt.Sprintf("its answer is over %d MiB", MaxTable>>20)}
	default:
		found[name] = frame{out: bytes.TrimSuffix(body, []byte("\n"))}
	}
}

func exitWords(code int) string {
	switch {
	case code == 127:
		return "were not found (exit status 127)"
	case code == 126:
		return "could not be run (exit status 126)"
	case code > 128:
		return fmt.Sprintf("were killed by signal %d", code-128)
	}
	return fmt.Sprintf("failed (exit status %d)", code)
}

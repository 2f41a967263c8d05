package fact

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// holders are the processes that hold sockets.
type holders struct {
	by     map[uint64][]string
	hidden []string
}

var hiddenFolder = regexp.MustCompile(`\b([0-9]+)/fd\b.*ermission denied`)

// holders reads what ls lists of /proc/PID/fd, and the names of the processes.
func (a *socketAnswer) holders() holders {
	h := holders{by: map[uint64][]string{}}
	names := map[string]string{}
	for _, line := range a.tables["names"] {
		if file, name, ok := strings.Cut(line, ":"); ok {
			names[strings.TrimSuffix(file, "/comm")] = hosttext.FromString(name)
		}
	}
	pid := ""
	for _, line := range a.tables["holders"] {
		if p, ok := strings.CutSuffix(line, "/fd:"); ok {
			pid = p
		} else if m := hiddenFolder.FindStringSubmatch(line); m != nil {
			h.hidden = append(h.hidden, names[m[1]]) // "" of one that has just ended
		} else if _, inode, ok := strings.Cut(line, " -> socket:["); ok && names[pid] != "" {
			if n, err := strconv.ParseUint(strings.TrimSuffix(inode, "]"), 10, 64); err == nil {
				h.by[n] = append(h.by[n], names[pid])
			}
		}
	}
	h.hidden = sorted(h.hidden)
	return h
}

// of gives the names of those that hold a socket, and of those that may.
func (h holders) of(inode uint64) (Value[[]string], []string) {
	if len(h.by[inode]) == 0 && len(h.hidden) == 0 {
		return Cannot[[]string]("no process was seen to hold it"), nil
	}
	return Known(sorted(h.by[inode])), h.hidden
}

// sorted gives each word once.
func sorted(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(s string) bool { return s == "" })
}

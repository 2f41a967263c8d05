// Package proctree ends a command with everything that it started.
package proctree

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// passes bounds the rounds of killing: a tree that forks while it is killed
// needs more than one.
const passes = 20

// Kill kills process pid, all that descends from it, and all of its session and
// its process group: a child whose parent died first is found by these. Where
// there is no /proc, it is the process group only. What belongs to another user
// may survive.
func Kill(pid int) {
	known := map[int]bool{pid: true}
	for range passes {
		found := 0
		// First look, then kill: a child that left the session is known by its
		// parent only.
		for _, p := range grow(known, read("/proc"), pid) {
			if syscall.Kill(p.pid, syscall.SIGKILL) == nil {
				found++
			}
		}
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		if found == 0 {
			return
		}
	}
}

// process is one row of /proc: see proc(5), /proc/pid/stat.
type process struct {
	pid, ppid, group, session int
	zombie                    bool
}

// grow gives the living processes of the tree and adds them to known.
func grow(known map[int]bool, all []process, root int) []process {
	var living []process
	seen := map[int]bool{}
	for again := true; again; {
		again = false
		for _, p := range all {
			ours := known[p.pid] || known[p.ppid] || p.session == root || p.group == root
			if !ours || seen[p.pid] || p.pid == os.Getpid() {
				continue
			}
			seen[p.pid], known[p.pid], again = true, true, true
			if !p.zombie {
				living = append(living, p)
			}
		}
	}
	return living
}

func read(proc string) []process {
	entries, err := os.ReadDir(proc)
	if err != nil {
		return nil
	}
	var all []process
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(proc + "/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		if p, ok := parse(pid, string(stat)); ok {
			all = append(all, p)
		}
	}
	return all
}

// parse reads a line of /proc/pid/stat; the name in parentheses may hold
// anything, so the fields count from the last one.
func parse(pid int, stat string) (process, bool) {
	f := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(f) < 4 {
		return process{}, false
	}
	p := process{pid: pid, zombie: f[0] == "Z" || f[0] == "X"}
	for i, to := range []*int{&p.ppid, &p.group, &p.session} {
		n, err := strconv.Atoi(f[i+1])
		if err != nil {
			return process{}, false
		}
		*to = n
	}
	return p, true
}

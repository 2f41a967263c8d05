package fact

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// process is one directory of /proc.
type process struct {
	pid, parent, uid int
	name, state      string
	args             []string
	// spaces is how many pid namespaces it is in, from that of /proc on.
	spaces int
}

// processList is all that the shell of Processes printed.
type processList struct {
	self  int
	order []int
	byPID map[int]*process
	own   map[int]bool
	users userNames
	env   map[int]string
	noEnv map[int]string
}

// readProcesses reads it part by part; each part has an end of its own.
func readProcesses(out string) (*processList, error) {
	l := &processList{byPID: map[int]*process{}, env: map[int]string{}, noEnv: map[int]string{}}
	head, rest, ok := strings.Cut(out, "\n")
	self, isSelf := strings.CutPrefix(head, "self ")
	var err error
	if l.self, err = strconv.Atoi(self); err != nil || !ok || !isSelf {
		return nil, errors.New("its answer has no beginning")
	}
	status, rest, ok := strings.Cut(rest, "\nstatus end\n")
	if !ok {
		return nil, errors.New("the states of processes were cut off")
	}
	if err := l.states(strings.Split(status, "\n")); err != nil {
		return nil, err
	}
	cmdline, rest, ok := strings.Cut(rest, "\ncmdline end\n")
	if !ok {
		return nil, errors.New("the command lines of processes were cut off")
	}
	if err := l.commandLines(strings.Split(cmdline, "\n")); err != nil {
		return nil, err
	}
	if err := l.rest(strings.Split(rest, "\n")); err != nil {
		return nil, err
	}
	l.findOwn()
	return l, nil
}

// states reads lines "PID/status:Name:\tnginx".
func (l *processList) states(lines []string) error {
	ended := false
	for _, line := range lines {
		file, text, ok := strings.Cut(line, ":")
		if file == fmt.Sprintf("./%d/status", l.self) {
			ended = true
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSuffix(file, "/status"))
		if !ok || err != nil || ended {
			return fmt.Errorf("the states of processes hold %.80q", hosttext.FromString(line))
		}
		p := l.byPID[pid]
		if p == nil {
			p = &process{pid: pid, uid: -1}
			l.byPID[pid] = p
			l.order = append(l.order, pid)
		}
		if err := p.state1(text); err != nil {
			return fmt.Errorf("process %d: %w", pid, err)
		}
	}
	switch {
	case !ended:
		return errors.New("the states of processes were cut off")
	case l.byPID[1] == nil:
		return errors.New("the processes of others are hidden (/proc is mounted with hidepid)")
	case l.byPID[l.self] == nil:
		return errors.New("its own process is not among those of /proc")
	case l.byPID[l.self].spaces == 0:
		return errors.New("the kernel (before 4.1) does not tell the processes of containers from the host's own")
	}
	for pid, p := range l.byPID {
		if p.name == "" || p.state == "" || p.uid < 0 || p.spaces == 0 {
			return fmt.Errorf("the state of process %d is not whole", pid)
		}
	}
	return nil
}

// state1 reads one line of proc_pid_status(5), in which a name has its newlines and backslashes escaped.
func (p *process) state1(line string) (err error) {
	word, v, _ := strings.Cut(line, ":\t")
	f := strings.Fields(v)
	switch {
	case word == "Name":
		p.name = hosttext.FromString(strings.NewReplacer(`\n`, "\n", `\\`, `\`).Replace(v))
	case word == "State" && len(f) > 0:
		p.state = f[0]
	case word == "PPid" && len(f) == 1:
		p.parent, err = strconv.Atoi(f[0])
	case word == "Uid" && len(f) == 4:
		p.uid, err = strconv.Atoi(f[1])
	case word == "NSpid" && len(f) > 0:
		p.spaces = len(f)
	default:
		return fmt.Errorf("its state holds %.80q", hosttext.FromString(line))
	}
	return err
}

// commandLines reads lines "PID/cmdline:ARG\0ARG\0", of which an argument with a newline
// makes several, or "PID/hex: 2f 75 …".
func (l *processList) commandLines(lines []string) error {
	text := map[int]string{}
	ended := false
	for _, line := range lines {
		file, v, ok := strings.Cut(line, ":")
		if file == fmt.Sprintf("./%d/cmdline", l.self) {
			ended = true
			continue
		}
		number, form, _ := strings.Cut(file, "/")
		pid, err := strconv.Atoi(number)
		if !ok || err != nil || ended || form != "cmdline" && form != "hex" {
			return fmt.Errorf("the command lines of processes hold %.80q", hosttext.FromString(line))
		}
		if form == "hex" {
			raw, err := hex.DecodeString(strings.Join(strings.Fields(v), ""))
			if err != nil {
				return fmt.Errorf("the command line of process %d: %w", pid, err)
			}
			v = string(raw)
		}
		if before, again := text[pid]; again {
			v = before + "\n" + v
		}
		text[pid] = v
	}
	if !ended {
		return errors.New("the command lines of processes were cut off")
	}
	for pid, v := range text {
		// A title is padded with NULs.
		if v = strings.TrimRight(v, "\x00"); v != "" && l.byPID[pid] != nil {
			l.byPID[pid].args = strings.Split(v, "\x00")
		}
	}
	return nil
}

// rest reads the names of users, and the environments.
func (l *processList) rest(lines []string) error {
	ended, named := false, false
	for i := 0; i < len(lines); i++ {
		word, v, _ := strings.Cut(lines[i], " ")
		switch {
		case word == "users" && !named, word == "env":
			n := 0
			for i+1+n < len(lines) && lines[i+1+n] != "." {
				n++
			}
			block := lines[i+1 : i+1+n]
			if i+1+n == len(lines) {
				return errors.New("its answer was cut off")
			}
			i += n + 1
			if err := l.block(word, v, block); err != nil {
				return err
			}
			named = true
		case word == "noenv":
			number, why, _ := strings.Cut(v, " ")
			pid, err := strconv.Atoi(number)
			if err != nil {
				return fmt.Errorf("its answer holds %.80q", lines[i])
			}
			l.noEnv[pid] = hosttext.FromString(why)
		case lines[i] == "end" && i == len(lines)-2 && lines[i+1] == "":
			ended = true
			i++
		default:
			return fmt.Errorf("its answer holds %.80q", hosttext.FromString(lines[i]))
		}
	}
	if !ended || !named {
		return errors.New("its answer was cut off")
	}
	return nil
}

func (l *processList) block(word, v string, lines []string) (err error) {
	if word == "users" {
		l.users, err = readUserNames(v, lines)
		return err
	}
	pid, err := strconv.Atoi(v)
	if err != nil {
		return fmt.Errorf("its answer holds the process %.40q", v)
	}
	l.env[pid] = strings.Join(lines, " ")
	return nil
}

// carriers are the programs that carry a collection to its shell.
var carriers = map[string]bool{"sudo": true, "su": true, "doas": true, "runuser": true, "setpriv": true, "env": true, "timeout": true, "login": true,
	"sh": true, "dash": true, "ash": true, "bash": true, "zsh": true, "tcsh": true, "csh": true, "fish": true, "ksh": true, "mksh": true, "yash": true, "busybox": true}

// findOwn marks the collecting shell, all below it, and what carries it: upwards as
// long as they are shells, sudo and the like, or the sshd of one session.
func (l *processList) findOwn() {
	l.own = map[int]bool{l.self: true}
	for more := true; more; {
		more = false
		for pid, p := range l.byPID {
			if !l.own[pid] && l.own[p.parent] {
				l.own[pid], more = true, true
			}
		}
	}
	for p := l.byPID[l.byPID[l.self].parent]; p != nil && p.pid != 1 && !l.own[p.pid] && (carriers[p.name] || p.isSession()); p = l.byPID[p.parent] {
		l.own[p.pid] = true
	}
}

// isSession tells whether it is the sshd of one connection, and not the one that listens.
func (p *process) isSession() bool {
	return len(p.args) > 0 && (strings.HasPrefix(p.args[0], "sshd: ") || strings.HasPrefix(p.args[0], "sshd-session: ")) &&
		!strings.Contains(p.args[0], "[listener]")
}

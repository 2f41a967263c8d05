package fact

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Process is all processes of one name.
type Process struct {
	Instances []ProcessInstance `json:"instances"`
}

// ProcessInstance is one process.
type ProcessInstance struct {
	PID    int `json:"pid"`
	Parent int `json:"parent"`
	// Name is what the kernel calls it, at most 15 bytes: "php-fpm8.2".
	Name string `json:"name"`
	// Args is its command line, or the title that it wrote over it, with secrets redacted;
	// empty for a thread of the kernel and for a zombie.
	Args []string `json:"args"`
	// State is the kernel's letter: R, S, D, T, Z for a zombie.
	State string `json:"state"`
	// UID is the effective user id, User its name, or the number where it has none.
	UID  int           `json:"uid"`
	User Value[string] `json:"user"`
	// Env are the variables that it was started with, when they were asked for (Ask.Want
	// "env"); what it set since is not there.
	Env Value[map[string]Variable] `json:"env"`
}

// Alive tells whether it runs: a zombie has ended.
func (p ProcessInstance) Alive() bool { return p.State != "Z" && p.State != "X" }

// Processes holds the processes of the asked names. A name is the kernel's name of a
// process, its first argument, that's base name, or the word before the colon of a
// title ("php-fpm" of "php-fpm: pool www").
//
// Left out are this collection's own processes, the shells, sudo and sshd session that carry it, and
// those of containers inside the host (another pid namespace; the kernel tells since 4.1).
var Processes = Register(&Table[Process]{
	Name:  "process",
	Tools: []string{"grep", "sed", "sort", "timeout", "getent", "od"},
	Examples: []Ask{{Table: "process", Key: "nginx"}, {Table: "process", Key: "queue-worker"}, {Table: "process", Key: "queue-worker", Want: "env"},
		{Table: "process", Key: "no-such-process"}},
	Check: func(a Ask) error {
		if a.Key == "" || strings.ContainsAny(a.Key, "\n*?") {
			return fmt.Errorf("ask for process %.80q: it must be the name of one program", a.Key)
		}
		if a.Want != "" && a.Want != "env" {
			return fmt.Errorf("ask for process %.80q: there is no column %q", a.Key, a.Want)
		}
		return nil
	},
	Shell:    processShell,
	Parse:    parseProcesses,
	Evidence: func(a Ask) string { return "ps -eo pid,user,stat,comm,args | grep -e " + Quote(a.Key) },
})

// processShell reads /proc by two greps, which name the file of every line, so that no process
// can pass for another by its title. The shell's own files come last, to show that grep ended.
func processShell(asks []Ask) string {
	return userNamesShell + `fs_nl='
'
cd /proc || cannot '/proc is not there'
[ -r 1/status ] || cannot 'the processes of others are hidden (/proc is mounted with hidepid)'
set +f; set -- [0-9]*; set -f
fs_status="" fs_cmdline=""
for fs_p; do fs_status="$fs_status $fs_p/status" fs_cmdline="$fs_cmdline $fs_p/cmdline"; done
fs_s=$(grep -HE '^(Name|State|PPid|Uid|NSpid):' $fs_status ./$$/status 2>/dev/null)
[ $? -le 2 ] || cannot 'grep could not read the states of processes'
printf 'self %s\n%s\nstatus end\n' $$ "$fs_s"
if printf 'a\0b\n' | grep -aq b; then
	grep -aH '' $fs_cmdline ./$$/cmdline 2>/dev/null
	[ $? -le 2 ] || cannot 'grep could not read command lines'
else # a grep that stops at NUL
	[ "$(printf a | od -An -v -tx1)" = ' 61' ] || cannot 'grep stops at NUL, and od is missing or broken'
	for fs_p; do
		if fs_a=$(od -An -v -tx1 $fs_p/cmdline 2>/dev/null); then printf '%s/hex:%s\n' $fs_p "$(printf '%s ' $fs_a)"
		elif [ -d $fs_p ]; then cannot 'od could not read command lines'
		fi
	done
	printf './%s/cmdline:\n' $$
fi
printf 'cmdline end\n'
fs_users $(printf '%s\n' "$fs_s" | sed -n 's/^[0-9]*\/status:Uid:[^0-9]*[0-9]*[^0-9]*\([0-9]*\).*/\1/p' | sort -u)
` + environShell(asks) + `printf 'end\n'
`
}

// environShell dumps the environments of all processes in whose name or command line a
// name occurs for which they are wanted; which of them have it, the parser says.
func environShell(asks []Ask) string {
	var patterns []string
	for _, key := range keys(asks) {
		if wants(asks, key, "env") {
			patterns = append(patterns, "-e", Quote(commOf(path.Base(key))))
		}
	}
	if patterns == nil {
		return ""
	}
	return `fs_comm=""
for fs_p; do fs_comm="$fs_comm $fs_p/comm"; done
fs_found=$(grep -laF ` + strings.Join(patterns, " ") + ` $fs_comm $fs_cmdline 2>/dev/null)
[ $? -le 2 ] || cannot 'grep could not find processes by name'
if [ "$(printf a | od -An -v -tx1)" = ' 61' ]; then fs_od=; else fs_od='od is missing or broken'; fi
for fs_p in $(printf '%s\n' "$fs_found" | sed 's/\/.*//' | sort -u); do
	if [ "$fs_od" ]; then printf 'noenv %s %s\n' $fs_p "$fs_od"
	elif fs_e=$(od -An -v -tx1 -N ` + strconv.Itoa(maxEnviron+1) + ` $fs_p/environ 2>&1); then printf 'env %s\n%s\n.\n' $fs_p "$fs_e"
	elif [ -d $fs_p ]; then printf 'noenv %s %s\n' $fs_p "${fs_e%%"$fs_nl"*}"
	fi
done
`
}

// commOf is what the kernel keeps of a program's name.
func commOf(name string) string {
	if len(name) > 15 {
		return name[:15]
	}
	return name
}

func parseProcesses(asks []Ask, out []byte) (Rows[Process], error) {
	all, err := readProcesses(string(out))
	if err != nil {
		return nil, err
	}
	rows := Rows[Process]{}
	for _, key := range keys(asks) {
		row, err := all.named(key, wants(asks, key, "env"))
		switch {
		case err != nil:
			rows.Cannot(key, err.Error())
		case len(row.Instances) == 0:
			rows.Lacks(key)
		default:
			rows.Has(key, row)
		}
	}
	return rows, nil
}

// named finds the processes of a name.
func (all *processList) named(key string, env bool) (Process, error) {
	var row Process
	for _, pid := range all.order {
		p := all.byPID[pid]
		if all.own[pid] || p.spaces != all.byPID[all.self].spaces {
			continue
		}
		is, err := p.isNamed(key)
		if err != nil {
			return row, err
		}
		if !is {
			continue
		}
		i := ProcessInstance{PID: p.pid, Parent: p.parent, Name: p.name, Args: plainArguments(p.args), State: p.state, UID: p.uid, User: all.users.of(strconv.Itoa(p.uid))}
		if env {
			i.Env = all.environ(pid)
		}
		row.Instances = append(row.Instances, i)
	}
	return row, nil
}

func (all *processList) environ(pid int) Value[map[string]Variable] {
	if why, ok := all.noEnv[pid]; ok {
		return Cannot[map[string]Variable]("its environment could not be read: " + why)
	}
	dump, ok := all.env[pid]
	if !ok {
		return Cannot[map[string]Variable]("its environment was not read")
	}
	env, err := parseEnviron(dump)
	if err != nil {
		return Cannot[map[string]Variable](err.Error())
	}
	return Known(env)
}

var errNameCut = errors.New("the kernel keeps 15 bytes of a name, and a process that may be it shows no command line")

// isNamed tells whether a process goes by a name.
func (p process) isNamed(key string) (bool, error) {
	if p.name == key {
		return true, nil
	}
	if len(p.args) > 0 {
		first := p.args[0]
		title, _, isTitle := strings.Cut(first, ": ")
		if first == key || path.Base(first) == key || isTitle && title == key {
			return true, nil
		}
	}
	if len(key) <= 15 || p.name != key[:15] {
		return false, nil
	}
	if len(p.args) == 0 {
		return false, errNameCut
	}
	// A script is run as the second argument of its interpreter.
	return len(p.args) > 1 && path.Base(p.args[1]) == key, nil
}

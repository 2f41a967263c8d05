package fact

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// KernelParam is one kernel parameter.
type KernelParam struct {
	// Value is as /proc/sys shows it, runs of blanks and tabs as one blank.
	Value string `json:"value"`
}

// KernelParams are the asked files of /proc/sys. (sysctl -a leaves out what a user can't
// read, and deprecated ones, with status 0.) The shell's own read is no way: it
// reads byte by byte, and the kernel gives such a reader the first byte alone.
var KernelParams = Register(&Table[KernelParam]{
	Name: "kernel-param", Tools: []string{"cat", "awk"},
	Examples: []Ask{{Table: "kernel-param", Key: "net.core.somaxconn"}, {Table: "kernel-param", Key: "net.ipv4.ip_local_port_range"},
		{Table: "kernel-param", Key: "kernel.no_such_parameter"}},
	Check:    checkParam,
	Shell:    paramShell,
	Parse:    func(asks []Ask, out []byte) (Rows[KernelParam], error) { return parseParams(keys(asks), out) },
	Evidence: func(a Ask) string { return "cat " + Quote(paramPath(a.Key)) },
})

var paramName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./:@-]*$`)

func checkParam(a Ask) error {
	if !paramName.MatchString(a.Key) || strings.Contains(a.Key, "..") || strings.Contains(a.Key, "//") {
		return fmt.Errorf("ask for kernel parameter %q: not a parameter's name, such as net.core.somaxconn", a.Key)
	}
	return nil
}

// paramPath is the file of a parameter, by sysctl(8): when the first separator is a
// dot, dots are slashes and slashes dots (net.ipv4.conf.eth0/1.forwarding).
func paramPath(key string) string {
	if i := strings.IndexAny(key, "./"); i >= 0 && key[i] == '.' {
		key = strings.NewReplacer(".", "/", "/", ".").Replace(key)
	}
	return "/proc/sys/" + key
}

// paramShell prints for each parameter "is", its lines with = in front, and "."; or "no";
// or "cannot WHY".
func paramShell(asks []Ask) string {
	var b strings.Builder
	b.WriteString(`[ -d /proc/sys/kernel ] || cannot '/proc/sys is not there'
[ "$(cat /proc/sys/kernel/ostype)" = Linux ] || cannot 'cat is missing, or does not read /proc/sys'
param() {
	if [ ! -e "$1" ]; then
		up=$1
		while [ ! -e "$up" ]; do up=${up%/*}; done
		if [ -d "$up" ] && [ ! -x "$up" ]; then echo "cannot $up may not be searched"; else echo no; fi
	elif [ ! -f "$1" ]; then echo no
	elif [ ! -r "$1" ]; then echo "cannot permission denied"
	elif ! value=$(cat "$1" 2>/dev/null); then echo "cannot cat failed to read it"
	elif [ -z "$value" ]; then echo "cannot it reads as nothing: it is empty, or the kernel refuses to show it"
	else
		echo is
		printf '%s\n' "$value" | while IFS= read -r line || [ -n "$line" ]; do printf '=%s\n' "$line"; done
		echo .
	fi
}
params() {
	for p; do [ -f "$p" ] && [ -r "$p" ] || return 1; done
	all=$(awk 'FNR == 1 { if (n++) print "."; print "is" } { print "=" $0 } END { print "."; exit n != ARGC - 1 }' "$@" 2>/dev/null) || return 1
	printf '%s\n' "$all"
}
`)
	var paths []string
	for _, key := range keys(asks) {
		paths = append(paths, paramPath(key))
	}
	// One process for all where each can be read; 30 times cat cost the host some 40 ms more.
	fmt.Fprintf(&b, "params %s || for p in %[1]s; do param \"$p\"; done\n", QuoteAll(paths))
	return b.String()
}

func parseParams(keys []string, out []byte) (Rows[KernelParam], error) {
	rows, l := Rows[KernelParam]{}, lines{out}
	for _, key := range keys {
		line, err := l.next()
		if err != nil {
			return nil, err
		}
		why, cannot := strings.CutPrefix(line, "cannot ")
		switch {
		case line == "no":
			rows.Lacks(key)
		case cannot:
			rows.Cannot(key, hosttext.FromString(why))
		case line == "is":
			value, err := l.value()
			if err != nil {
				return nil, err
			}
			rows.Has(key, KernelParam{Value: oneBlank(value)})
		default:
			return nil, unexpected(line)
		}
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	return rows, nil
}

// oneBlank makes runs of blanks and tabs in each line one blank.
func oneBlank(text string) string {
	all := strings.Split(text, "\n")
	for i, line := range all {
		all[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(all, "\n")
}

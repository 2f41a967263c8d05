package fact

import (
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Socket is all that listens under one key: "tcp:443" (IPv4), "tcp6:443", "udp:53",
// "udp6:53", "unix:/run/php/php8.2-fpm.sock".
type Socket struct {
	Listeners []Listener `json:"listeners"`
	// File is the file of a unix socket whose key was asked for with Ask.Want "file".
	File Value[SocketFile] `json:"file"`
}

// Listener is one listening TCP or unix socket, an UDP socket that is bound and connected
// to nobody, or a unix datagram socket with a path.
type Listener struct {
	// Address is the IP address: "0.0.0.0" or "::" for all. Of a unix socket it is the path, as it was bound.
	Address string `json:"address"`
	// Inode is the kernel's number of the socket.
	Inode uint64 `json:"inode"`
	// User made the TCP or UDP socket; the kernel does not tell of unix sockets.
	User Value[string] `json:"user"`
	// Both tells of a socket on "::" whether it takes IPv4 too. /proc does not hold it, ss knows.
	Both Value[bool] `json:"both"`
	// Processes are the names of those that were seen to hold it, when they were asked for (Ask.Want "process").
	Processes Value[[]string] `json:"processes"`
	// Hidden are the names of processes that may hold it too: what they hold is not shown to
	// who asks (another user than root, or root in a container).
	Hidden []string `json:"hidden,omitempty"`
}

// SocketFile is the file by which a unix socket is found.
type SocketFile struct {
	// There is false when there is no such file: then nobody can connect.
	There bool `json:"there"`
	// Type is stat's: "socket", "regular file".
	Type  string        `json:"type"`
	Owner Value[string] `json:"owner"`
	// Mode is octal: "660".
	Mode string `json:"mode"`
}

// Sockets holds all listening sockets of the host's network namespace, of /proc/net; no tool
// but grep is needed. A unix socket is shown by the path that it was bound to: another path
// to the same file is found when it was asked for. Any user of the host can bind a path
// with line ends in it, so that a path is as trustworthy as the host's users.
var Sockets = Register(&Table[Socket]{
	Name:  "socket",
	Whole: true,
	Tools: []string{"grep", "sed", "sort", "uname", "stat", "timeout", "getent", "ss", "ls"},
	Examples: []Ask{{Table: "socket", Key: "tcp:80"}, {Table: "socket", Key: "tcp:80", Want: "process"}, {Table: "socket", Key: "tcp6:22"}, {Table: "socket", Key: "tcp:25"},
		{Table: "socket", Key: "unix:/run/php/php8.2-fpm.sock", Want: "file"}, {Table: "socket", Key: "unix:/run/no-such.sock", Want: "file"}, {Table: "socket", Key: "tcp:1"}},
	Check:    checkSocket,
	Shell:    socketShell,
	Parse:    parseSockets,
	Evidence: socketEvidence,
})

func checkSocket(a Ask) error {
	kind, at, ok := strings.Cut(a.Key, ":")
	switch {
	case !ok || at == "":
		return fmt.Errorf("ask for port %.80q: want tcp:PORT, tcp6:PORT, udp:PORT, udp6:PORT or unix:PATH", a.Key)
	case kind == "unix":
		if !path.IsAbs(at) && at[0] != '@' || strings.Contains(at, "\n") {
			return fmt.Errorf("ask for port %.80q: the path of a unix socket begins with / (or @, an abstract one)", a.Key)
		}
	case kind != "tcp" && kind != "tcp6" && kind != "udp" && kind != "udp6":
		return fmt.Errorf("ask for port %.80q: %q is none of tcp, tcp6, udp, udp6, unix", a.Key, kind)
	default:
		if n, err := strconv.Atoi(at); err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != at {
			return fmt.Errorf("ask for port %.80q: a port is a number from 1 to 65535", a.Key)
		}
	}
	if a.Want != "" && a.Want != "process" && (a.Want != "file" || kind != "unix") {
		return fmt.Errorf("ask for port %.80q: there is no column %q", a.Key, a.Want)
	}
	return nil
}

func socketEvidence(a Ask) string {
	kind, at, _ := strings.Cut(a.Key, ":")
	if kind == "unix" {
		return "ss -xlp src " + Quote(at) + "; ls -l " + Quote(at)
	}
	return map[string]string{"tcp": "ss -tlnpe", "tcp6": "ss -6tlnpe", "udp": "ss -ulnpe", "udp6": "ss -6ulnpe"}[kind] + " sport = :" + at
}

// The states are TCP_LISTEN, and TCP_CLOSE of an UDP socket that is bound and connected to
// nobody (include/net/tcp_states.h). Unix: the flag __SO_ACCEPTCON, or a datagram socket with a path.
const socketsShell = `fs_nl='
'
fs_m=$(uname -m) || cannot 'uname failed'
cd /proc/net || cannot '/proc/net is not there'
printf 'machine %s\n' "$fs_m"
fs_uids=0
for fs_f in tcp:0A tcp6:0A udp:07 udp6:07; do
	fs_n=${fs_f%:*}
	if [ ! -e $fs_n ]; then
		case $fs_n in *6) continue ;; esac
		cannot "/proc/net/$fs_n is not there"
	fi
	fs_o=$(grep -E "^ *sl |^ *[0-9]+: [0-9A-F]+:[0-9A-F]+ [0-9A-F]+:[0-9A-F]+ ${fs_f#*:} " $fs_n 2>&1) ||
		cannot "/proc/net/$fs_n could not be read: ${fs_o%%"$fs_nl"*}"
	printf 'table %s\n%s\n.\n' $fs_n "$fs_o"
	fs_uids="$fs_uids $(printf '%s\n' "$fs_o" | sed -n 's/^ *[0-9]*: [^ ]* [^ ]* .. [^ ]* [^ ]* [^ ]* *\([0-9]*\) .*/\1/p' | sort -u)"
done
fs_unix=$(grep -aE '^Num |^[^ ]*: [0-9A-F]+ [0-9A-F]+ (00010000 [0-9A-F]+|[0-9A-F]+ 0002) [0-9A-F]+ +[0-9]+ .' unix 2>&1) || cannot "/proc/net/unix could not be read: ${fs_unix%%"$fs_nl"*}"
printf 'table unix\n%s\n.\n' "$fs_unix"
if have ss; then fs_o=$(ss -H -l -t -u -n -e -6 2>/dev/null) && printf 'table ss\n%s\n.\n' "$fs_o"; fi
fs_file() {
	fs_o=$(stat -Lc '%d:%i %u %a %F' -- "$2" 2>&1)
	fs_r=$?
	printf 'file %s %s %s\n' $1 $fs_r "${fs_o%%"$fs_nl"*}"
	[ $fs_r = 0 ] || return 0
	fs_i=${fs_o%% *} fs_o=${fs_o#* }
	fs_uids="$fs_uids ${fs_o%% *}"
	printf '%s\n' "$fs_unix" | while IFS= read -r fs_l; do
		fs_b=/${fs_l#*" /"}
		if [ "${fs_b##*/}" = "${2##*/}" ] && [ "$fs_b" != "$2" ]; then
			fs_o=$(stat -Lc '%d:%i' -- "$fs_b" 2>&1)
			case $fs_o in
			"$fs_i") printf 'same %s %s\n' $1 "$fs_b" ;;
			*': No such file or directory' | *': Not a directory' | [0-9]*:[0-9]*) ;;
			*) printf 'file %s 1 %s\n' $1 "${fs_o%%"$fs_nl"*}" ;;
			esac
		fi
	done
}
`

const socketProcessShell = `cd /proc || cannot '/proc is not there'
fs_q=-q
ls -q / >/dev/null 2>&1 || fs_q=
set +f; set -- [0-9]*; set -f
fs_fd="" fs_comm=""
for fs_p; do fs_fd="$fs_fd $fs_p/fd" fs_comm="$fs_comm $fs_p/comm"; done
fs_o=$(ls -l $fs_q $fs_fd 2>&1)
[ $? -le 2 ] || cannot 'ls could not list what processes hold'
printf 'table holders\n%s\n.\n' "$(printf '%s\n' "$fs_o" | grep -E '^[0-9]+/fd:$|-> socket:\[|ermission denied')"
fs_o=$(grep -aH '' $fs_comm 2>/dev/null)
[ $? -le 2 ] || cannot 'grep could not read the names of processes'
printf 'table names\n%s\n.\n' "$fs_o"
`

func socketShell(asks []Ask) string {
	var b strings.Builder
	b.WriteString(userNamesShell + socketsShell)
	processes := false
	for i, a := range asks {
		processes = processes || a.Want == "process"
		if p, isUnix := strings.CutPrefix(a.Key, "unix:/"); isUnix && a.Want == "file" {
			fmt.Fprintf(&b, "fs_file %d %s\n", i, Quote("/"+p))
		}
	}
	b.WriteString("fs_users $(printf '%s\\n' $fs_uids | sort -u)\n")
	if processes {
		b.WriteString(socketProcessShell)
	}
	b.WriteString("printf 'end\\n'\n")
	return b.String()
}

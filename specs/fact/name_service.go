package fact

import "strings"

// nameServiceShell holds words for tables that ask for users and groups:
//
//	fs_getent DB KEY...      sets fs_out to the lines found, fs_rc to 0 (all found), 2 (not all), or what went wrong
//	fs_every DB              the same for all lines that there are
//	fs_files_only DB         whether what getent does not find is not there, and all that it lists is all
//	fs_account USER          sets fs_out to the line of passwd(5); else prints "no" or "cannot WHY", and is false
//
// A name service that hangs takes 10–20 s of each program that asks it, so it is asked once, with a limit. One
// that is gone, or a file that can't be read, answers "not found" (status 2) as if it knew:
// that is believed only where nsswitch.conf names the files (and systemd) alone, and the file is readable. compat
// counts as files when no line of the file begins with + or -; sss is passed over where sssd was
// never set up (Amazon Linux and Red Hat name it on every host).
const nameServiceShell = `fs_files_only() {
	[ -f "/etc/$1" ] && [ -r "/etc/$1" ] || return 1
	fs_svc=compat
	if [ -e /etc/nsswitch.conf ] || [ -L /etc/nsswitch.conf ]; then
		[ -f /etc/nsswitch.conf ] && [ -r /etc/nsswitch.conf ] || return 1
		while read -r fs_k fs_v || [ -n "$fs_k" ]; do
			case $fs_k in "$1:"*) fs_svc="${fs_k#"$1:"} ${fs_v%%#*}" ;; esac
		done </etc/nsswitch.conf
	fi
	for fs_w in $fs_svc; do
		case $fs_w in
		files | systemd | \[* | *\] | *=*) ;;
		compat)
			while read -r fs_k || [ -n "$fs_k" ]; do
				case $fs_k in [+-]*) return 1 ;; esac
			done <"/etc/$1" ;;
		sss)
			if [ -d /etc/sssd ]; then
				[ -r /etc/sssd ] && [ -x /etc/sssd ] && [ ! -e /etc/sssd/sssd.conf ] || return 1
			fi
			if [ -d /var/lib/sss/pipes ]; then
				[ -x /var/lib/sss/pipes ] && [ ! -e /var/lib/sss/pipes/nss ] || return 1
			fi ;;
		*) return 1 ;;
		esac
	done
}
fs_getent() {
	fs_db=$1
	shift
	if have getent; then
		fs_out=$(timeout 5 getent "$fs_db" "$@" 2>/dev/null)
		fs_rc=$?
		# "not found" of a getent that does not even find id 0 is a failure
		[ $fs_rc != 2 ] || timeout 5 getent "$fs_db" 0 >/dev/null 2>&1 || fs_rc=127
	elif fs_files_only "$fs_db"; then
		fs_out= fs_rc=2
		while IFS= read -r fs_k || [ -n "$fs_k" ]; do
			for fs_w in "$@"; do
				case $fs_k in "$fs_w":* | *:*:"$fs_w":*) fs_out="$fs_out$fs_k
" ;; esac
			done
		done <"/etc/$fs_db"
	else
		fs_out= fs_rc=127
	fi
}
fs_account() {
	fs_getent passwd "$1"
	case $fs_rc in
	0 | 2) ;;
	124 | 143) echo 'cannot the name service did not answer in 5 s'; return 1 ;;
	127) echo 'cannot getent or timeout is missing'; return 1 ;;
	*) echo "cannot getent failed (exit status $fs_rc)"; return 1 ;;
	esac
	fs_out=${fs_out%"
"}
	case $fs_rc$fs_out in
	[02]"$1":*:/*:*) ;;
	2) if fs_files_only passwd; then echo no; else echo 'cannot getent does not find it, but the name service asks more than the files of this host, or they can not be read'; fi; return 1 ;;
	*) echo 'cannot getent gave no line of passwd(5) with a home'; return 1 ;;
	esac
}
fs_every() {
	if have getent; then
		fs_out=$(timeout 5 getent "$1" 2>/dev/null)
		fs_rc=$?
	elif fs_files_only "$1"; then
		fs_out= fs_rc=0
		while IFS= read -r fs_k || [ -n "$fs_k" ]; do
			fs_out="$fs_out$fs_k
"
		done <"/etc/$1"
	else
		fs_out= fs_rc=127
	fi
}
`

// nameAnswer is what fs_getent and fs_files_only said of one database.
type nameAnswer struct {
	lines [][]string // the fields of each line
	rc    string
	alone bool // the files alone are asked, and readable
}

func readNames(out, rc, alone string) nameAnswer {
	a := nameAnswer{rc: rc, alone: alone == "yes"}
	for _, line := range strings.Split(out, "\n") {
		if f := strings.Split(line, ":"); len(f) >= 3 {
			a.lines = append(a.lines, f)
		}
	}
	return a
}

// why says why "not found" can't be believed; empty: it can.
func (a nameAnswer) why() string {
	switch {
	case a.rc == "124" || a.rc == "143":
		return "the name service did not answer in 5 s"
	case a.rc == "127":
		return "getent or timeout is missing"
	case a.rc == "0":
		return "getent says that it found it, and does not print it"
	case a.rc != "2":
		return "getent failed (exit status " + a.rc + ")"
	case !a.alone:
		return "getent does not find it, but the name service asks more than the files of this host, or they can't be read"
	}
	return ""
}

// every says why the lines may not be all that there are; empty: they are.
func (a nameAnswer) every() string {
	switch {
	case a.rc == "0" && len(a.lines) == 0:
		return "getent lists none at all"
	case a.rc == "0" && !a.alone:
		return "the name service asks more than the files of this host, which it need not list, or they can't be read"
	case a.rc == "0":
		return ""
	case a.rc == "2":
		return "getent failed (exit status 2)"
	}
	return a.why()
}

// name gives the name of a numeric id: the id itself where it certainly has none.
func (a nameAnswer) name(id string) Value[string] {
	if a.rc == "0" || a.rc == "2" {
		for _, f := range a.lines {
			if f[2] == id {
				return Known(f[0])
			}
		}
	}
	if why := a.why(); why != "" {
		return Cannot[string](why)
	}
	return Known(id)
}

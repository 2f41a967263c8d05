package proctree

// Script is Kill for a target that we reach by running commands: POSIX sh with
// $1 = the process id, as that target counts it. It uses builtins only, so it
// works where there is nothing but a shell. Exit status 0: nothing of the tree
// lives; 1: something does; 2: there is no /proc to see it in, so only the
// process group was killed.
//
// The session of the process is taken to be the command's alone, as it is under
// sshd and in a container's exec; under sudo the process is not its leader.
//
// Run it as `sh -c SCRIPT sh PID`, in a session other than the command's.
const Script = `
top=$1
case $top in ''|*[!0-9]*|0|1) exit 3 ;; esac
[ -r /proc/self/stat ] || { kill -KILL "-$top"; kill -KILL "$top"; exit 2; } 2>/dev/null
look() { # all: pid:ppid:group:session of what lives
	all=
	for d in /proc/[0-9]*; do
		s=
		{ while IFS= read -r l || [ -n "$l" ]; do s=$s$l; done <"$d/stat"; } 2>/dev/null
		case $s in *')'*) ;; *) continue ;; esac
		set -f
		# shellcheck disable=SC2086 # it is to be split
		set -- ${s##*)}
		set +f
		case $1 in Z|X) continue ;; esac
		all="$all ${d#/proc/}:$2:$3:$4"
	done
}
known=" $top " group=$top session=$top
own() { # group, session: those of the process itself, unless they are others' too
	mine=
	for p in $all; do case $p in $$:*) mine=${p##*:} ;; esac; done
	for p in $all; do
		case $p in "$top":*) ;; *) continue ;; esac
		rest=${p#*:*:} s=${p##*:}
		[ "$s" -gt 1 ] && [ "$s" != "$mine" ] && group=${rest%:*} session=$s
	done
}
grow() { # live: what of all belongs to the tree
	live='' again=1
	while [ -n "$again" ]; do
		again=
		for p in $all; do
			pid=${p%%:*} rest=${p#*:}
			ppid=${rest%%:*} rest=${rest#*:}
			case " $live " in *" $pid "*) continue ;; esac
			[ "$pid" = $$ ] && continue
			case $known in *" $pid "*|*" $ppid "*) ;; *)
				[ "${rest%:*}" = "$group" ] || [ "${rest#*:}" = "$session" ] || continue ;;
			esac
			live="$live $pid" known="$known$pid " again=1
		done
	done
}
n=0
while [ $n -lt 20 ]; do
	n=$((n + 1))
	look
	[ $n -gt 1 ] || own
	grow
	[ -n "$live" ] || exit 0
	for pid in $live; do kill -KILL "$pid" 2>/dev/null; done
done
exit 1
`

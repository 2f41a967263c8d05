package fact

// globWords find what a pattern matches, folder by folder; fileWords has what they print. Globbing is on only
// where a list is made of it. A folder that may not be read, a name that is listed and can't be
// looked at, and a folder that lists nothing while ls fails, make the pattern unknown (fs_blind). Names are
// kept, each between single quotes, until there are enough for one stat.
const globWords = `fs_glob() {
	printf 'glob\0%s\0' "$1"
	shift
	fs_left=$fs_max_matches
	fs_walk "$@"
	fs_flush
	printf 'globend\0'
}
fs_blind() { printf 'blind\0%s\0%s\0' "$1" "$2"; }
fs_enter() {
	if [ -d "$1" ]; then
		if [ -r "$1" ] && [ -x "$1" ]; then return 0; fi
		fs_blind "$1" 'permission denied'
		return 1
	fi
	[ -e "$1" ] || fs_missing "$1" -L || fs_blind "$1" "stat failed: ${fs_out##*: }"
	return 1
}
fs_missing() {
	fs_out=$(stat $2 -c %f -- "$1" 2>&1)
	case "$? $fs_out" in
	'1 stat:'*': No such file or directory' | '1 stat:'*': Not a directory') return 0 ;;
	esac
	return 1
}
fs_walk() {
	[ $fs_left -gt 0 ] || return 0
	case $2 in
	'**') fs_deep "$@" ;;
	=*)
		if [ $# = 2 ]; then
			if [ -e "$1/${2#=}" ] || [ -L "$1/${2#=}" ]; then fs_match "$1/${2#=}"
			elif ! fs_missing "$1/${2#=}" ''; then fs_blind "$1/${2#=}" "stat failed: ${fs_out##*: }"; fi
		else
			fs_next "$1/${2#=}" "$@"
		fi ;;
	*) fs_level "$@" ;;
	esac
}
fs_next() {
	fs_w=$1
	shift 3
	fs_walk "$fs_w" "$@"
}
fs_level() {
	fs_enter "${1:-/}" || return 0
	fs_some=
	set +f
	for fs_e in "$1"/* "$1"/.[!.]* "$1"/..?*; do
		set -f
		fs_listed "$fs_e" || continue
		case ${fs_e##*/} in
		${2#:}) if [ $# = 2 ]; then fs_match "$fs_e"; else fs_next "$fs_e" "$@"; fi ;;
		esac
		fs_some=1
		[ $fs_left -gt 0 ] || break
	done
	set -f
	fs_empty "${1:-/}"
}
fs_deep() {
	fs_enter "${1:-/}" || return 0
	[ $# = 2 ] || fs_next "$1" "$@"
	fs_some=
	set +f
	for fs_e in "$1"/* "$1"/.[!.]* "$1"/..?*; do
		set -f
		fs_listed "$fs_e" || continue
		[ $# != 2 ] || fs_match "$fs_e"
		if [ -d "$fs_e" ] && [ ! -L "$fs_e" ]; then fs_deeper "$fs_e" "$@"; fi
		fs_some=1
		[ $fs_left -gt 0 ] || break
	done
	set -f
	fs_empty "${1:-/}"
}
fs_listed() {
	if [ -e "$1" ] || [ -L "$1" ]; then return 0; fi
	case ${1##*/} in
	'*' | '.[!.]*' | '..?*') ;; # no name: the shell found none
	*) fs_missing "$1" '' || fs_blind "$1" "stat failed: ${fs_out##*: }" ;;
	esac
	return 1
}
fs_deeper() {
	fs_w=$1
	shift 2
	fs_deep "$fs_w" "$@"
}
fs_empty() {
	[ -n "$fs_some" ] || [ "$(ls -A -- "$1" 2>&1; echo $?)" = 0 ] || fs_blind "$1" 'its names could not be listed'
}
fs_match() {
	if [ $fs_left = 0 ]; then return 0; fi
	fs_left=$((fs_left - 1))
	[ $fs_left != 0 ] || fs_blind '' "there are $fs_max_matches matches or more"
	case $1 in
	*\'*) fs_stat "$1" ;;
	*)
		fs_q="$fs_q '$1'" fs_n=$((fs_n + 1))
		[ $fs_n -lt 100 ] || fs_flush ;;
	esac
}
fs_flush() {
	set -- "$fs_q"
	fs_q= fs_n=0
	[ -z "$1" ] || eval "fs_stat $1" # names between single quotes, none of which holds one
}
`

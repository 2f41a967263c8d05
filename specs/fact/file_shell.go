package fact

import (
	"fmt"
	"strings"
)

// fileShell asks for the plain paths first, those of the same wanted columns together, then for
// each pattern by itself.
func fileShell(asks []Ask) string {
	wanted := map[Ask]bool{}
	for _, a := range asks {
		wanted[a] = true
	}
	plain, globs := map[string][]string{}, ""
	for i, key := range keys(asks) {
		flags := fmt.Sprintf("fs_sum=%s fs_text=%s\n", flag(wanted[Ask{"file", key, "sha256"}]), flag(wanted[Ask{"file", key, "content"}]))
		p, err := parsePattern(key)
		switch {
		case err != nil: // CheckAsk refuses it; without a record its row is unknown
		case p.glob:
			globs += fmt.Sprintf("%sfs_glob %d %s %s\n", flags, i, Quote(p.folder), QuoteAll(p.steps))
		default:
			plain[flags] = append(plain[flags], p.folder)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s%s%sfs_max_matches=%d\n", nameServiceShell, contentShell, fileWords, globWords, MaxMatches)
	for _, flags := range []string{"fs_sum= fs_text=\n", "fs_sum=1 fs_text=\n", "fs_sum= fs_text=1\n", "fs_sum=1 fs_text=1\n"} {
		b.WriteString(flags)
		for paths := plain[flags]; len(paths) > 0; {
			n := min(len(paths), 100)
			fmt.Fprintf(&b, "fs_plain %s\n", QuoteAll(paths[:n]))
			paths = paths[n:]
		}
	}
	b.WriteString(globs + "fs_end\n")
	return b.String()
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// fileWords print records of fields; each field ends in NUL, which no path holds:
//
//	some N, N paths, N lines of stat        paths that are there
//	no PATH                                 one that the host says is not
//	cannot PATH WHY                         one of which it could not tell
//	links N, N paths, N texts, "", rc S     symbolic links
//	sums N, N paths, output                 what sha256sum printed of them
//	sum PATH output                         the same of one
//	text PATH HEX                           content and "rc S", in hexadecimal digits
//	nosum PATH WHY, notext PATH WHY         why a wanted column could not be told
//	glob I … globend                        the records of the pattern asked I-th
//	blind FOLDER WHY                        what of the pattern could not be looked into
//	names passwd|group OUTPUT S FILESONLY   the names of all owners or groups
//	end
//
// Rules, each for what was seen: stat is given all paths at once (a call each takes 1.3 ms), without
// names in its output, which GNU and busybox write differently; when it fails, each path is asked
// alone, and only its own words "No such file or directory" and "Not a directory" are an absence ([ -e ] is
// false where a folder may not be searched). No here-documents: bash keeps them in files.
const fileWords = `have stat || cannot 'stat is missing'
case $(stat -c %f / 2>&1) in 4[0-9a-f][0-9a-f][0-9a-f]) ;; *) cannot 'stat does not work, or knows no -c' ;; esac
fs_nl='
'
fs_fmt='%f %u %g %s %Y'
fs_uids= fs_gids= fs_q= fs_n=0
fs_plain() {
	fs_seen "$@"
	fs_unseen "$@"
}
fs_seen() {
	fs_total=$#
	for fs_p in "$@"; do
		if [ -e "$fs_p" ] || [ -L "$fs_p" ]; then set -- "$@" "$fs_p"; fi
	done
	shift $fs_total
	[ $# = 0 ] || fs_stat "$@"
}
fs_unseen() {
	fs_total=$#
	for fs_p in "$@"; do
		[ -e "$fs_p" ] || [ -L "$fs_p" ] || set -- "$@" "$fs_p"
	done
	shift $fs_total
	[ $# = 0 ] || fs_gone "$@"
}
fs_gone() {
	fs_out=$(stat -c %f -- "$@" 2>&1)
	fs_rc=$? fs_k=0 fs_ifs=$IFS
	IFS=$fs_nl
	for fs_l in $fs_out; do
		case $fs_l in
		stat:*': No such file or directory' | stat:*': Not a directory') fs_k=$((fs_k + 1)) ;;
		*) fs_k=-1; break ;;
		esac
	done
	IFS=$fs_ifs
	if [ $fs_rc = 1 ] && [ $fs_k = $# ]; then
		for fs_p in "$@"; do printf 'no\0%s\0' "$fs_p"; done
	else
		for fs_p in "$@"; do fs_stat1 "$fs_p"; done
	fi
}
fs_stat() {
	if fs_out=$(stat -c "$fs_fmt" -- "$@" 2>/dev/null); then
		fs_there "$@"
	else
		for fs_p in "$@"; do fs_stat1 "$fs_p"; done
	fi
}
fs_stat1() {
	fs_out=$(stat -c "$fs_fmt" -- "$1" 2>&1)
	case "$? $fs_out" in
	'0 '*) fs_there "$1" ;;
	'1 stat:'*': No such file or directory' | '1 stat:'*': Not a directory') printf 'no\0%s\0' "$1" ;;
	*) printf 'cannot\0%s\0stat failed: %s\0' "$1" "${fs_out##*: }" ;;
	esac
}
fs_there() {
	printf 'some\0%s\0' $#
	printf '%s\0' "$@" "$fs_out"
	fs_ids
	fs_links "$@"
	[ -z "$fs_sum" ] || fs_sums "$@"
	[ -z "$fs_text" ] || fs_texts "$@"
}
fs_ids() {
	fs_ifs=$IFS
	IFS=$fs_nl
	for fs_l in $fs_out; do
		fs_l=${fs_l#* }
		fs_w=${fs_l%% *}
		case " $fs_uids " in *" $fs_w "*) ;; *) fs_uids="$fs_uids $fs_w" ;; esac
		fs_l=${fs_l#* }
		fs_w=${fs_l%% *}
		case " $fs_gids " in *" $fs_w "*) ;; *) fs_gids="$fs_gids $fs_w" ;; esac
	done
	IFS=$fs_ifs
}
fs_links() {
	fs_total=$#
	for fs_p in "$@"; do
		[ ! -L "$fs_p" ] || set -- "$@" "$fs_p"
	done
	shift $fs_total
	if [ $# -gt 1 ] && readlink -z -- "$@" >/dev/null 2>&1; then
		printf 'links\0%s\0' $#
		printf '%s\0' "$@"
		readlink -z -- "$@" 2>/dev/null
		printf '\0rc %s\0' $?
		return 0
	fi
	for fs_p in "$@"; do
		printf 'links\0%s\0%s\0' 1 "$fs_p"
		readlink -n -- "$fs_p" 2>/dev/null
		printf '\0\0rc %s\0' $?
	done
}
fs_sums() {
	fs_total=$#
	for fs_p in "$@"; do
		if fs_regular sum "$fs_p"; then set -- "$@" "$fs_p"; fi
	done
	shift $fs_total
	[ $# != 0 ] || return 0
	case "$*" in
	*"$fs_nl"*) ;;
	*)
		if fs_out=$(timeout 20 sha256sum -- "$@" 2>/dev/null); then
			printf 'sums\0%s\0' $#
			printf '%s\0' "$@" "$fs_out"
			return 0
		fi ;;
	esac
	for fs_p in "$@"; do
		fs_out=$(timeout 20 sha256sum -- "$fs_p" 2>/dev/null)
		case $? in
		0) printf 'sum\0%s\0%s\0' "$fs_p" "$fs_out" ;;
		124 | 143) printf 'nosum\0%s\0it took over 20 s\0' "$fs_p" ;;
		127) printf 'nosum\0%s\0sha256sum or timeout is missing\0' "$fs_p" ;;
		*) printf 'nosum\0%s\0sha256sum failed\0' "$fs_p" ;;
		esac
	done
}
fs_texts() {
	for fs_p in "$@"; do
		fs_regular text "$fs_p" || continue
		printf 'text\0%s\0' "$fs_p"
		fs_content "$fs_p"
		printf '\0'
	done
}
fs_regular() {
	if [ ! -f "$2" ]; then
		if [ -L "$2" ]; then printf 'no%s\0%s\0it is a link to nothing that is a regular file, or that can be told\0' "$1" "$2"
		else printf 'no%s\0%s\0it is not a regular file\0' "$1" "$2"; fi
		return 1
	fi
	[ -r "$2" ] || { printf 'no%s\0%s\0permission denied\0' "$1" "$2"; return 1; }
}
fs_names() {
	fs_db=$1
	shift
	[ $# != 0 ] || return 0
	fs_getent "$fs_db" "$@"
	printf 'names\0%s\0%s\0%s\0' "$fs_db" "$fs_out" "$fs_rc"
	if fs_files_only "$fs_db"; then printf 'yes\0'; else printf 'no\0'; fi
}
fs_end() {
	fs_names passwd $fs_uids
	fs_names group $fs_gids
	printf 'end\0'
}
`

package fact

import "strings"

// userShell prints records of fields, each of which ends in NUL:
//
//	passwd LINES STATUS FILESONLY     of getent, for the asked names
//	groups LINES STATUS FILESONLY     all groups, where the files have all
//	ids USER NUMBERS STATUS           of id -G, elsewhere
//	names LINES STATUS FILESONLY      the groups of these numbers
//	password USER locked|set|none     of /etc/shadow
//	shadow read|WHY                   whether there were any
//	sshd LINE…                        lines of sshd_config about authorized keys, and "." after them
//	key USER FILE HEX                 a file of keys and "rc S", in hexadecimal digits
//	nokey USER FILE                   the host says that there is none
//	blindkey USER FILE WHY
//	end
func userShell(asks []Ask) string {
	var b strings.Builder
	b.WriteString(nameServiceShell + userWords)
	names := keys(asks)
	b.WriteString("fs_users " + QuoteAll(names) + "\n")
	var keyed []string
	for _, name := range names {
		if wants(asks, name, "keys") {
			keyed = append(keyed, name)
		}
	}
	if keyed != nil {
		b.WriteString(contentShell + keyWords + "fs_keys_of " + QuoteAll(keyed) + "\n")
	}
	b.WriteString("printf 'end\\0'\n")
	return b.String()
}

// userWords read /etc/shadow line by line and print of a password only what it is; the
// numbers of id are asked for only where groups may come from elsewhere than the files.
const userWords = `fs_nl='
'
fs_three() { printf '%s\0%s\0%s\0' "$1" "$fs_out" "$fs_rc"; if fs_files_only "$2"; then printf 'yes\0'; else printf 'no\0'; fi; }
fs_initgroups() {
	[ -r /etc/nsswitch.conf ] || return 1
	while read -r fs_k fs_v || [ -n "$fs_k" ]; do
		case $fs_k in initgroups:*) return 0 ;; esac
	done </etc/nsswitch.conf
	return 1
}
fs_users() {
	fs_getent passwd "$@"
	fs_three passwd passwd
	fs_passwd=$fs_out
	if fs_files_only group && ! fs_initgroups; then
		fs_every group
		fs_three groups group
	else
		fs_gids=
		for fs_user in "$@"; do
			case $fs_nl$fs_passwd in *"$fs_nl$fs_user:"*) ;; *) continue ;; esac
			fs_out=$(timeout 5 id -G -- "$fs_user" 2>/dev/null)
			fs_rc=$?
			printf 'ids\0%s\0%s\0%s\0' "$fs_user" "$fs_out" "$fs_rc"
			case $fs_out in *[!0-9\ ]* | '') ;; *) [ $fs_rc != 0 ] || fs_gids="$fs_gids $fs_out" ;; esac
		done
		if [ -n "$fs_gids" ]; then
			fs_getent group $fs_gids
			fs_three names group
		fi
	fi
	if [ ! -f /etc/shadow ]; then printf 'shadow\0/etc/shadow is not there\0'
	elif [ ! -r /etc/shadow ]; then printf 'shadow\0/etc/shadow may not be read\0'
	else
		while IFS=: read -r fs_k fs_v fs_w || [ -n "$fs_k" ]; do
			case " $* " in *" $fs_k "*) ;; *) continue ;; esac
			case $fs_v in
			'') fs_v=none ;;
			'!'* | '*'*) fs_v=locked ;;
			*) fs_v=set ;;
			esac
			printf 'password\0%s\0%s\0' "$fs_k" "$fs_v"
		done </etc/shadow
		printf 'shadow\0read\0'
	fi
}
`

// keyWords read files of public keys. A missing one is believed of stat alone.
const keyWords = `fs_sshd() {
	printf 'sshd\0'
	set +f
	for fs_f in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; do
		set -f
		[ -e "$fs_f" ] || [ -L "$fs_f" ] || continue
		if [ ! -f "$fs_f" ] || [ ! -r "$fs_f" ]; then
			printf 'unreadable %s\0' "$fs_f"
			continue
		fi
		while read -r fs_l || [ -n "$fs_l" ]; do
			case $fs_l in
			[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd][Kk][Ee][Yy][Ss][Ff][Ii][Ll][Ee]* | [Ii][Nn][Cc][Ll][Uu][Dd][Ee]*) printf '=%s\0' "$fs_l" ;;
			esac
		done <"$fs_f"
	done
	set -f
	if [ -d /etc/ssh ] && [ ! -x /etc/ssh ]; then printf 'unreadable /etc/ssh\0'; fi
	if [ -d /etc/ssh/sshd_config.d ] && [ ! -r /etc/ssh/sshd_config.d ]; then printf 'unreadable /etc/ssh/sshd_config.d\0'; fi
	printf '.\0'
}
fs_key_file() {
	if [ -f "$2" ] && [ -r "$2" ]; then
		printf 'key\0%s\0%s\0' "$1" "$2"
		fs_content "$2"
		printf '\0'
	elif [ -f "$2" ]; then printf 'blindkey\0%s\0%s\0permission denied\0' "$1" "$2"
	elif [ -e "$2" ]; then printf 'blindkey\0%s\0%s\0not a regular file\0' "$1" "$2"
	else
		fs_out=$(stat -L -c %f -- "$2" 2>&1)
		case "$? $fs_out" in
		'1 stat:'*': No such file or directory' | '1 stat:'*': Not a directory') printf 'nokey\0%s\0%s\0' "$1" "$2" ;;
		*) printf 'blindkey\0%s\0%s\0stat failed: %s\0' "$1" "$2" "${fs_out##*: }" ;;
		esac
	fi
}
fs_keys_of() {
	fs_sshd
	fs_ifs=$IFS
	IFS=$fs_nl
	for fs_l in $fs_passwd; do
		IFS=$fs_ifs
		fs_user=${fs_l%%:*}
		case " $* " in *" $fs_user "*) ;; *) continue ;; esac
		fs_home=${fs_l%:*}
		fs_home=${fs_home##*:}
		case $fs_home in /*) ;; *) continue ;; esac
		fs_key_file "$fs_user" "${fs_home%/}/.ssh/authorized_keys"
		fs_key_file "$fs_user" "${fs_home%/}/.ssh/authorized_keys2"
	done
	IFS=$fs_ifs
}
`

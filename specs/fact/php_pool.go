package fact

// phpPoolShell defines fs_conf, which prints the configuration files of PHP-FPM, fs_since, which
// prints what tells when php-fpm last read them, and fs_newer, which prints when they changed.
//
//	conf FILE | conf-unreadable FILE | conf-doubt WHY
//	l LINE TEXT | lx LINE NAME and a digest | lu LINE NAME (secret, and not plain)
//	include PATTERN | match FILE
//	map LIBRARY (with " (deleted)" when it was replaced on disk)
//	pidfile TIME PATH | no-pidfile | changed TIME PATH | clock UPTIME TICKS TIME (now)
var phpPoolShell = `
fs_conf() {
todo=$1; depth=0; confpid=''
while [ -n "$todo" ]; do
	depth=$((depth+1))
	[ "$depth" -lt 8 ] || { printf 'conf-doubt %s\n' 'its files include each other too deeply'; break; }
	next=''
	IFS=$fs_nl
	for f in $todo; do
		unset IFS
		if ! [ -f "$f" ] || ! [ -r "$f" ]; then printf 'conf-unreadable %s\n' "$f"; continue; fi
		printf 'conf %s\n' "$f"
		read=$read$fs_nl$f
		lines=$(fs_conf_lines "$f") || cannot 'the configuration of php-fpm could not be read'
		IFS=$fs_nl
		for l in $lines; do case $l in
			"include "*) printf '%s\n' "$l"; fs_conf_include "${l#include }";;
			"pid "*) [ "$f" != "$1" ] || confpid=${l#pid };;
			*) printf '%s\n' "$l";;
		esac; done
	done
	unset IFS
	todo=$next
done
}
fs_conf_lines() {
awk '` + phpSecretAwk + `
function plain(v) {
	if (v ~ /^"[^"\\$]*"[ \t]*(;.*)?$/) { text = substr(v, 2); sub(/".*/, "", text); return 1 }
	sub(/[ \t]*;.*/, "", v); text = v
	return v !~ /["\047\\{}|&~!()^$]/
}
{ sub(/\r$/, "") }
/^[ \t]*(;|$)/ { next }
{ i = index($0, "="); k = i ? substr($0, 1, i-1) : $0; v = i ? substr($0, i+1) : ""
  gsub(/^[ \t]+|[ \t]+$/, "", k); gsub(/^[ \t]+|[ \t]+$/, "", v); n = k
  if (n ~ /\[/) { sub(/^[^[]*\[/, "", n); sub(/\].*$/, "", n) }
  if (v ~ /^[$][A-Za-z_][A-Za-z0-9_]*$/ || !(k ~ /^env/ ? secretenv(n, v) : secret(n, v))) print "l " FNR " " $0
  else if (plain(v)) { print "lx " FNR " " k; sha(text) }
  else print "lu " FNR " " k
  if (k == "include") { sub(/[ \t]*(;.*)?$/, "", v); if (v ~ /^".*"$/) v = substr(v, 2, length(v)-2); print "include " v }
  if (k == "pid" && !pid++) { sub(/^"/, "", v); sub(/[";].*/, "", v); sub(/[ \t]+$/, "", v); print "pid " v } }
END { exit bad }' "$1"
}
fs_conf_include() {
case $1 in /*) ;; *) return;; esac
d=${1%/*}
case $d in *[*?[]*) ;; *) read=$read$fs_nl$d; [ -r "$d" ] || [ ! -e "$d" ] || printf 'conf-unreadable %s\n' "$d";; esac
set +f
for g in $1; do if [ -e "$g" ] && [ ! -d "$g" ]; then printf 'match %s\n' "$g"; next=$next$fs_nl$g; fi; done
set -f
}
fs_since() {
p=''
for i in "$pidfile" "$confpid"; do
	x=''
	[ -z "$i" ] || { read -r x <"$i"; } 2>/dev/null
	[ "$x" != "$m" ] || p=$i
done
libs=$(awk '{ i = index($0, "/"); f = substr($0, i); if (i && f ~ /\.so( \(deleted\))?$/ && !seen[f]++) print f }' "/proc/$m/maps") || cannot 'the libraries of php-fpm could not be read'
IFS=$fs_nl
[ -z "$libs" ] || printf 'map %s\n' $libs
unset IFS
if [ -n "$p" ]; then
	printf 'pidfile %s %s\n' "$(stat -c %y "$p")" "$p"
else
	printf 'no-pidfile\n'
	fs_clock
fi
}
fs_newer() {
set --
IFS=$fs_nl
for i in $read $libs; do [ -e "$i" ] && set -- "$@" "$i"; done
unset IFS
stat -L -c 'changed %z %n' "$@" || cannot 'stat could not tell when files changed'
}
`

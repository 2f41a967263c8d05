package fact

// phpMasterShell defines fs_masters, which prints the running masters of PHP-FPM one after the
// other, and what stands around them.
//
//	master PID … last  | installed PROGRAM
//	denied WHY         what follows can't be told
//	exe PATH           with " (deleted)" when it was replaced on disk
//	conf-of PATH
//	unit NAME | doubt WHY (its arguments are not known) | env-doubt WHY
//	arg NAME           a directive set by -d
//	env NAME=TEXT | envx NAME and a digest
//
// A master's own argv and environ are overwritten by its title, so both come from the unit.
var phpMasterShell = `
fs_nl='
'
fs_masters() {
{ read -r c </proc/1/comm; } 2>/dev/null || cannot 'processes of other users are hidden'
set +f
kin=' '
for d in /proc/[0-9]*; do
	{ read -r c <"$d/comm"; } 2>/dev/null || continue
	case $c in *[!phfm0-9.-]*) ;; *php*fpm*) kin="$kin${d#/proc/} ";; esac
done
set -f
masters=0
for m in $kin; do
	state='' parent='' title=''
	{ while read -r k v x; do case $k in State:) state=$v;; PPid:) parent=$v;; esac; done <"/proc/$m/status"; } 2>/dev/null || continue
	{ IFS= read -r title <"/proc/$m/cmdline"; } 2>/dev/null
	conf=''
	case $state:$title in
	Z:*) continue;;
	*':php-fpm: master process ('*')'*) conf=${title#*\(}; conf=${conf%)*};;
	*':php-fpm: pool '*) continue;;
	*) case $kin in *" $parent "*) continue;; esac;;
	esac
	# one of a container on this host is not the host's; where test knows no -ef, or may not look, none is passed over
	[ / -ef / ] 2>/dev/null && [ -e "/proc/$m/ns/pid" ] && ! [ "/proc/$m/ns/pid" -ef /proc/self/ns/pid ] && continue
	masters=$((masters+1))
	printf 'master %s\n' "$m"
	if exe=$(readlink "/proc/$m/exe" 2>/dev/null) && { read -r l <"/proc/$m/maps"; } 2>/dev/null; then
		fs_master
	else
		printf 'denied %s\n' "reading the binary of the running php-fpm (process $m) needs root"
	fi
	printf 'last\n'
done
if [ "$masters" = 0 ]; then
	set +f
	for p in /usr/sbin/php*fpm* /usr/local/sbin/php*fpm* /usr/bin/php*fpm* /opt/*/php*/root/usr/sbin/php-fpm; do
		[ -x "$p" ] && [ ! -d "$p" ] && printf 'installed %s\n' "$p"
	done
	set -f
fi
printf 'masters %s\n' "$masters"
}
fs_master() {
printf 'exe %s\nconf-of %s\n' "$exe" "$conf"
args='' envs='' pidfile='' confpid='' unit='' paths=''
fs_unit
fs_asks | fs_about
printf 'whole\n'
}
fs_doubt() { printf 'doubt %s\n' "$1"; }
fs_unit() {
while IFS= read -r l; do case $l in
	*.service) unit=${l##*/}; break;;
	*.service/*) unit=${l%.service/*}.service; unit=${unit##*/}; break;;
esac; done <"/proc/$m/cgroup"
if [ -z "$unit" ] || ! [ -d /run/systemd/system ] || ! have systemctl; then
	fs_doubt 'php-fpm was not started by systemd, and what it was started with (-c, -d, the environment) can not be read from a running one'
	printf 'env-doubt %s\n' 'no unit tells the environment of php-fpm'
	return
fi
printf 'unit %s\n' "$unit"
shown=$(systemctl show -p MainPID,ExecStart,Environment,EnvironmentFiles,PassEnvironment,FragmentPath,DropInPaths,LoadState "$unit" 2>/dev/null) || { fs_doubt "systemctl does not show $unit"; printf 'env-doubt %s\n' 'no unit tells it'; return; }
pid='' start='' env='' files='' pass='' loaded=''
IFS=$fs_nl
for l in $shown; do case $l in
	MainPID=*) pid=${l#*=};;
	ExecStart=*) start=${l#*=};;
	Environment=*) env=${l#*=};;
	EnvironmentFiles=*) files="$files ${l#*=}";;
	PassEnvironment=*) pass=${l#*=};;
	FragmentPath=*|DropInPaths=*) paths="$paths ${l#*=}";;
	LoadState=*) loaded=${l#*=};;
esac; done
unset IFS
if [ "$pid" != "$m" ] || [ "$loaded" != loaded ] || [ -z "$start" ]; then
	fs_doubt "$unit does not tell how php-fpm was started"; printf 'env-doubt %s\n' 'no unit tells it'; return
fi
fs_unit_args "$start"
case $env in
*[\"\'\\]*) printf 'env-doubt %s\n' "the environment of $unit holds quotes";;
*) envs=$env; [ -z "$files$pass" ] || printf 'env-doubt %s\n' "$unit takes its environment from files or from systemd's own";;
esac
[ -z "$envs" ] || printf '%s\n' $envs | awk '` + phpSecretAwk + `
{ i = index($0, "="); n = substr($0, 1, i-1); v = substr($0, i+1)
  if (secretenv(n, v)) { print "envx " n; sha(v) } else print "env " $0 }
END { exit bad }' || cannot 'the environment of php-fpm could not be read'
fs_clock
[ -z "$paths" ] || stat -L -c 'unit-file %z %n' $paths || cannot 'stat could not tell when files changed'
}
fs_unit_args() {
start=${1#*argv\[\]=}; start=${start%% ; ignore_errors=*}
case $start in *[\"\'\\\$]*) fs_doubt "the command of $unit holds quotes or variables"; return;; esac
set -- $start
if [ "$(readlink -f "$1")" != "${exe% (deleted)}" ]; then fs_doubt "$unit runs $1, and that runs php-fpm"; return; fi
shift
while [ $# -gt 0 ]; do
	case $1 in
	-F|--nodaemonize|-D|--daemonize|-R|--allow-to-run-as-root|-O|--force-stderr|-e) ;;
	-n|--no-php-ini) args="$args -n";;
	-y|--fpm-config|-p|--prefix) shift;;
	-y*|--fpm-config=*|-p*|--prefix=*) ;;
	-g|--pid) pidfile=$2; shift;;
	--pid=*) pidfile=${1#*=};;
	-g*) pidfile=${1#-g};;
	-c|--php-ini) args="$args -c $2"; shift;;
	--php-ini=*) args="$args -c ${1#*=}";;
	-c*) args="$args -c ${1#-c}";;
	-d|--define) args="$args -d $2"; printf 'arg %s\n' "${2%%=*}"; shift;;
	--define=*) v=${1#*=}; args="$args -d $v"; printf 'arg %s\n' "${v%%=*}";;
	-d*) v=${1#-d}; args="$args -d $v"; printf 'arg %s\n' "${v%%=*}";;
	*) fs_doubt "the command of $unit holds $1"; return;;
	esac
	[ $# -gt 0 ] && shift
done
case "$args " in *' -c '[!/]*) fs_doubt "the command of $unit names an ini file that is no absolute path";; esac
}
fs_clock() {
read -r s <"/proc/$m/stat" || return
set -- ${s##*) }
shift 19
read -r up x </proc/uptime
# what the kernel says of a new process is dated now, finer than busybox's date can tell
printf 'clock %s %s %s\n' "$up" "$1" "$(stat -c %z /proc/self/)"
}
`

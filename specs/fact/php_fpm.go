package fact

import (
	"fmt"
	"strings"
)

// PHPFPMs is the running PHP-FPM: its own binary is asked (with opcache off, so that no preload
// script runs), and its pool files are laid over that. Never `php-fpm -t`: that prints nothing
// where log_level is warning, makes log files, and runs the preload script.
//
// The key is "fpm", or "8.2/fpm" where several run.
var PHPFPMs = Register(&Table[PHP]{
	Name:     "php-fpm",
	Lane:     "php-fpm",
	Tools:    []string{"awk", "find", "grep", "php8.2", "readlink", "sha256sum", "stat", "systemctl"},
	Examples: phpExamples("fpm"),
	Check:    checkPHPKey("fpm"),
	Shell:    phpFPMShell,
	Parse:    parsePHPFPM,
	Evidence: func(a Ask) string {
		version, _ := phpKey(a.Key)
		if a.Want == "extensions" || a.Want == "versions" {
			return "sudo php-fpm" + version + " -d opcache.enable=0 -m"
		}
		return "sudo php-fpm" + version + " -d opcache.enable=0 -i; cat /etc/php/*/fpm/pool.d/*.conf"
	},
})

func phpFPMShell(asks []Ask) string {
	what := "i"
	if wantsOf(asks, "versions") {
		what += "ev"
	} else if wantsOf(asks, "extensions") {
		what += "e"
	}
	if wantsOf(asks, "settings") {
		what += "s"
	}
	var b strings.Builder
	b.WriteString("for p in awk find grep readlink sha256sum stat; do have $p || cannot \"$p is missing\"; done\ncd / || exit 9\n")
	b.WriteString(phpIniShell + phpInfoShell + phpMasterShell + phpPoolShell + phpOverrideShell + phpFPMRun)
	fmt.Fprintf(&b, "fs_code=%s\nwhat=%s\nfs_masters\n", Quote(phpSelfCode()), what)
	return b.String()
}

// phpFPMRun asks one master's binary, for its modules and its configuration at once, while the pools' files
// are read. What it prints:
//
//	lines of fs_conf and fs_since
//	info … lines of fs_info … info-status N
//	mods … m NAME … mods-status N
//	lines of fs_ini_seen and fs_ini, of fs_newer, and of fs_override
//	cli PATH … lines of phpSelf … cli-status N
//	whole
const phpFPMRun = `
fs_exec() {
(unset LC_ALL
for w in $envs; do export "${w?}"; done
exec "/proc/$m/exe" $args -d opcache.enable=0 -d newrelic.daemon.dont_launch=3 "$1" 2>&1)
}
fs_asks() {
case $what in
*e*) fs_mods | { fs_ask; cat; };;
*) fs_ask;;
esac </dev/null
}
fs_mods() {
mods=$(fs_exec -m); s=$?
printf 'mods\n'
IFS=$fs_nl
for l in $mods; do printf 'm %s\n' "$l"; done
unset IFS
printf 'mods-status %s\n' "$s"
}
fs_ask() {
info=$(fs_exec -i </dev/null); s=$?
printf 'info\n'
printf '%s\n' "$info" | fs_info || cannot 'the answer of php-fpm could not be read'
printf 'info-status %s\n' "$s"
}
fs_about() {
read=''
if [ -n "$conf" ]; then fs_conf "$conf" </dev/null; else printf 'conf-doubt %s\n' "the title of process $m does not name its configuration file"; fi
fs_since </dev/null
told=$(cat)
printf '%s\n' "$told"
inifile='' inipath='' scan='' more='' userini=''
IFS=$fs_nl
for l in $told; do case $l in
'h Loaded Configuration File => '*) inifile=${l#*=> };;
'h Configuration File (php.ini) Path => '*) inipath=${l#*=> };;
'h Scan this dir for additional .ini files => '*) scan=${l#*=> };;
'd user_ini.filename => '*) userini=${l#*=> };;
'i '*) more=$more$fs_nl${l#i };;
esac; done
unset IFS
fs_ini_seen "$inipath" fpm-fcgi "$scan"
IFS=$fs_nl
set --
for i in $inifile $more; do case $i in /*) set -- "$@" "$i";; esac; done
unset IFS
fs_ini "$@"
for i in "$@" "$inipath"; do read=$read$fs_nl$i; done
IFS=:; for i in $scan; do read=$read$fs_nl$i; done; unset IFS
fs_newer
case $what in *s*) fs_override;; esac
case $what in *v*) fs_versions;; esac
}
fs_versions() {
x=${exe% (deleted)}; d=${x%/*}; suffix=${x##*php-fpm}; b=''
for p in "${d%/sbin}/bin/php$suffix" "php$suffix" php; do b=$(command -v "$p") && break; done
[ -n "$b" ] || { printf 'no-cli\n'; return; }
case $inifile in /*) i=$inifile;; *) i=/dev/null;; esac
case $scan in '(none)') d='';; *) d=$scan;; esac
printf 'cli %s\n' "$b"
out=$(unset LC_ALL; for w in $envs; do export "${w?}"; done
	PHP_INI_SCAN_DIR=$d "$b" $args -c "$i" -d opcache.enable_cli=0 -d newrelic.daemon.dont_launch=3 -d disable_functions= -r "$fs_code" -- e 2>&1); s=$?
printf '%s\ncli-status %s\n' "$out" "$s"
}
`

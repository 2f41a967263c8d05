package fact

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpOverrideShell defines fs_override, which prints what may change a setting after the ini files and
// the pool: .user.ini files in the document roots, and PHP_VALUE in the configuration of web servers.
//
//	user-ini FILE … lines of fs_ini … user-ini-end | user-ini-unknown WHY
//	web FILE:LINE NAME     PHP_VALUE or PHP_ADMIN_VALUE sets NAME; * when what it sets can't be told
//	web-unknown WHY
const phpOverrideShell = `
fs_override() {
set --
for d in /etc/nginx /usr/local/nginx/conf /usr/local/etc/nginx /usr/local/openresty/nginx/conf /etc/apache2 /etc/httpd /etc/caddy /etc/lighttpd; do
	[ -d "$d" ] && set -- "$@" "$d"
done
roots=''
if [ $# -gt 0 ]; then
	hits=$(grep -RsnE 'PHP_(ADMIN_)?VALUE|^[[:space:]]*(root|DocumentRoot)[[:space:]]|SCRIPT_FILENAME[[:space:]]+"?/' "$@"); s=$?
	if [ "$s" -gt 1 ] && [ -z "$(find -L "$@" -type l 2>/dev/null)" ]; then printf 'web-unknown %s\n' 'the configuration of the web server can not be read'; fi
	printf '%s\n' "$hits" | awk '
	{ i = index($0, ":"); j = index(substr($0, i+1), ":"); at = substr($0, 1, i+j-1); t = substr($0, i+j+1) }
	t ~ /^[ \t]*#/ { next }
	t !~ /PHP_(ADMIN_)?VALUE/ { next }
	{ sub(/^.*PHP_(ADMIN_)?VALUE["\047]?[ \t]*/, "", t)
	  q = substr(t, 1, 1)
	  if (t ~ /[$]/ || (q == "\"" || q == "\047") && !index(substr(t, 2), q)) { print "web " at " *"; next }
	  if (q == "\"" || q == "\047") { t = substr(t, 2); t = substr(t, 1, index(t, q)-1) } else sub(/;[^;]*$/, "", t)
	  n = split(t, part, /\\n|\n/)
	  for (i = 1; i <= n; i++) { p = part[i]; k = index(p, "=")
		if (p ~ /^[ \t]*$/) continue
		p = k ? substr(p, 1, k-1) : "*"; gsub(/[ \t]/, "", p); print "web " at " " p } }' || cannot 'the configuration of the web server could not be read'
	roots=$(printf '%s\n' "$hits" | awk '
	{ i = index($0, ":"); j = index(substr($0, i+1), ":"); t = substr($0, i+j+1); gsub(/"/, "", t) }
	t ~ /^[ \t]*(root|DocumentRoot)[ \t]+\/[^;$]*(;.*)?$/ { sub(/^[ \t]*(root|DocumentRoot)[ \t]+/, "", t); sub(/[ \t]*(;.*)?$/, "", t); if (!seen[t]++) print t }')
fi
name=${userini%% => *}
case $name in 'no value') return;; ''|*/*) printf 'user-ini-unknown %s\n' 'the name of .user.ini files is not known'; return;; esac
[ -n "$roots" ] || roots=/var/www$fs_nl/srv/www$fs_nl/usr/share/nginx/html
IFS=$fs_nl; set --
for i in $roots; do [ -d "$i/" ] && set -- "$@" "$i/"; done
unset IFS
[ $# -gt 0 ] || return 0
found=$(find -L "$@" -maxdepth 3 -name "$name" 2>/dev/null); s=$?
[ "$s" = 0 ] || for i; do [ -r "$i" ] && [ -x "$i" ] || printf 'user-ini-unknown %s\n' "$i can not be looked into"; done
IFS=$fs_nl
for i in $found; do
	unset IFS
	printf 'user-ini %s\n' "$i"
	if [ -r "$i" ]; then fs_ini "$i"; else printf 'unreadable %s\n' "$i"; fi
	printf 'user-ini-end\n'
done
unset IFS
}
`

// phpOverrides are the places that may change a setting after the ini files and the pool.
type phpOverrides struct {
	doubt     string            // why any setting may be changed
	userDoubt string            // why any may be changed that the pool does not hold fast by php_admin_value
	web       map[string]string // names that PHP_VALUE sets, and where
	user      map[string]string // names that .user.ini files set, and where
	ini       *phpIni           // of the .user.ini file that is being read
}

// line reads one line of fs_override; ok is false for other lines.
func (o *phpOverrides) line(tag, rest string) (ok bool, err error) {
	text := hosttext.FromString(rest)
	switch {
	case o.ini != nil && tag == "user-ini-end":
		o.userEnd()
	case o.ini != nil:
		return o.ini.line(tag, rest)
	case tag == "user-ini":
		o.ini = newPHPIni()
		o.ini.file = rest
	case tag == "user-ini-unknown":
		o.userDoubt = "a .user.ini file may change it: " + text
	case tag == "web-unknown":
		o.doubt = "PHP_VALUE may change it: " + text
	case tag == "web":
		at, name, _ := cutLast(text, " ")
		if name == "*" {
			o.doubt = "PHP_VALUE at " + at + " may change it"
		}
		if o.web == nil {
			o.web = map[string]string{}
		}
		o.web[name] = "PHP_VALUE at " + at + " changes it for the requests that pass there"
	default:
		return false, nil
	}
	return true, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (o *phpOverrides) userEnd() {
	if o.user == nil {
		o.user = map[string]string{}
	}
	for _, path := range o.ini.unreadable {
		o.userDoubt = "permission denied: " + path + " may change it"
	}
	for name, a := range o.ini.last {
		o.user[name] = a.origin.String() + " changes it for the scripts below"
	}
	o.ini = nil
}

// touched are the settings that another place changes for some requests, pool or not, and why.
// Sections of the ini files and PHP_VALUE beat even php_admin_value.
func (o *phpOverrides) touched(ini *phpIni) map[string]string {
	all := map[string]string{}
	for name, why := range o.user {
		all[name] = why
	}
	for name, why := range o.hard(ini) {
		all[name] = why
	}
	return all
}

func (o *phpOverrides) hard(ini *phpIni) map[string]string {
	all := map[string]string{}
	for name, at := range ini.scoped {
		all[name] = "the section " + at + " changes it for some requests"
	}
	for name, why := range o.web {
		all[name] = why
	}
	return all
}

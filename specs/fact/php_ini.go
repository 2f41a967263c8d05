package fact

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpIniShell defines fs_ini, which prints where the ini files given to it assign what,
// without the values, and fs_ini_seen, which prints what PHP would have read if it could.
//
//	f FILE           what follows is of it
//	a LINE NAME      an assignment
//	v LINE NAME=TEXT one whose value is needed here (an extension, a switch that collecting turns)
//	e LINE NAME=VAR… one whose value takes variables of the environment
//	s LINE TEXT      a section
//	q LINE           a value goes on over the line's end
//	unreadable PATH
const phpIniShell = `
fs_ini() {
[ $# -gt 0 ] || return 0
printf 'ini-file %s\n' "$@"
awk '
FNR == 1 { print "f " FILENAME; sub(/^\357\273\277/, "") }
{ sub(/\r$/, "") }
/^[ \t]*(;|#|$)/ { next }
/^[ \t]*\[/ { print "s " FNR " " $0; next }
{ t = $0; if (gsub(/"/, "", t) % 2) print "q " FNR
  i = index($0, "="); k = i ? substr($0, 1, i-1) : $0; v = i ? substr($0, i+1) : ""
  gsub(/^[ \t]+|[ \t]+$/, "", k); gsub(/^[ \t]+|[ \t]+$/, "", v)
  if (k ~ /^(zend_)?extension$|^opcache\.enable(_cli)?$|^newrelic\.daemon\.dont_launch$/) print "v " FNR " " k "=" v
  else if (v !~ /[$][{]/) print "a " FNR " " k
  else { vars = ""
    while (match(v, /[$][{][^}]*/)) { vars = vars " " substr(v, RSTART+2, RLENGTH-2); v = substr(v, RSTART+RLENGTH) }
    print "e " FNR " " k "=" vars } }
' "$@" || cannot 'the ini files could not be read'
}
fs_hidden() { # what is not there may be behind a directory that can not be searched
d=$1
while [ -n "$d" ] && [ ! -e "$d" ]; do d=${d%/*}; done
[ -z "$d" ] || [ ! -d "$d" ] || [ -x "$d" ] || { printf 'unreadable %s\n' "$d"; return 1; }
}
fs_ini_seen() {
case $1 in ''|'(none)') ;; *) fs_hidden "$1/php.ini" && for i in "$1/php.ini" "$1/php-$2.ini"; do
	[ -e "$i" ] && ! [ -r "$i" ] && printf 'unreadable %s\n' "$i"
done;; esac
fs_dirs=$3; IFS=:; set +f
for i in $fs_dirs; do
	case $i in ''|'(none)') continue;; esac
	fs_hidden "$i/x" || continue
	d=$i
	[ -e "$d" ] || continue
	if ! [ -r "$d" ]; then printf 'unreadable %s\n' "$d"; continue; fi
	for g in "$d"/*.ini; do [ -e "$g" ] && ! [ -r "$g" ] && printf 'unreadable %s\n' "$g"; done
done
unset IFS; set -f
}
`

// phpAssign is one assignment of an ini file.
type phpAssign struct {
	origin PHPOrigin
	text   string // its value, where that was sent
	doubt  string // why neither its name nor its value can be told for sure
}

// phpIni is what the ini files of one PHP say, in the order that PHP reads them.
type phpIni struct {
	files      []string // all, in their order
	unreadable []string
	last       map[string]phpAssign
	scoped     map[string]string   // names set in [PATH=] and [HOST=] sections, and where
	extensions []string            // of extension= and zend_extension=
	fromEnv    map[string][]string // names whose value takes variables, and which

	file    string
	section string
	doubt   string
}

func newPHPIni() *phpIni {
	return &phpIni{last: map[string]phpAssign{}, scoped: map[string]string{}, fromEnv: map[string][]string{}}
}

// line reads one line of fs_ini; ok is false for other lines.
func (p *phpIni) line(tag, rest string) (ok bool, err error) {
	switch tag {
	case "ini-file":
		p.files = append(p.files, rest)
	case "unreadable":
		p.unreadable = append(p.unreadable, hosttext.FromString(rest))
	case "f":
		p.file, p.section, p.doubt = rest, "", ""
	case "a", "v", "e", "s", "q":
		return true, p.entry(tag, rest)
	default:
		return false, nil
	}
	return true, nil
}

func (p *phpIni) entry(tag, rest string) error {
	number, text, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	if err != nil || p.file == "" {
		return fmt.Errorf("read ini files: line %.40q", rest)
	}
	at := PHPOrigin{File: hosttext.FromString(p.file), Line: n}
	switch tag {
	case "s":
		p.section = phpScope(text)
	case "q":
		p.doubt = fmt.Sprintf("a value of several lines begins at %s, what follows it can't be told apart", at)
	default:
		p.assign(tag, text, at)
	}
	return nil
}

func (p *phpIni) assign(tag, text string, at PHPOrigin) {
	name, value := text, ""
	if tag != "a" {
		name, value, _ = strings.Cut(text, "=")
	}
	name = hosttext.FromString(name)
	switch {
	case p.section != "":
		p.scoped[name] = p.section + " at " + at.String()
	case strings.HasSuffix(name, "extension") && tag == "v":
		p.extensions = append(p.extensions, phpUnquote(value))
	default:
		delete(p.fromEnv, name)
		if tag == "e" {
			p.fromEnv[name] = strings.Fields(value)
		}
		p.last[name] = phpAssign{origin: at, text: phpUnquote(value), doubt: p.doubt}
	}
}

// phpScope is the section when what it holds is for some paths or hosts alone; else
// empty, for all other sections mean nothing to PHP.
func phpScope(section string) string {
	s := strings.ToUpper(strings.TrimSpace(section))
	if strings.HasPrefix(s, "[PATH") || strings.HasPrefix(s, "[HOST") {
		return hosttext.FromString(strings.TrimSpace(section))
	}
	return ""
}

// phpUnquote takes a comment and plain quotes off the text of a value.
func phpUnquote(v string) string {
	if len(v) > 1 && (v[0] == '"' || v[0] == '\'') {
		if end := strings.IndexByte(v[1:], v[0]); end >= 0 {
			return v[1 : 1+end]
		}
	}
	v, _, _ = strings.Cut(v, ";")
	return strings.TrimSpace(v)
}

// doubts says why what PHP was seen to read may not be all that it reads; else empty.
func (p *phpIni) doubts() string {
	if len(p.unreadable) > 0 {
		return "permission denied: " + strings.Join(p.unreadable, ", ") + " can't be read, and PHP passes over it in silence"
	}
	return ""
}

// origin is where a setting was made, as far as the ini files tell.
func (p *phpIni) origin(name string) Value[PHPOrigin] {
	a, ok := p.last[name]
	switch {
	case ok && a.doubt != "":
		return Cannot[PHPOrigin](a.doubt)
	case ok:
		return Known(a.origin)
	case p.doubt != "":
		return Cannot[PHPOrigin](p.doubt)
	}
	return Known(PHPOrigin{})
}

// turned is a switch whose value collecting had to turn; it is told by the text of the ini files.
func (p *phpIni) turned(name string, builtIn string) PHPSetting {
	s := PHPSetting{Switch: builtIn != "0", Value: Known(builtIn), Origin: p.origin(name)}
	a, ok := p.last[name]
	if !ok {
		return s
	}
	on, sure := phpBool(a.text)
	switch {
	case !sure || a.doubt != "":
		s.Value = Cannot[string]("its text in " + a.origin.String() + " is no plain yes, no or number")
	case builtIn == "0": // a number
		s.Value = Known(a.text)
	default:
		s.Value = Known(phpOnOff(on))
	}
	return s
}

// phpBool reads a switch as PHP does; sure is false for what needs PHP to tell.
func phpBool(v string) (on, sure bool) {
	switch strings.ToLower(v) {
	case "1", "on", "yes", "true":
		return true, true
	case "", "0", "off", "no", "false", "none":
		return false, true
	}
	n, err := strconv.Atoi(v)
	return n != 0, err == nil
}

func phpOnOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

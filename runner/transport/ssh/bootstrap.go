package ssh

import (
	"strings"
)

// sshd gives a command line to the login shell, whatever that is. So the line
// is one that all login shells read alike, and the program's arguments are not
// in it: they follow on standard input, in POSIX sh, once the line's own sh has
// said that it runs.
//
// In single quotes csh still reads ! and line feeds, and fish backslashes; the
// script has none of them. It says "NONCE PID" on both output streams: what a
// startup file printed stands before that. Then it reads lines, up to one that
// begins with the nonce; n is a line feed for it. sh reads a pipe byte by byte
// and leaves the program's own input alone.
const bootstrap = `exec /bin/sh -c 'echo "$1 $$"; echo "$1 $$" >&2; ` +
	`while IFS= read -r fleetspec_l; do case $fleetspec_l in "$1 "*) ` +
	`fleetspec_n=$(echo; echo .); fleetspec_n=${fleetspec_n%.}; ` +
	`eval "${fleetspec_l#"$1 "}"; unset fleetspec_l fleetspec_n; exec "$@";; esac; done; exit 125' sh `

// commandLine is what the login shell gets. The nonce has letters and digits only.
func commandLine(nonce string) string { return bootstrap + nonce }

// argvLine is the line that makes the bootstrap become argv. It has no line feed
// but at its end.
func argvLine(nonce string, argv []string) string {
	var s strings.Builder
	s.WriteString(nonce + " set --")
	for _, a := range argv {
		s.WriteString(" " + quote(a))
	}
	s.WriteString("\n")
	return s.String()
}

var quoting = strings.NewReplacer(`'`, `'\''`, "\n", `'"$fleetspec_n"'`)

// quote is s for the eval of the bootstrap, on one line.
func quote(s string) string { return "'" + quoting.Replace(s) + "'" }

package fact

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Env is the environment of a user's login shell.
type Env struct {
	// Variables are by name; a value that looks like a secret is "present (sha256 …)".
	Variables map[string]string `json:"variables"`
}

// Envs are asked by user. The user's login shell is started as su(1) does, with PAM, so
// /etc/environment and the shell's profile count as they do at a login; it runs the user's own
// rc files. Noise that these print is passed over. Another user than the one
// that asks can be asked by root alone.
var Envs = Register(&Table[Env]{
	Name: "env", Tools: []string{"su", "env", "timeout", "tr", "getent", "id", "sed"},
	Examples: []Ask{{Key: "deploy"}, {Key: "root"}, {Key: "nosuchuser"}},
	Check: func(a Ask) error {
		if !userName.MatchString(a.Key) {
			return fmt.Errorf("ask for the environment of %q: not a user's name", a.Key)
		}
		return nil
	},
	Shell:    envShell,
	Parse:    parseEnvs,
	Evidence: func(a Ask) string { return "su - " + Quote(a.Key) + " -c env" },
})

// envShell prints for each user "is", a line with = for each variable (an end of line
// inside as \001), and "."; or "no"; or "cannot WHY". What the login shell prints
// counts only between two marks with the script's nonce.
func envShell(asks []Ask) string {
	return nameServiceShell + `for tool in su env timeout tr id sed; do have $tool || cannot "$tool is missing"; done
case $(env -i A=b env -0 | tr '\0\n' '\n\001') in A=b) ;; *) cannot 'env or tr is missing or broken' ;; esac
[ "$(id -u)" = 0 ] || cannot 'only root may start login shells of others'
cd / || cannot 'the root directory may not be entered'
M=$N-env
login_env() {
	fs_account "$1" || return 0
	# A child of a hung profile keeps the pipe open: sed ends at our last line, not at the end of file.
	out=$({ timeout 10 su - "$1" -c "echo; echo $M && env -0 | tr '\\0\\n' '\\n\\001' && echo && echo $M"; r=$?; echo; echo "$M rc $r"; } 2>/dev/null | sed "/^$M rc /q")
	case ${out##*"$M"} in
	' rc 0') ;;
	' rc 124') echo 'cannot the login shell took over 10 s'; return ;;
	' rc '*) echo "cannot the login shell did not run a command: ${fs_out##*:}"; return ;;
	*) echo 'cannot sed failed'; return ;;
	esac
	inner=${out#*"$M"?}
	[ "$inner" != "$out" ] || { echo 'cannot the login shell printed no environment'; return; }
	all=${inner%%?"$M"*}
	[ "$all" != "$inner" ] || { echo 'cannot the environment was cut'; return; }
	echo is
	printf '%s\n' "$all" | while IFS= read -r line || [ -n "$line" ]; do printf '=%s\n' "$line"; done
	echo .
}
for user in ` + QuoteAll(keys(asks)) + `; do login_env "$user"; done`
}

func parseEnvs(asks []Ask, out []byte) (Rows[Env], error) {
	rows, l := Rows[Env]{}, lines{out}
	for _, user := range keys(asks) {
		line, err := l.next()
		if err != nil {
			return nil, err
		}
		why, cannot := strings.CutPrefix(line, "cannot ")
		switch {
		case line == "no":
			rows.Lacks(user)
		case cannot:
			rows.Cannot(user, hosttext.FromString(why))
		case line == "is":
			text, err := l.value()
			if err != nil {
				return nil, err
			}
			variables, err := environment(text)
			if err != nil {
				return nil, err
			}
			rows.Has(user, Env{Variables: variables})
		default:
			return nil, unexpected(line)
		}
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	return rows, nil
}

// environment reads a variable a line. Every login shell has HOME and PATH: without them
// the text is no environment.
func environment(text string) (map[string]string, error) {
	out := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || name == "" {
			return nil, unexpected(line)
		}
		value = strings.ReplaceAll(value, "\x01", "\n")
		out[name] = newVariable(name, string(hosttext.Bytes(value))).Value
	}
	if out["HOME"] == "" || out["PATH"] == "" {
		return nil, fmt.Errorf("its answer is no login shell's environment: no HOME or PATH")
	}
	return out, nil
}

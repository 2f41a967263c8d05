package fact

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// GitConfig is what git reads for a user outside of any repository: the system's and the
// user's files, with what they include.
type GitConfig struct {
	// Settings are by key: "user.name", section and name in lower case. Of a key that is set
	// several times the last one counts. Credentials are redacted.
	Settings map[string][]GitSetting `json:"settings"`
}

// GitSetting is one assignment.
type GitSetting struct {
	Value string `json:"value"`
	// File is where it stands.
	File string `json:"file"`
}

// GitConfigs are asked by user. git runs with the user's home and an empty environment,
// so that it reads what a deployment of that user would.
var GitConfigs = Register(&Table[GitConfig]{
	Name: "git-config", Tools: []string{"git", "getent", "timeout", "tr"},
	Examples: []Ask{{Table: "git-config", Key: "deploy"}, {Table: "git-config", Key: "nosuchuser"}},
	Check: func(a Ask) error {
		if !userName.MatchString(a.Key) {
			return fmt.Errorf("ask for git configuration of %q: not a user's name", a.Key)
		}
		return nil
	},
	Shell:    gitShell,
	Parse:    parseGit,
	Evidence: func(a Ask) string { return "sudo -iu " + Quote(a.Key) + " git config --list --show-origin" },
})

var userName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.@+-]*\$?$`)

// gitShell prints for each user "is", a line with = for each record (git's NUL as end of
// line, an end of line inside as \001), and "."; or "no"; or "cannot WHY".
func gitShell(asks []Ask) string {
	return nameServiceShell + `have git || cannot 'git is missing'
have timeout || cannot 'timeout is missing'
case $(printf 'a\n' | tr '\n' 'b') in ab) ;; *) cannot 'tr is missing or broken' ;; esac
case $(timeout 5 git --version) in 'git version '*) ;; *) cannot 'git does not run' ;; esac
cd / || cannot 'the root directory may not be entered'
git_config() {
	fs_account "$1" || return 0
	home=${fs_out%:*}; home=${home##*:}
	if [ -d "$home" ] && [ ! -x "$home" ]; then echo "cannot $home may not be searched"; return; fi
	for f in /etc/gitconfig "$home/.gitconfig" "$home/.config/git/config"; do
		if [ -e "$f" ] && [ ! -f "$f" ]; then echo "cannot $f is not a regular file"; return; fi
		if [ -f "$f" ] && [ ! -r "$f" ]; then echo "cannot $f is not readable"; return; fi
	done
	out=$({ timeout 5 env -i HOME="$home" PATH="$PATH" GIT_DIR=/nonexistent git config --list -z --show-origin; echo "rc $?"; } 2>/dev/null | tr '\0\n' '\n\001')
	case $out in *"rc 0"?) ;; *) echo 'cannot git config failed or took over 5 s'; return ;; esac
	echo is
	printf '%s\n' "$out" | while IFS= read -r line || [ -n "$line" ]; do printf '=%s\n' "$line"; done
	echo .
}
for user in ` + QuoteAll(keys(asks)) + `; do git_config "$user"; done`
}

func parseGit(asks []Ask, out []byte) (Rows[GitConfig], error) {
	rows, l := Rows[GitConfig]{}, lines{out}
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
			settings, err := gitSettings(text)
			if err != nil {
				return nil, err
			}
			rows.Has(user, GitConfig{Settings: settings})
		default:
			return nil, unexpected(line)
		}
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	return rows, nil
}

// gitSettings reads pairs of records: the origin, then key, \001 and value; a key alone is
// git's way of saying true. The last record is the exit status.
func gitSettings(text string) (map[string][]GitSetting, error) {
	records := strings.Split(text, "\n")
	if n := len(records); records[n-1] != "rc 0\x01" || n%2 != 1 {
		return nil, unexpected(records[n-1])
	}
	out := map[string][]GitSetting{}
	for i := 0; i+1 < len(records); i += 2 {
		origin, ok := strings.CutPrefix(records[i], "file:")
		if !ok {
			return nil, unexpected(records[i])
		}
		key, value, valued := strings.Cut(records[i+1], "\x01")
		if !valued {
			value = "true"
		}
		if !strings.Contains(key, ".") {
			return nil, unexpected(key)
		}
		value = strings.ReplaceAll(value, "\x01", "\n")
		key = redactURL(key)
		out[key] = append(out[key], GitSetting{Value: redactGit(key, value), File: origin})
	}
	return out, nil
}

var userinfo = regexp.MustCompile(`://[^/@\s]+@`)

func redactURL(s string) string { return userinfo.ReplaceAllString(s, "://[redacted]@") }

var secretKey = regexp.MustCompile(`(?i)token|password|secret|extraheader|cookie`)

func redactGit(key, value string) string {
	if secretKey.MatchString(key) {
		return "[redacted]"
	}
	return redactURL(value)
}

package fact

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// userNamesShell defines fs_names, which prints the names of the user ids given: "names STATUS", a
// line "name:uid" of each, and ".". One getent asks for all, with a limit of five seconds: where a
// directory service hangs, or getent is missing, /etc/passwd has to do.
const userNamesShell = `fs_names() {
	fs_u=$(timeout 5 getent passwd "$@" 2>/dev/null)
	fs_r=$?
	if [ $fs_r != 0 ] && [ $fs_r != 2 ]; then
		fs_u=
		[ ! -r /etc/passwd ] || while IFS= read -r fs_l || [ -n "$fs_l" ]; do
			fs_u="$fs_u$fs_l
"
		done </etc/passwd
	fi
	printf 'names %s\n%s\n.\n' $fs_r "$fs_u"
}
`

// userNames are the names of user ids, as fs_names gave them.
type userNames struct {
	names map[int]string
	// whole tells whether an id without name has none.
	whole bool
}

// parseUserNames reads the lines between "names STATUS" and ".", that of the status among them.
func parseUserNames(status string, lines []string) (userNames, error) {
	u := userNames{names: map[int]string{}, whole: status == "0" || status == "2"}
	if _, err := strconv.Atoi(status); err != nil {
		return u, fmt.Errorf("its answer holds the status %.20q", status)
	}
	for _, line := range lines {
		f := strings.Split(line, ":")
		if len(f) < 3 {
			continue // /etc/passwd may hold anything
		}
		uid, err := strconv.Atoi(f[2])
		if _, twice := u.names[uid]; err == nil && !twice { // the first one wins, as in getpwuid(3)
			u.names[uid] = hosttext.FromString(f[0])
		}
	}
	return u, nil
}

// of gives the name of a user id; one that has no name is its number.
func (u userNames) of(uid int) Value[string] {
	if name, ok := u.names[uid]; ok {
		return Known(name)
	}
	if !u.whole {
		return Cannot[string](fmt.Sprintf("user id %d is not in /etc/passwd, and getent did not answer", uid))
	}
	return Known(strconv.Itoa(uid))
}

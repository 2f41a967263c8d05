package fact

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// userNamesShell defines fs_users UID..., which prints the names of these users: "users STATUS ALONE
// UID...", the lines of getent, and ".". It asks for root too, whom every host has.
const userNamesShell = nameServiceShell + `fs_users() {
	fs_getent passwd 0 "$@"
	fs_alone=no
	! fs_files_only passwd || fs_alone=yes
	printf 'users %s %s %s\n%s\n.\n' "$fs_rc" $fs_alone "$*" "$fs_out"
}
`

// userNames is what fs_users said.
type userNames struct {
	nameAnswer
	asked []string
}

// readUserNames reads the words behind "users" and the lines up to ".".
func readUserNames(head string, lines []string) (userNames, error) {
	f := strings.Fields(head)
	if len(f) < 2 {
		return userNames{}, errors.New("its answer holds no names of users")
	}
	if _, err := strconv.Atoi(f[0]); err != nil {
		return userNames{}, errors.New("its answer holds no names of users")
	}
	return userNames{readNames(hosttext.FromString(strings.Join(lines, "\n")), f[0], f[1]), f[2:]}, nil
}

// of gives the name of a user id, or the number where it certainly has none.
func (u userNames) of(uid string) Value[string] {
	switch {
	case !slices.Contains(u.asked, uid):
		return Cannot[string]("the name of user " + uid + " was not asked for: a tool is missing or broken")
	case u.rc != "0" && u.rc != "2":
		return Cannot[string](u.why())
	case !slices.ContainsFunc(u.lines, func(f []string) bool { return f[2] == "0" }):
		return Cannot[string]("getent does not know root, and so can't be believed")
	}
	return u.name(uid)
}

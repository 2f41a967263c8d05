package fact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Group is a group of the host.
type Group struct {
	GID int `json:"gid"`
	// Members are the names of all users in it, in order: those that the group lists, and those whose
	// primary group it is.
	Members Value[[]string] `json:"members"`
}

// Groups are asked by name, as Users are. Its members are known where the files of the host alone say
// who is a user: other name services need not list them.
var Groups = Register(&Table[Group]{
	Name: "group", Tools: []string{"getent", "timeout"},
	Examples: []Ask{{Table: "group", Key: "www-data"}, {Table: "group", Key: "adm"}, {Table: "group", Key: "nosuchgroup"}},
	Check:    checkAccount,
	Shell: func(asks []Ask) string {
		return nameServiceShell + `fs_four() { printf '%s\0%s\0%s\0' "$1" "$fs_out" "$fs_rc"; if fs_files_only "$1"; then printf 'yes\0'; else printf 'no\0'; fi; }
fs_getent group ` + QuoteAll(keys(asks)) + `
fs_four group
fs_every passwd
fs_four passwd
printf 'end\0'
`
	},
	Parse:    parseGroups,
	Evidence: func(a Ask) string { return "getent group " + Quote(a.Key) },
})

func parseGroups(asks []Ask, out []byte) (Rows[Group], error) {
	r := &fields{out}
	f, err := r.take(9)
	if err != nil {
		return nil, err
	}
	if f[0] != "group" || f[4] != "passwd" || f[8] != "end" || !r.done() {
		return nil, errFields
	}
	groups, users := readNames(f[1], f[2], f[3]), readNames(f[5], f[6], f[7])
	rows := Rows[Group]{}
	for _, name := range keys(asks) {
		line, why := groups.account(name, 4)
		switch {
		case why != "":
			rows.Cannot(name, why)
		case line == nil:
			rows.Lacks(name)
		default:
			gid, err := strconv.Atoi(line[2])
			if err != nil {
				return nil, fmt.Errorf("read group %s: %w", name, err)
			}
			rows.Has(name, Group{GID: gid, Members: members(line, users)})
		}
	}
	return rows, nil
}

func members(group []string, users nameAnswer) Value[[]string] {
	if why := users.every(); why != "" {
		return Cannot[[]string](why)
	}
	all := []string{}
	for _, name := range strings.Split(group[3], ",") {
		if name != "" {
			all = append(all, name)
		}
	}
	for _, u := range users.lines {
		if len(u) == 7 && u[3] == group[2] {
			all = append(all, u[0])
		}
	}
	slices.Sort(all)
	return Known(slices.Compact(all))
}

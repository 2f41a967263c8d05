package fact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// userRecords reads the records that userShell prints.
type userRecords struct {
	fields
	passwd, groups, named nameAnswer
	listed                bool // groups holds all groups
	ids                   map[string][2]string
	passwords             map[string]string
	shadow                string // "read", or why not
	sshd                  []string
	files                 map[string][]keyFile // by user
}

func parseUsers(asks []Ask, out []byte) (Rows[User], error) {
	r := &userRecords{fields: fields{out}, ids: map[string][2]string{}, passwords: map[string]string{}, files: map[string][]keyFile{}}
	for {
		word, err := r.next()
		if err != nil {
			return nil, err
		}
		if word == "end" && r.done() {
			break
		}
		if err := r.record(word); err != nil {
			return nil, err
		}
	}
	if r.passwd.rc == "" || r.shadow == "" {
		return nil, errFields
	}
	rows := Rows[User]{}
	for _, name := range keys(asks) {
		r.row(rows, name, wants(asks, name, "keys"))
	}
	return rows, nil
}

var userShapes = map[string]int{"passwd": 3, "groups": 3, "names": 3, "ids": 3, "password": 2, "shadow": 1, "sshd": 0,
	"key": 3, "nokey": 2, "blindkey": 3}

func (r *userRecords) record(word string) error {
	n, known := userShapes[word]
	if !known {
		return errFields
	}
	f, err := r.take(n)
	if err != nil {
		return err
	}
	switch word {
	case "passwd":
		r.passwd = readNames(f[0], f[1], f[2])
	case "groups":
		r.groups, r.listed = readNames(f[0], f[1], f[2]), true
	case "names":
		r.named = readNames(f[0], f[1], f[2])
	case "ids":
		r.ids[f[0]] = [2]string{f[1], f[2]}
	case "password":
		r.passwords[f[0]] = f[1]
	case "shadow":
		r.shadow = f[0]
	case "sshd":
		return r.sshdLines()
	case "key":
		r.files[f[0]] = append(r.files[f[0]], keyFile{path: f[1], text: content(f[2], 0)})
	case "nokey":
		r.files[f[0]] = append(r.files[f[0]], keyFile{path: f[1], text: Known("")})
	case "blindkey":
		r.files[f[0]] = append(r.files[f[0]], keyFile{path: f[1], text: Cannot[string](hosttext.Visible(f[2]))})
	}
	return nil
}

func (r *userRecords) sshdLines() error {
	r.sshd = []string{}
	for {
		line, err := r.next()
		if err != nil {
			return err
		}
		if line == "." {
			return nil
		}
		r.sshd = append(r.sshd, line)
	}
}

// account finds the line of a name: absent (nil, ""), or why it can't be told.
func (a nameAnswer) account(name string, columns int) (line []string, why string) {
	if a.rc == "0" || a.rc == "2" {
		for _, f := range a.lines {
			switch {
			case f[0] != name:
			case len(f) != columns || !isNumber(f[2]):
				return nil, "getent gave a garbled line"
			default:
				return f, ""
			}
		}
	}
	return nil, a.why()
}

func (r *userRecords) row(rows Rows[User], name string, keyed bool) {
	f, why := r.passwd.account(name, 7)
	if f == nil && why == "" {
		rows.Lacks(name)
		return
	}
	uid, gid := 0, 0
	if why == "" {
		var err error
		if uid, err = strconv.Atoi(f[2]); err == nil {
			gid, err = strconv.Atoi(f[3])
		}
		if err != nil {
			why = "getent gave a garbled line"
		}
	}
	if why != "" {
		rows.Cannot(name, why)
		return
	}
	u := User{UID: uid, GID: gid, Gecos: f[4], Home: f[5], Shell: f[6], Password: r.password(name, f[1])}
	if r.listed {
		u.Group, u.Groups = r.fromFiles(name, f[3])
	} else {
		u.Group, u.Groups = r.fromIDs(name, f[3])
	}
	if keyed {
		u.Keys = r.keysOf(name)
	}
	rows.Has(name, u)
}

// fromFiles gives the groups by the list of all groups.
func (r *userRecords) fromFiles(name, gid string) (Value[string], Value[[]string]) {
	if why := r.groups.every(); why != "" {
		return Cannot[string](why), Cannot[[]string](why)
	}
	primary, others := gid, []string{}
	for _, f := range r.groups.lines {
		switch {
		case f[2] == gid && primary == gid:
			primary = f[0]
		case len(f) == 4 && slices.Contains(strings.Split(f[3], ","), name):
			others = append(others, f[0])
		}
	}
	return Known(primary), Known(groupList(primary, others))
}

// fromIDs gives the groups by the numbers that id printed, the primary one among them.
func (r *userRecords) fromIDs(name, gid string) (Value[string], Value[[]string]) {
	ids := strings.Fields(r.ids[name][0])
	if r.ids[name][1] != "0" || !slices.Contains(ids, gid) || slices.ContainsFunc(ids, func(id string) bool { return !isNumber(id) }) {
		why := fmt.Sprintf("id -G failed (exit status %s)", r.ids[name][1])
		return Cannot[string](why), Cannot[[]string](why)
	}
	primary := r.named.name(gid)
	first, err := primary.Get()
	if err != nil {
		return primary, Cannot[[]string](whyOf(err))
	}
	var others []string
	for _, id := range ids {
		if id == gid {
			continue
		}
		other, err := r.named.name(id).Get()
		if err != nil {
			return primary, Cannot[[]string](whyOf(err))
		}
		others = append(others, other)
	}
	return primary, Known(groupList(first, others))
}

// whyOf is the reason of an unknown value.
func whyOf(err error) string { return strings.TrimPrefix(err.Error(), "could not tell: ") }

func groupList(primary string, others []string) []string {
	slices.Sort(others)
	out := []string{primary}
	for _, g := range slices.Compact(others) {
		if g != primary {
			out = append(out, g)
		}
	}
	return out
}

// password tells the state of the password, of which field is passwd(5)'s own column.
func (r *userRecords) password(name, field string) Value[string] {
	switch {
	case field == "":
		return Known("none")
	case strings.HasPrefix(field, "!"), strings.HasPrefix(field, "*"):
		return Known("locked")
	case field != "x":
		return Known("set")
	case r.shadow != "read":
		return Cannot[string](r.shadow)
	}
	switch state := r.passwords[name]; state {
	case "locked", "set", "none":
		return Known(state)
	}
	return Cannot[string]("/etc/shadow has no line of it")
}

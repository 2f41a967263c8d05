package fact

import (
	"fmt"
	"sort"
	"strings"
)

// Path is the PATH of the collecting script: the system's programs, wherever a
// distribution keeps them.
const Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// script is the one POSIX sh script of one host.
//
// Rules of its frame (why: each was seen to go wrong otherwise):
//   - the nonce is on its first line, on standard input, never in argv, which anybody on the host can read;
//   - all of it is one function called on the last line, so that a script cut in transit runs nothing;
//   - standard input of all commands is empty; the script's own is watched, and its end (a client
//     that is gone) ends the process group;
//   - each table runs in a subshell between one begin and one end mark; the end mark carries its exit status.
func script(nonce string, groups []group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "N=%s\n", nonce)
	b.WriteString(prelude)
	b.WriteString("fs_main() {\nexport LC_ALL=C\nset -f\n(cat <&3 >/dev/null 2>&1; kill 0) >/dev/null 2>&1 &\nfs_watch=$!\n")
	lanes, byLane := lanesOf(groups)
	for i, lane := range lanes {
		fmt.Fprintf(&b, "fs_lane%d() {\n:\n", i) // a function of no command is no shell
		for _, g := range byLane[lane] {
			name := g.kind.TableName()
			fmt.Fprintf(&b, "printf '%%s\\n' \"$N begin %s\"\n(\n%s\n) 3<&- </dev/null\n", name, g.kind.shell(g.asks))
			fmt.Fprintf(&b, "printf '\\n%%s %%s\\n' \"$N end %s\" \"$?\"\n", name)
		}
		b.WriteString("}\n")
	}
	b.WriteString(pipeline(len(lanes)))
	b.WriteString("printf '%s\\n' \"$N done\"\nkill $fs_watch 2>/dev/null\nexit 0\n}\nfs_main 3<&0 </dev/null\n")
	return b.String()
}

// pipeline runs the lanes side by side without a file on the host: the last
// lane is the main one, and each earlier one's output is kept in its pipe until
// those behind it have printed theirs. `{ 0; } | { { 1; } | { 2; cat; }; cat; }`.
func pipeline(n int) string {
	last := n - 1
	s := fmt.Sprintf("fs_lane%d", last)
	for i := last - 1; i >= 0; i-- {
		s = fmt.Sprintf("{ fs_lane%d; } | { %s; cat; }", i, s)
	}
	return s + "\n"
}

// prelude holds the words that every table's shell may use:
//
//	cannot WHY   the whole table is unknown: prints the line that says why, and ends the table
//	have PROG    whether the program is there
const prelude = `have() { command -v "$1" >/dev/null 2>&1; }
cannot() { printf '%s\n' "$N cannot $1"; exit 0; }
`

// group is the asks of one table.
type group struct {
	kind Kind
	asks []Ask
}

// groupsOf sorts asks by table, each ask once, the tables by name.
func groupsOf(asks []Ask) ([]group, error) {
	by := map[string][]Ask{}
	seen := map[Ask]bool{}
	for _, a := range asks {
		if err := CheckKey(a); err != nil {
			return nil, err
		}
		if !seen[a] {
			seen[a] = true
			by[a.Table] = append(by[a.Table], a)
		}
	}
	var out []group
	for name, as := range by {
		k, _ := Of(name)
		out = append(out, group{k, as})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].kind.TableName() < out[j].kind.TableName() })
	return out, nil
}

// lanesOf gives the names of the lanes, the main one ("") last.
func lanesOf(groups []group) ([]string, map[string][]group) {
	by := map[string][]group{"": nil}
	for _, g := range groups {
		by[g.kind.LaneName()] = append(by[g.kind.LaneName()], g)
	}
	var names []string
	for name := range by {
		if name != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return append(names, ""), by
}

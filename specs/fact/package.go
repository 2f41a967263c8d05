package fact

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/specs/version"
)

// Package is all that a host's package manager holds under one name.
type Package struct {
	Instances []PackageInstance `json:"instances"`
}

// PackageInstance is one package: there are several of a name where architectures or
// (rpm) versions live side by side.
type PackageInstance struct {
	System version.System `json:"system"`
	// Arch is "amd64", "x86_64", "all", "noarch"; empty where rpm says (none).
	Arch string `json:"arch"`
	// Version is whole: [epoch:]version[-revision].
	Version string `json:"version"`
	// State is dpkg's status ("installed", "config-files", "unpacked"); for rpm always "installed".
	State string `json:"state"`
	// Held tells whether dpkg was told to hold it; rpm has no such thing.
	Held bool `json:"held"`
}

// Installed tells whether it is: dpkg's triggers-pending and triggers-awaited are
// installed too, with work left to do for others (dpkg(1)).
func (p PackageInstance) Installed() bool {
	switch p.State {
	case "installed", "triggers-pending", "triggers-awaited":
		return true
	}
	return false
}

// Packages holds all packages of dpkg's or rpm's database.
//
// A list is believed only when it holds its own manager, dpkg or rpm: an empty or a lost
// database lists nothing, with status 0. dpkg's must also stay the same while it is read. rpm is
// asked as the user nobody where that can be done: root's reading, alone, touches
// rpmdb.sqlite-shm (or the __db files of older rpms).
var Packages = Register(&Table[Package]{
	Name:     "package",
	Whole:    true,
	Tools:    []string{"dpkg-query", "stat", "rpm"},
	Examples: []Ask{{Table: "package", Key: "nginx"}, {Table: "package", Key: "no-such-package"}},
	Check:    checkPackage,
	Shell:    func([]Ask) string { return packageShell },
	Parse:    func(_ []Ask, out []byte) (Rows[Package], error) { return parsePackages(out) },
	Evidence: func(a Ask) string {
		name := a.Key
		return "dpkg-query -W " + Quote(name) + " || rpm -q " + Quote(name)
	},
})

// The list ends with a line of its own, and starts with the name of its manager.
const packageShell = `fs_db=/var/lib/dpkg
fs_nl='
'
fs_why=
fs_dpkg() {
	fs_before=$(stat -Lc '%d %i %s %y %z' $fs_db/status 2>&1) || cannot "the state of $fs_db/status could not be read: $fs_before"
	[ -r $fs_db/updates ] && [ -x $fs_db/updates ] || cannot "$fs_db/updates could not be read"
	set +f
	for fs_u in $fs_db/updates/*; do
		[ ! -e "$fs_u" ] || cannot "dpkg is at work or was interrupted: $fs_db/updates is not empty"
	done
	set -f
	fs_list=$(dpkg-query -W -f '=\t${Package}\t${Architecture}\t${Version}\t${db:Status-Want}\t${db:Status-Status}\n' 2>&1) || {
		fs_why="dpkg-query failed: ${fs_list%%"$fs_nl"*}"
		fs_list=
		return 0
	}
	fs_after=$(stat -Lc '%d %i %s %y %z' $fs_db/status 2>&1)
	[ "$fs_before" = "$fs_after" ] || cannot 'dpkg was at work while its list was read'
}
fs_rpm() {
	fs_q='=\t%{NAME}\t%{ARCH}\t%{EPOCH}\t%{VERSION}\t%{RELEASE}\n'
	if have setpriv && [ -w /var/lib/rpm ] &&
		fs_list=$(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups rpm -qa --qf "$fs_q" 2>&1)
	then
		case $fs_list in *"=	rpm	"*) return 0 ;; esac
	fi
	fs_list=$(rpm -qa --qf "$fs_q" 2>&1)
}
if have dpkg-query; then
	if [ -e $fs_db/status ]; then
		fs_dpkg
		case $fs_list in
		*"=	dpkg	"*) printf 'dpkg\n%s\nend\n' "$fs_list"; exit 0 ;;
		esac
		fs_why=${fs_why:-"dpkg's list does not hold dpkg itself"}
	else
		fs_why="dpkg-query is there, but $fs_db/status is not"
	fi
fi
if have rpm; then
	fs_rpm || cannot "rpm could not list its packages: ${fs_list%%"$fs_nl"*}"
	case $fs_list in
	*"=	rpm	"*) printf 'rpm\n%s\nend\n' "$fs_list"; exit 0 ;;
	esac
	fs_why="rpm's list does not hold rpm itself${fs_why:+, and $fs_why}"
fi
cannot "${fs_why:-neither dpkg-query nor rpm is there}"
`

func parsePackages(out []byte) (Rows[Package], error) {
	lines := strings.Split(string(out), "\n")
	if n := len(lines); n < 4 || lines[n-1] != "" || lines[n-2] != "end" {
		return nil, errors.New("the list of packages has no end")
	}
	manager := lines[0]
	rows := Rows[Package]{}
	for _, line := range lines[1 : len(lines)-2] {
		rest, ok := strings.CutPrefix(line, "=\t")
		if !ok {
			if err := managerSaid(manager, line); err != nil {
				return nil, err
			}
			continue
		}
		name, p, err := packageLine(manager, strings.Split(rest, "\t"))
		if err != nil {
			return nil, fmt.Errorf("read line %.120q of %s's list: %w", line, manager, err)
		}
		all := rows[name].Is
		if all == nil {
			all = &Package{}
			rows[name] = Row[Package]{Is: all}
		}
		all.Instances = append(all.Instances, p)
	}
	if _, ok := rows[manager]; !ok {
		return nil, fmt.Errorf("%s's list does not hold %s itself", manager, manager)
	}
	return rows, nil
}

// managerSaid judges what stands between the lines of the list: warnings pass, an error
// means that packages are left out though the exit status is 0.
func managerSaid(manager, line string) error {
	if strings.HasPrefix(line, "warning: ") || strings.HasPrefix(line, "dpkg-query: warning: ") || strings.HasPrefix(line, " ") {
		return nil
	}
	return fmt.Errorf("%s said: %.200s", manager, hosttext.Visible(hosttext.FromString(line)))
}

func packageLine(manager string, f []string) (name string, p PackageInstance, err error) {
	if len(f) != 5 || f[0] == "" {
		return "", p, errors.New("it does not have five columns")
	}
	for i := range f {
		f[i] = hosttext.FromString(f[i])
	}
	switch manager {
	case "dpkg":
		p = PackageInstance{System: version.Dpkg, Arch: f[1], Version: f[2], Held: f[3] == "hold", State: f[4]}
		if !dpkgStates[p.State] {
			return "", p, fmt.Errorf("dpkg has no status %q", p.State)
		}
	case "rpm":
		p = PackageInstance{System: version.RPM, Arch: none(f[1]), Version: f[3] + "-" + f[4], State: "installed"}
		if epoch := none(f[2]); epoch != "" {
			p.Version = epoch + ":" + p.Version
		}
		if f[3] == "" || f[4] == "" {
			return "", p, errors.New("its version or its release is empty")
		}
	default:
		return "", p, errors.New("no such package manager is known")
	}
	return f[0], p, nil
}

// none is rpm's word for an empty tag.
func none(s string) string {
	if s == "(none)" {
		return ""
	}
	return s
}

// dpkgStates are the package states of dpkg(1).
var dpkgStates = map[string]bool{"not-installed": true, "config-files": true, "half-installed": true, "unpacked": true,
	"half-configured": true, "triggers-awaited": true, "triggers-pending": true, "installed": true}

// checkPackage refuses names that no package has.
func checkPackage(a Ask) error {
	switch {
	case a.Key == "":
		return errors.New("ask for a package: its name is empty")
	case strings.ContainsAny(a.Key, "*?[] \t\n/=<>:"):
		return fmt.Errorf("ask for package %.80q: a package's name holds no blank and none of * ? [ ] / = < > :", a.Key)
	}
	return nil
}

package fact

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Platform is what system a host is.
type Platform struct {
	// ID, Version and Title are os-release's ID, VERSION_ID and PRETTY_NAME: "debian", "12".
	// A version is empty where os-release gives none (Debian's testing).
	ID      Value[string] `json:"id"`
	Version Value[string] `json:"version"`
	Title   Value[string] `json:"title"`
	// Family is "debian", "rhel", "suse", "alpine" or "arch" where ID or ID_LIKE names it, else the ID.
	Family Value[string] `json:"family"`
	// Kernel is the release, as uname -r; Arch the machine, as uname -m.
	Kernel string `json:"kernel"`
	Arch   string `json:"arch"`
	// Hostname is the kernel's node name, as uname -n.
	Hostname string `json:"hostname"`
	// Init is "systemd" where it runs the system, else the name of process 1.
	Init Value[string] `json:"init"`
	// Container is how the host is contained: "docker", "podman", "kubernetes", "lxc",
	// another word that it says of itself, or empty where nothing hints at a container.
	Container string `json:"container"`
}

// Platforms holds one row, of the empty key.
var Platforms = Register(&Table[Platform]{
	Name:     "platform",
	Tools:    []string{"uname", "cat"},
	Examples: []Ask{{Table: "platform"}},
	Check: func(a Ask) error {
		if a.Key != "" {
			return fmt.Errorf("ask for platform %.80q: a platform has no name", a.Key)
		}
		return nil
	},
	Shell: func([]Ask) string { return platformShell },
	Parse: func(_ []Ask, out []byte) (Rows[Platform], error) {
		p, err := parsePlatform(string(out))
		if err != nil {
			return nil, err
		}
		rows := Rows[Platform]{}
		rows.Has("", p)
		return rows, nil
	},
	Evidence: func(Ask) string { return "cat /etc/os-release; uname -a; cat /proc/1/comm" },
})

// Each line is a word and its value; os-release comes last, and then a line of its own.
const platformShell = `fs_is() { printf '%s %s\n' "$1" "$2"; }
fs_v=$(uname -nrm) || cannot 'uname failed'
fs_is uname "$fs_v"
if [ -d /run/systemd/system ]; then fs_is init systemd
elif fs_v=; { read -r fs_v </proc/1/comm; } 2>/dev/null; [ -n "$fs_v" ]; then fs_is init "$fs_v"
fi
if [ -d /run/secrets/kubernetes.io ] || [ -d /var/run/secrets/kubernetes.io ]; then fs_is container kubernetes; fi
if fs_v=; { read -r fs_v </run/systemd/container; } 2>/dev/null; [ -n "$fs_v" ]; then fs_is container "$fs_v"; fi
if [ -e /run/.containerenv ]; then fs_is container podman; fi
if [ -e /.dockerenv ]; then fs_is container docker; fi
for fs_f in /etc/os-release /usr/lib/os-release; do
	[ -e $fs_f ] || continue
	fs_is file $fs_f
	cat $fs_f || cannot "$fs_f could not be read"
	break
done
printf '\nend\n'
`

// unameWords are the node name, the kernel's release and the machine, in uname's own order.
var unameWords = regexp.MustCompile(`^(\S+) ([0-9]+\.[0-9]+\S*) ([A-Za-z0-9_.-]{2,32})$`)

// machineName is the last of them.
var machineName = regexp.MustCompile(`^[A-Za-z0-9_.-]{2,32}$`)

func parsePlatform(out string) (Platform, error) {
	var p Platform
	out, ok := strings.CutSuffix(out, "\nend\n")
	if !ok {
		return p, errors.New("its answer has no end")
	}
	head, release, hasRelease := strings.Cut(out, "file /")
	for _, line := range strings.Split(strings.TrimSuffix(head, "\n"), "\n") {
		word, v, ok := strings.Cut(line, " ")
		v = hosttext.FromString(v)
		switch {
		case word == "uname":
			f := unameWords.FindStringSubmatch(v)
			if f == nil {
				return p, errors.New("uname's answer is none")
			}
			p.Hostname, p.Kernel, p.Arch = f[1], f[2], f[3]
		case word == "init" && v != "":
			p.Init = Known(v)
		case word == "container" && p.Container == "":
			p.Container = v
		case word == "container" || line == "":
		default:
			return p, fmt.Errorf("its answer holds a line that is none of its own (%t): %.80q", ok, line)
		}
	}
	if p.Kernel == "" {
		return p, errors.New("its answer holds nothing of uname")
	}
	if _, err := p.Init.Get(); err != nil {
		p.Init = Cannot[string]("process 1 could not be read")
	}
	p.release(release, hasRelease)
	return p, nil
}

// release reads os-release(5), whose first line here is its path.
func (p *Platform) release(text string, there bool) {
	fields, err := osRelease(text)
	if !there {
		err = errors.New("there is no os-release file")
	}
	if err == nil && fields["ID"] == "" {
		err = errors.New("os-release holds no ID")
	}
	if err != nil {
		no := Cannot[string](err.Error())
		p.ID, p.Version, p.Title, p.Family = no, no, no, no
		return
	}
	p.ID, p.Version, p.Title = Known(fields["ID"]), Known(fields["VERSION_ID"]), Known(fields["PRETTY_NAME"])
	p.Family = Known(family(fields["ID"], strings.Fields(fields["ID_LIKE"])))
}

// osRelease reads assignments as a shell would, which os-release(5) is made for, but runs nothing.
func osRelease(text string) (map[string]string, error) {
	_, text, _ = strings.Cut(text, "\n")
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(text), "os-release")
	if err != nil {
		return nil, fmt.Errorf("os-release could not be read: %w", err)
	}
	fields := map[string]string{}
	for _, s := range file.Stmts {
		call, ok := s.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) > 0 {
			return nil, errors.New("os-release holds more than assignments")
		}
		for _, a := range call.Assigns {
			v, err := literal(a.Value)
			if err != nil {
				return nil, fmt.Errorf("os-release: %s: %w", a.Name.Value, err)
			}
			fields[a.Name.Value] = hosttext.FromString(v)
		}
	}
	return fields, nil
}

// literal gives a word of plain text and quotes.
func literal(w *syntax.Word) (string, error) {
	if w == nil {
		return "", nil
	}
	var b strings.Builder
	parts := w.Parts
	for len(parts) > 0 {
		switch part := parts[0].(type) {
		case *syntax.Lit:
			b.WriteString(unescaped.Replace(part.Value))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			parts = append(append([]syntax.WordPart{nil}, part.Parts...), parts[1:]...)
		default:
			return "", errors.New("its value is no plain text")
		}
		parts = parts[1:]
	}
	return b.String(), nil
}

var unescaped = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`, "\\`", "`")

var families = map[string]string{"debian": "debian", "ubuntu": "debian", "rhel": "rhel", "centos": "rhel", "fedora": "rhel", "amzn": "rhel",
	"rocky": "rhel", "almalinux": "rhel", "ol": "rhel", "suse": "suse", "opensuse": "suse", "sles": "suse", "alpine": "alpine", "arch": "arch"}

func family(id string, like []string) string {
	for _, word := range append([]string{id}, like...) {
		if f, ok := families[word]; ok {
			return f
		}
	}
	return id
}

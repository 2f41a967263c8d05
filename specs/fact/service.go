package fact

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Service is a systemd unit, as systemctl show tells of it. The words are systemd's own.
type Service struct {
	// Unit is the unit's own name, which an alias differs from: "ssh.service" of sshd.service.
	Unit string `json:"unit"`
	// Load is LoadState: "loaded", "masked", "error", "bad-setting"; "not-found" where a
	// unit still runs whose file is gone.
	Load string `json:"load"`
	// Active and Sub are ActiveState and SubState: "active" and "running".
	Active string `json:"active"`
	Sub    string `json:"sub"`
	// File is UnitFileState: "enabled", "static", "masked-runtime"; empty where there is no file.
	File string `json:"file"`
	// Wanted tells whether another unit starts it at boot: what "enabled" comes to
	// for a unit that was generated.
	Wanted bool `json:"wanted"`
	// Type is "simple", "forking", "oneshot" and so on, empty for a unit that is no service.
	Type string `json:"type"`
	// Result says how it ended last: "success", "exit-code", "timeout".
	Result string `json:"result"`
	// MainPID is 0 where there is none.
	MainPID int `json:"main_pid"`
	// Instances are the units of its template that are part of it: "postfix@-.service"
	// of postfix.service.
	Instances []string `json:"instances,omitempty"`
	// Stale tells whether the unit's files changed after systemd read them.
	Stale bool `json:"stale,omitempty"`
}

// Services holds the asked units, by names with their suffix: "nginx.service".
//
// One systemctl show asks for all of them; a name that it would refuse ends the command early, so
// globs, paths and templates without an instance are refused before.
var Services = Register(&Table[Service]{
	Name:     "service",
	Tools:    []string{"systemctl"},
	Examples: []Ask{{Table: "service", Key: "nginx.service"}, {Table: "service", Key: "postfix.service"}, {Table: "service", Key: "legacy-agent.service"}, {Table: "service", Key: "no-such-unit.service"}},
	Check:    checkService,
	Shell:    serviceShell,
	Parse:    parseServices,
	Evidence: func(a Ask) string { return "systemctl status " + Quote(a.Key) },
})

// unitName is what systemd.unit(5) allows, with a suffix of a unit type.
var unitName = regexp.MustCompile(`^[A-Za-z0-9:_.\\@-]+\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$`)

func checkService(a Ask) error {
	switch {
	case strings.ContainsAny(a.Key, "*?[]"):
		return fmt.Errorf("ask for service %.80q: it must be one unit, not a pattern", a.Key)
	case strings.Contains(a.Key, "@."):
		return fmt.Errorf("ask for service %.80q: it is a template; name an instance, as in postfix@-", a.Key)
	case len(a.Key) > 255 || !unitName.MatchString(a.Key) || a.Key[0] == '.' || a.Key[0] == '@':
		return fmt.Errorf("ask for service %.80q: it is no unit's name", a.Key)
	}
	return nil
}

// lastUnit is asked behind all others, so that an answer which was cut shows: every system has it.
const lastUnit = "-.mount"

func serviceShell(asks []Ask) string {
	return `[ -d /run/systemd/system ] || cannot 'systemd does not run here: check the process instead of the service'
have systemctl || cannot 'systemctl is missing'
fs_nl='
'
fs_out=$(systemctl show --no-pager --all -p Id,Names,LoadState,ActiveState,SubState,UnitFileState,Type,Result,MainPID,ConsistsOf,WantedBy,RequiredBy,NeedDaemonReload -- ` +
		QuoteAll(keys(asks)) + ` ` + lastUnit + ` 2>&1) || cannot "systemctl failed: ${fs_out%%"$fs_nl"*}"
printf '%s\n\nend\n' "$fs_out"
`
}

func parseServices(asks []Ask, out []byte) (Rows[Service], error) {
	text, ok := strings.CutSuffix(hosttext.FromBytes(out), "\n\nend\n")
	if !ok {
		return nil, errors.New("systemctl's answer has no end")
	}
	blocks := strings.Split(text, "\n\n")
	if last, _, err := parseUnit(blocks[len(blocks)-1]); err != nil || last.Unit != lastUnit {
		return nil, errors.New("systemctl's answer was cut off")
	}
	units := map[string]Service{}
	for _, block := range blocks[:len(blocks)-1] {
		u, names, err := parseUnit(block)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			units[name] = u
		}
	}
	rows := Rows[Service]{}
	for _, key := range keys(asks) {
		u, ok := units[key]
		switch {
		case !ok:
			rows.Cannot(key, "systemctl's answer does not hold it")
		case u.Load == "not-found" && u.Active == "inactive":
			rows.Lacks(key)
		case !loadStates[u.Load]:
			rows.Cannot(key, fmt.Sprintf("its LoadState is %.40q", u.Load))
		case u.Active == "" || u.Sub == "":
			rows.Cannot(key, "systemctl did not say whether it is active")
		default:
			rows.Has(key, u)
		}
	}
	return rows, nil
}

var loadStates = map[string]bool{"loaded": true, "not-found": true, "bad-setting": true, "error": true, "masked": true}

// parseUnit reads one block of properties, and gives all names of the unit.
func parseUnit(block string) (u Service, names []string, err error) {
	p := map[string]string{}
	for _, line := range strings.Split(block, "\n") {
		name, v, ok := strings.Cut(line, "=")
		if _, twice := p[name]; !ok || twice {
			return u, nil, fmt.Errorf("systemctl's answer holds %.120q", line)
		}
		p[name] = v
	}
	for _, name := range []string{"Id", "Names", "LoadState", "ActiveState", "SubState", "UnitFileState"} {
		if _, ok := p[name]; !ok {
			return u, nil, fmt.Errorf("systemctl's answer of %.80q holds no %s", p["Id"], name)
		}
	}
	u = Service{Unit: p["Id"], Load: p["LoadState"], Active: p["ActiveState"], Sub: p["SubState"], File: p["UnitFileState"],
		Wanted: p["WantedBy"] != "" || p["RequiredBy"] != "", Type: p["Type"], Result: p["Result"], Stale: p["NeedDaemonReload"] == "yes"}
	if pid := p["MainPID"]; pid != "" {
		if u.MainPID, err = strconv.Atoi(pid); err != nil {
			return u, nil, fmt.Errorf("systemctl's answer of %.80q: MainPID is %.40q", u.Unit, pid)
		}
	}
	template := strings.TrimSuffix(u.Unit, ".service") + "@"
	for _, part := range strings.Fields(p["ConsistsOf"]) {
		if strings.HasPrefix(part, template) {
			u.Instances = append(u.Instances, part)
		}
	}
	return u, append(strings.Fields(p["Names"]), u.Unit), nil
}

package fact

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpRunning is what one running master of PHP-FPM told, and what stands around it.
type phpRunning struct {
	pid, exe, conf, unit string
	denied               string // why nothing more was told
	doubt                string // why its arguments are not known
	envDoubt             string // why its environment is not known, or not all of it
	args                 map[string]bool
	env                  map[string]Value[Variable]

	info  *phpInfo
	ini   *phpIni
	files *phpConf
	mods  []string // lines of -m
	cli   *phpSaid
	noCLI bool // there is none of this PHP
	// the exit statuses of -i, -m and the command line
	infoStatus, modsStatus, cliStatus string
	maps                              []string
	disk                              phpDisk
	over                              phpOverrides
	whole                             bool

	state  string // "cli" while its lines come
	secret string // the variable whose digest comes next
}

func newPHPRunning(pid string) *phpRunning {
	return &phpRunning{pid: pid, args: map[string]bool{}, env: map[string]Value[Variable]{},
		info: newPHPInfo(), ini: newPHPIni(), files: newPHPConf()}
}

// line reads one line of what a master printed.
func (r *phpRunning) line(text string) error {
	tag, rest, _ := strings.Cut(text, " ")
	switch {
	case r.state == "cli":
		return r.cliLine(tag, rest, text)
	case r.secret != "":
		v, err := phpPresent(text)
		r.env[r.secret], r.secret = Known(v), ""
		return err
	}
	for _, digest := range []func(string) (bool, error){r.info.digestOr, r.files.digestOr} {
		if ok, err := digest(text); ok || err != nil {
			return err
		}
	}
	if r.own(tag, rest) || r.disk.line(tag, rest) {
		return nil
	}
	for _, part := range []func(tag, rest string) (bool, error){r.files.line, r.over.line, r.ini.line, r.info.line} {
		if ok, err := part(tag, rest); ok || err != nil {
			return err
		}
	}
	return fmt.Errorf("read answer of php-fpm: line %.60q", text)
}

// own reads the lines about the master itself.
func (r *phpRunning) own(tag, rest string) bool {
	text := hosttext.FromString(rest)
	switch tag {
	case "denied":
		r.denied = text
	case "exe":
		r.exe = text
	case "conf-of":
		r.conf = text
	case "unit":
		r.unit = text
	case "doubt":
		r.doubt = text
	case "env-doubt":
		r.envDoubt = text
	case "arg":
		r.args[text] = true
	case "env":
		name, value, _ := strings.Cut(text, "=")
		r.env[name] = phpVariable(name, value)
	case "envx":
		r.secret = text
	case "info", "mods":
	case "info-status":
		r.infoStatus = rest
	case "m":
		r.mods = append(r.mods, text)
	case "mods-status":
		r.modsStatus = rest
	case "map":
		r.maps = append(r.maps, text)
	case "cli":
		r.state, r.cli = "cli", newPHPSaid()
	case "no-cli":
		r.noCLI = true
	case "whole":
		r.whole = true
	default:
		return false
	}
	return true
}

// cliLine reads a line of the command line that told the versions.
func (r *phpRunning) cliLine(tag, rest, text string) error {
	if tag == "cli-status" {
		r.state, r.cliStatus = "", rest
		return nil
	}
	return r.cli.line(text)
}

// version is the master's own, or why it can't be told.
func (r *phpRunning) version() Value[string] {
	switch v := r.info.head["PHP Version"]; {
	case r.denied != "":
		return Cannot[string](r.denied)
	case r.infoStatus != "0":
		return Cannot[string](fmt.Sprintf("php-fpm -i failed (exit status %s%s)", r.infoStatus, phpFirst(r.info.said)))
	case !r.info.ended || v == "" || !r.whole:
		return Cannot[string]("php-fpm -i gave no whole answer" + phpFirst(r.info.said))
	default:
		return Known(v)
	}
}

// php is the row that it comes to.
func (r *phpRunning) php(wantExtensions, wantSettings bool) PHP {
	p := PHP{Version: r.version(), Binary: r.exe}
	if wantExtensions {
		if all, why := r.extensions(); why != "" {
			p.Extensions = Cannot[map[string]PHPExtension](why)
		} else {
			p.Extensions = Known(all)
		}
	}
	if !wantSettings {
		return p
	}
	if why := r.stale(); why != "" {
		p.Settings, p.Pools = Cannot[map[string]PHPSetting](why), Cannot[map[string]PHPPool](why)
		return p
	}
	base := r.base()
	if why := r.baseDoubt(); why != "" {
		p.Settings = Cannot[map[string]PHPSetting](why)
	} else {
		p.Settings = Known(base)
	}
	if pools, why := r.pools(base); why != "" {
		p.Pools = Cannot[map[string]PHPPool](why)
	} else {
		p.Pools = Known(pools)
	}
	return p
}

// stale says why what stands on disk may not be what runs; else empty.
func (r *phpRunning) stale() string {
	if strings.HasSuffix(r.exe, " (deleted)") {
		return "php-fpm was not restarted since its program was replaced"
	}
	return r.disk.doubt()
}

// baseDoubt says why the settings before the pools can't be told; else empty.
func (r *phpRunning) baseDoubt() string {
	for _, why := range []string{r.doubt, r.ini.doubts(), r.over.doubt} {
		if why != "" {
			return why
		}
	}
	if line := phpTrouble(r.info.said); line != "" {
		return "PHP could not start as it is configured: " + line
	}
	return ""
}

// base are the settings before the pools.
func (r *phpRunning) base() map[string]PHPSetting {
	all := map[string]PHPSetting{}
	for name, s := range r.info.settings {
		all[name] = r.origin(name, s)
	}
	for name, builtIn := range phpTurned {
		if _, there := all[name]; there && name != "opcache.enable_cli" {
			all[name] = r.origin(name, r.ini.turned(name, builtIn))
		}
		if r.args[name] {
			all[name] = PHPSetting{Value: Cannot[string]("the unit sets it by -d")}
		}
	}
	for name, why := range r.over.touched(r.ini) {
		if s, there := all[name]; there {
			s.Value, s.Origin = Cannot[string](why), Cannot[PHPOrigin](why)
			all[name] = s
		}
	}
	return all
}

// origin adds where a setting was made, and what its value hangs on that is not known.
func (r *phpRunning) origin(name string, s PHPSetting) PHPSetting {
	s.Origin = r.ini.origin(name)
	if r.args[name] {
		s.Origin = Known(PHPOrigin{Unit: r.unit})
		return s
	}
	for _, variable := range r.ini.fromEnv[name] {
		if _, ok := r.env[variable]; !ok {
			s.Value = Cannot[string](fmt.Sprintf("its value takes the variable %s, of which no unit tells", variable))
		}
	}
	return s
}

// parsePHPFPM reads the masters, and finds for each key the one that is meant.
func parsePHPFPM(asks []Ask, out []byte) (Rows[PHP], error) {
	all, installed, err := readMasters(string(out))
	if err != nil {
		return nil, err
	}
	rows := Rows[PHP]{}
	for _, key := range keys(asks) {
		pick(rows, key, all, installed, wantsExtensions(asks, key), wants(asks, key, "settings"))
	}
	return rows, nil
}

func readMasters(out string) (all []*phpRunning, installed []string, err error) {
	var now *phpRunning
	var told string
	for _, text := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		tag, rest, _ := strings.Cut(text, " ")
		switch {
		case now == nil && tag == "master":
			now = newPHPRunning(rest)
		case now == nil && tag == "installed":
			installed = append(installed, hosttext.FromString(rest))
		case now == nil && tag == "masters":
			told = rest
		case now == nil:
			return nil, nil, fmt.Errorf("read answer of php-fpm: line %.60q", text)
		case tag == "last" && now.state == "":
			all, now = append(all, now), nil
		default:
			if err := now.line(text); err != nil {
				return nil, nil, err
			}
		}
	}
	if now != nil || told != fmt.Sprint(len(all)) {
		return nil, nil, errors.New("read answer of php-fpm: it has no end")
	}
	return all, installed, nil
}

// pick finds the master that a key means. Of two that it may mean, neither is.
func pick(rows Rows[PHP], key string, all []*phpRunning, installed []string, extensions, settings bool) {
	version, _ := phpKey(key)
	var fit []*phpRunning
	for _, r := range all {
		v, err := r.version().Get()
		if err != nil {
			rows.Cannot(key, r.version().why)
			return
		}
		if version == "" || phpSeries(v) == version {
			fit = append(fit, r)
		}
	}
	switch {
	case len(fit) == 1:
		rows.Has(key, fit[0].php(extensions, settings))
	case len(fit) > 1:
		rows.Cannot(key, "several php-fpm run, name one by its version (8.2/fpm): "+phpNames(fit))
	case len(all) == 0 && len(installed) > 0:
		rows.Cannot(key, "php-fpm is installed ("+strings.Join(installed, ", ")+") but does not run")
	default:
		rows.Lacks(key)
	}
}

func phpNames(all []*phpRunning) string {
	var names []string
	for _, r := range all {
		v, _ := r.version().Get()
		names = append(names, fmt.Sprintf("%s (PHP %s, process %s)", r.exe, v, r.pid))
	}
	return strings.Join(names, ", ")
}

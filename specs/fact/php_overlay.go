package fact

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// rawPath is the path as the host wrote it, which is how the files are known here.
func rawPath(p string) string { return string(hosttext.Bytes(p)) }

// pools lays each pool's lines over the settings before them.
func (r *phpRunning) pools(base map[string]PHPSetting) (map[string]PHPPool, string) {
	sections, err := r.files.sections(rawPath(r.conf))
	if err != nil {
		return nil, "the pools can't be told: " + err.Error()
	}
	all := map[string]PHPPool{}
	for _, s := range sections {
		all[s.name] = r.pool(s, base)
	}
	return all, ""
}

// phpPoolLine is one php_value, php_flag, php_admin_value or php_admin_flag of a pool.
type phpPoolLine struct {
	name  string
	admin bool
	flag  bool
	line  phpSectionLine
}

var phpPoolKey = regexp.MustCompile(`^(php_value|php_flag|php_admin_value|php_admin_flag|env)\s*\[\s*(.*?)\s*\]$`)

func (r *phpRunning) pool(s *phpSection, base map[string]PHPSetting) PHPPool {
	p := PHPPool{Settings: map[string]PHPSetting{}, Others: r.over.doubt}
	var lines []phpPoolLine
	for _, l := range s.lines {
		if m := phpPoolKey.FindStringSubmatch(l.key); m != nil && m[1] != "env" {
			lines = append(lines, phpPoolLine{m[2], strings.Contains(m[1], "admin"), strings.Contains(m[1], "flag"), l})
		}
	}
	hard := r.over.hard(r.ini)
	for _, l := range lines {
		if _, done := p.Settings[l.name]; !done {
			p.Settings[l.name] = r.overlay(s.name, l.name, lines, base, hard)
		}
	}
	for _, l := range lines {
		if strings.HasPrefix(l.name, "user_ini.") && p.Others == "" {
			p.Others = fmt.Sprintf("the pool names other files in the place of .user.ini (%s:%d), and they were not looked for", l.line.file, l.line.n)
		}
	}
	if r.over.userDoubt != "" && p.Others == "" {
		p.Others = r.over.userDoubt
	}
	p.Env, p.EnvRest = r.poolEnv(s)
	return p
}

// overlay is what becomes of one setting that the pool sets. Later than php_value come .user.ini files,
// later than php_admin_value the sections of ini files and PHP_VALUE.
func (r *phpRunning) overlay(pool, name string, lines []phpPoolLine, base map[string]PHPSetting, hard map[string]string) PHPSetting {
	l := winner(name, lines)
	s := PHPSetting{Origin: Known(PHPOrigin{File: l.line.file, Line: l.line.n, Pool: pool})}
	was, listed := base[name]
	s.Switch = was.Switch
	switch {
	case r.over.doubt != "":
		return lost(s, r.over.doubt)
	case hard[name] != "":
		return lost(s, hard[name])
	case !l.admin && r.over.userDoubt != "":
		return lost(s, r.over.userDoubt)
	case !l.admin && r.over.user[name] != "":
		return lost(s, r.over.user[name])
	case !listed:
		s.Value = Cannot[string]("php-fpm does not list " + name + ": it has no such directive, or one that it does not show")
		return s
	case phpAtStartup(name):
		s.Value = Cannot[string](fmt.Sprintf("pool %s sets it, but its size or state is of php-fpm's start, whatever PHP shows", pool))
		return s
	case name == "disable_functions" || name == "disable_classes":
		s.Value = addUp(pool, name, lines, was)
		return s
	}
	if l.line.hidden {
		return secretSetting(s, l.line.secret)
	}
	s.Value = poolValue(pool, name, l, was)
	return s
}

// secretSetting is one whose value stayed on the host.
func secretSetting(s PHPSetting, v Value[Variable]) PHPSetting {
	present, err := v.Get()
	if err != nil {
		s.Value = Cannot[string](v.why)
		return s
	}
	s.Value, s.Digest = Known(present.Value), present.Digest
	return s
}

// lost is a setting that another place changes for some requests.
func lost(s PHPSetting, why string) PHPSetting {
	s.Value, s.Origin = Cannot[string](why), Cannot[PHPOrigin](why)
	return s
}

// winner is the line that holds: the first of those for the name by which the
// pool's owner admits no other, else the first of all.
func winner(name string, lines []phpPoolLine) (l phpPoolLine) {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].name == name && (lines[i].admin || !l.admin) {
			l = lines[i]
		}
	}
	return l
}

// poolValue is the value of a line, as PHP would show it.
func poolValue(pool, name string, l phpPoolLine, was PHPSetting) Value[string] {
	v, sure := phpConfValue(l.line.text)
	v = strings.ReplaceAll(v, "$pool", pool)
	at := fmt.Sprintf("%s:%d", l.line.file, l.line.n)
	switch {
	case !sure:
		return Cannot[string]("its text at " + at + " is an expression, a constant or holds a variable, which PHP alone can tell")
	case l.flag && v != "1" && v != "":
		return Cannot[string]("its text at " + at + " is no switch")
	case l.flag && v == "":
		v = "0"
	}
	if why := phpRefuses(name, v, was); why != "" {
		return Cannot[string](fmt.Sprintf("its value %q at %s may be refused by PHP without a word (%s)", v, at, why))
	}
	if !was.Switch {
		return Known(v)
	}
	on, sure := phpBool(v)
	if !sure {
		return Cannot[string]("its text at " + at + " is no switch")
	}
	return Known(phpOnOff(on))
}

// addUp is what disable_functions comes to: those of the ini files and of each line.
func addUp(pool, name string, lines []phpPoolLine, was PHPSetting) Value[string] {
	base, err := was.Value.Get()
	if err != nil {
		return was.Value
	}
	all := split(base)
	for _, l := range lines {
		if l.name != name {
			continue
		}
		v, sure := phpConfValue(l.line.text)
		if !sure || l.line.hidden {
			return Cannot[string]("a line of the pool can't be told")
		}
		all = append(all, split(strings.ReplaceAll(v, "$pool", pool))...)
	}
	return Known(strings.Join(all, ","))
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// phpAtStartup tells whether a directive is of the start of php-fpm, when its shared memory is made: a
// pool's value shows in phpinfo and changes nothing.
func phpAtStartup(name string) bool {
	switch name {
	case "opcache.enable", "opcache.validate_timestamps", "opcache.revalidate_freq", "opcache.revalidate_path",
		"opcache.max_file_size", "opcache.file_update_protection", "opcache.save_comments", "opcache.dups_fix",
		"opcache.error_log", "opcache.log_verbosity_level", "opcache.optimization_level",
		"apc.ttl", "apc.gc_ttl", "apc.use_request_time", "apc.slam_defense":
		return false
	}
	for _, prefix := range []string{"opcache.", "apc.", "newrelic.daemon.", "extension", "zend_extension", "realpath_cache_size_limit"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

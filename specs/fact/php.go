package fact

import (
	"fmt"
	"regexp"
	"strings"
)

// PHP is one PHP as it answers on one way in: the CLI, or the running PHP-FPM.
type PHP struct {
	// Version is PHP's own: "8.2.36".
	Version Value[string] `json:"version"`
	// Binary is the program: "/usr/sbin/php-fpm8.2".
	Binary string `json:"binary"`
	// Extensions are the loaded ones by lower-case name. Collected when "extensions" or "versions" is wanted.
	Extensions Value[map[string]PHPExtension] `json:"extensions"`
	// Settings are all directives that PHP lists, by name, before a pool changes them.
	// Collected when "settings" is wanted.
	Settings Value[map[string]PHPSetting] `json:"settings"`
	// AllListed: Settings holds each directive that there is, so that another one
	// is absent. PHP-FPM does not list all.
	AllListed bool `json:"all_listed,omitempty"`
	// Pools are PHP-FPM's pools by name. Collected when "settings" is wanted.
	Pools Value[map[string]PHPPool] `json:"pools"`
}

// PHPExtension is a loaded extension.
type PHPExtension struct {
	// Name is as PHP writes it: "Zend OPcache", "PDO".
	Name string `json:"name"`
	// Version is collected when "versions" is wanted.
	Version Value[string] `json:"version"`
}

// PHPSetting is the value of a directive and where it was set.
type PHPSetting struct {
	// Value is as PHP shows it: "256M", "On", "" for no value.
	Value Value[string] `json:"value"`
	// Switch: PHP shows it as On or Off.
	Switch bool `json:"switch,omitempty"`
	// Digest is how the SHA-256 of a secret begins (12 hex digits); Value then says that there is one.
	Digest string           `json:"digest,omitempty"`
	Origin Value[PHPOrigin] `json:"origin"`
}

// PHPOrigin is where a setting was made. Without File it is PHP's built-in
// default, or, with Unit, an argument of a unit's command.
type PHPOrigin struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Pool string `json:"pool,omitempty"`
	Unit string `json:"unit,omitempty"`
}

// BuiltIn is the text of an origin that is no file.
const BuiltIn = "built-in default"

// String is "FILE:LINE", "pool NAME FILE:LINE", "argument of UNIT", or BuiltIn.
func (o PHPOrigin) String() string {
	switch {
	case o.Unit != "":
		return "argument of " + o.Unit
	case o.File == "":
		return BuiltIn
	case o.Pool != "":
		return fmt.Sprintf("pool %s %s:%d", o.Pool, o.File, o.Line)
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}

// PHPPool is a pool of PHP-FPM: what it changes, and its environment.
type PHPPool struct {
	// Settings are those that the pool sets, or that another place may change for it.
	Settings map[string]PHPSetting `json:"settings,omitempty"`
	// Others says why the settings that are not in Settings can't be told; else empty.
	Others string `json:"others,omitempty"`
	// Env are the variables that the pool's scripts get.
	Env map[string]Value[Variable] `json:"env,omitempty"`
	// EnvRest says why a variable that is not in Env may be there; empty: it is not.
	EnvRest string `json:"env_rest,omitempty"`
}

// Is tells whether the setting has that value, as PHP takes it: of a switch, and where want is one, yes is on
// is 1; all else is compared as text.
func (s PHPSetting) Is(want string) (bool, error) {
	v, err := s.Value.Get()
	if err != nil {
		return false, err
	}
	if s.Digest != "" {
		return Variable{Value: v, Digest: s.Digest}.Is(want), nil
	}
	if on, sure := phpSwitch(want); sure {
		is, plain := phpBool(v)
		return plain && is == on, nil
	}
	if on, sure := phpBool(want); s.Switch && sure {
		is, plain := phpBool(v)
		return plain && is == on, nil
	}
	return v == want, nil
}

// phpSwitch reads the words that can be nothing but a switch.
func phpSwitch(v string) (on, sure bool) {
	switch strings.ToLower(v) {
	case "on", "yes", "true":
		return true, true
	case "off", "no", "false":
		return false, true
	}
	return false, false
}

// Setting is what a script of that pool gets (of the SAPI, without pool). found is false only
// when PHP has no such directive.
func (p PHP) Setting(pool, name string) (s PHPSetting, found bool, err error) {
	if pool != "" {
		of, found, err := p.Pool(pool)
		if err != nil || !found {
			return s, false, err
		}
		if set, ok := of.Settings[name]; ok {
			return set, true, nil
		}
		if of.Others != "" {
			return s, false, &Unknown{Why: of.Others}
		}
	}
	all, err := p.Settings.Get()
	if err != nil {
		return s, false, err
	}
	own, there := all[name]
	return own, there, p.listed(name, there)
}

func (p PHP) listed(name string, there bool) error {
	if there || p.AllListed {
		return nil
	}
	return &Unknown{Why: "php-fpm does not list " + name + ": it has no such directive, or one that it does not show"}
}

// Pool gives the pool of that name.
func (p PHP) Pool(name string) (PHPPool, bool, error) {
	pools, err := p.Pools.Get()
	pool, found := pools[name]
	return pool, found, err
}

// Extension finds an extension by its name in any case; "opcache" is "Zend OPcache".
func (p PHP) Extension(name string) (PHPExtension, bool, error) {
	all, err := p.Extensions.Get()
	if err != nil {
		return PHPExtension{}, false, err
	}
	name = strings.ToLower(name)
	e, found := all[name]
	if !found && name == "opcache" {
		e, found = all["zend opcache"]
	}
	return e, found, nil
}

var phpVersionOfKey = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// phpKey takes a key apart: "fpm", "8.2/fpm".
func phpKey(key string) (version, sapi string) {
	if v, s, ok := strings.Cut(key, "/"); ok {
		return v, s
	}
	return "", key
}

// checkPHPKey refuses keys that are not SAPI or VERSION/SAPI.
func checkPHPKey(sapi string) func(Ask) error {
	return func(a Ask) error {
		version, s := phpKey(a.Key)
		if s != sapi || strings.Contains(a.Key, "/") && !phpVersionOfKey.MatchString(version) {
			return fmt.Errorf("ask for %q: write %s, or a version as in 8.2/%s", a.Key, sapi, sapi)
		}
		switch a.Want {
		case "", "extensions", "settings", "versions":
			return nil
		}
		return fmt.Errorf("ask for %q of PHP: there are extensions, their versions, and settings", a.Want)
	}
}

// phpExamples are the examples of both tables.
func phpExamples(sapi string) []Ask {
	var all []Ask
	for _, key := range []string{sapi, "8.2/" + sapi, "7.0/" + sapi} {
		for _, want := range []string{"", "extensions", "settings", "versions"} {
			all = append(all, Ask{Table: "php-" + sapi, Key: key, Want: want})
		}
	}
	return all
}

// wantsExtensions tells whether some ask of the key wants them, or their versions.
func wantsExtensions(asks []Ask, key string) bool {
	return wants(asks, key, "extensions") || wants(asks, key, "versions")
}

// phpSeries is "8.2" of "8.2.36".
func phpSeries(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

// wantsOf tells whether some ask of the key wants it.
func wantsOf(asks []Ask, want string) bool {
	for _, a := range asks {
		if a.Want == want {
			return true
		}
	}
	return false
}

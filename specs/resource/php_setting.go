package resource

import (
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// PHPSetting is a directive of PHP: what scripts get, whatever file says so.
type PHPSetting struct {
	base
	sapi, pool string
}

var _ = register(Kind{Word: "php-setting", Table: "php-fpm", Examples: []string{"fpm memory_limit", "fpm www memory_limit", "fpm no.such", "cli memory_limit", "cli no.such"}, New: func(src Source, name string) (Resource, error) {
	p, rest, err := cutPHP(src, name)
	if pool, setting, ok := strings.Cut(rest, " "); ok {
		return p.Pool(pool).Setting(setting), err
	}
	return p.Setting(rest), err
}})

// Value is the value as PHP shows it: "256M", "On"; empty for "no value". Of what looks like a
// secret only that it is present, and how its SHA-256 begins.
func (s PHPSetting) Value() (string, error) {
	return readSetting(s, "value", func(is fact.PHPSetting) (string, error) { return is.Value.Get() })
}

// Is tells whether it has that value. A switch is the same in all its spellings (On, 1,
// yes, true); 1G and 1024M are two values.
func (s PHPSetting) Is(want string) (bool, error) {
	return readSetting(s, "value", func(is fact.PHPSetting) (bool, error) { return is.Is(want) })
}

// Origin is where it was set: "FILE:LINE", "pool NAME FILE:LINE", "argument of UNIT", or "built-in default".
func (s PHPSetting) Origin() (string, error) {
	return readSetting(s, "origin", func(is fact.PHPSetting) (string, error) {
		o, err := is.Origin.Get()
		return o.String(), err
	})
}

// Exists tells whether PHP has such a directive.
func (s PHPSetting) Exists() (bool, error) {
	ok, err := readSetting(s, "exists", func(fact.PHPSetting) (bool, error) { return true, nil })
	if IsAbsent(err) {
		return false, nil
	}
	return ok, err
}

// Fresh collects it anew, for Eventually.
func (s PHPSetting) Fresh() (PHPSetting, error) { return s, s.refresh() }

func readSetting[T any](s PHPSetting, what string, pick func(fact.PHPSetting) (T, error)) (T, error) {
	return look(s.base, phpTable(s.sapi), what, func(row fact.PHP, found bool) (T, error) {
		var zero T
		if !found {
			return zero, &Absent{What: "PHP " + s.sapi}
		}
		if s.pool != "" {
			if _, there, err := row.Pool(s.pool); err != nil || !there {
				return zero, orAbsent(err, "pool "+s.pool+" of PHP "+s.sapi)
			}
		}
		is, there, err := row.Setting(s.pool, s.name)
		if err != nil || !there {
			return zero, orAbsent(err, s.String())
		}
		return pick(is)
	})
}

func orAbsent(err error, what string) error {
	if err != nil {
		return err
	}
	return &Absent{What: what}
}

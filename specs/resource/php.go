package resource

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/version"
)

// PHP is one PHP by its way in: "cli", or "fpm", the running PHP-FPM; with a version
// before it where a host has several: "8.2/fpm". The one never answers for the other: their settings differ.
type PHP struct{ base }

var _ = register(Kind{Word: "php", Table: "php-fpm", Examples: []string{"fpm", "8.2/fpm", "7.0/fpm", "cli"}, New: func(src Source, name string) (Resource, error) {
	return NewPHP(src, name)
}})

// NewPHP declares one: "cli", "fpm", "8.2/cli", "8.2/fpm".
func NewPHP(src Source, name string) (PHP, error) {
	ask := fact.Ask{Table: phpTable(name).Name, Key: name}
	return PHP{base{src: src, kind: "php", noun: "PHP", name: name, asks: []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// phpTable is that of the SAPI in a name.
func phpTable(name string) *fact.Table[fact.PHP] {
	if strings.HasSuffix(name, "cli") {
		return fact.PHPCLIs
	}
	return fact.PHPFPMs
}

// phpAsk are the asks of something that a PHP has.
func phpAsk(sapi, want string) []fact.Ask {
	return []fact.Ask{{Table: phpTable(sapi).Name, Key: sapi, Want: want}}
}

// Version is PHP's version: "8.2.36".
func (p PHP) Version() (string, error) {
	return look(p.base, phpTable(p.name), "version", func(row fact.PHP, found bool) (string, error) {
		if !found {
			return "", p.absent()
		}
		return row.Version.Get()
	})
}

// Satisfies tells whether the version meets a constraint; see version.Parse.
func (p PHP) Satisfies(constraint string) (bool, error) { return phpSatisfies(constraint, p.Version) }

func phpSatisfies(constraint string, read func() (string, error)) (bool, error) {
	c, err := version.Parse(constraint)
	if err != nil {
		return false, err
	}
	v, err := read()
	if err != nil {
		return false, err
	}
	return c.Check(version.PHP, v)
}

// Exists tells whether there is one: of the command line, a program; of PHP-FPM, a process.
func (p PHP) Exists() (bool, error) {
	return look(p.base, phpTable(p.name), "exists", func(_ fact.PHP, found bool) (bool, error) { return found, nil })
}

// Extension declares an extension of it, by the name that `php -m` shows, in any case.
func (p PHP) Extension(name string) PHPExtension {
	return PHPExtension{base{p.src, "php-extension", "PHP " + p.name + " extension", name, phpAsk(p.name, "extensions")}, p.name}
}

// Setting declares a directive as it is before any pool changes it.
func (p PHP) Setting(name string) PHPSetting {
	return PHPSetting{base{p.src, "php-setting", "PHP " + p.name + " setting", name, phpAsk(p.name, "settings")}, p.name, ""}
}

// Pool declares a pool of PHP-FPM.
func (p PHP) Pool(name string) PHPPool {
	return PHPPool{base{p.src, "php-pool", "PHP " + p.name + " pool", name, phpAsk(p.name, "settings")}, p.name}
}

// Wanting also asks for what costs extra: "extensions", "settings". "versions" are those of the extensions:
// PHP's own costs nothing.
func (p PHP) Wanting(column string) Resource {
	if column != "versions" {
		p.base = p.with([]string{column})
	}
	return p
}

// Fresh collects it anew, for Eventually.
func (p PHP) Fresh() (PHP, error) { return p, p.refresh() }

// cutPHP takes the name of something that a PHP has apart: "fpm redis", "8.2/fpm www memory_limit".
func cutPHP(src Source, name string) (PHP, string, error) {
	sapi, rest, _ := strings.Cut(name, " ")
	p, err := NewPHP(src, sapi)
	if err == nil && rest == "" {
		err = fmt.Errorf("declare %q of PHP: a name is missing behind it", name)
	}
	return p, rest, err
}

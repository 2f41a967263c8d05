package resource

import (
	"fmt"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// PHPPool is a pool of PHP-FPM.
type PHPPool struct {
	base
	sapi string
}

var _ = register(Kind{Word: "php-pool", Table: "php-fpm", Examples: []string{"fpm www", "fpm nosuch"}, New: func(src Source, name string) (Resource, error) {
	p, pool, err := cutPHP(src, name)
	return p.Pool(pool), err
}})

// Setting declares a directive as the pool's scripts get it.
func (p PHPPool) Setting(name string) PHPSetting {
	return PHPSetting{base{p.src, "php-setting", fmt.Sprintf("PHP %s pool %s setting", p.sapi, p.name), name, p.asks}, p.sapi, p.name}
}

// Exists tells whether PHP-FPM has such a pool.
func (p PHPPool) Exists() (bool, error) {
	return look(p.base, phpTable(p.sapi), "exists", func(row fact.PHP, found bool) (bool, error) {
		if !found {
			return false, &Absent{What: "PHP " + p.sapi}
		}
		_, there, err := row.Pool(p.name)
		return there, err
	})
}

// Env is a variable of the environment of the pool's scripts: by its env[…] and clear_env,
// and the Environment of PHP-FPM's unit.
func (p PHPPool) Env(name string) (Variable, error) {
	return look(p.base, phpTable(p.sapi), "env "+name, func(row fact.PHP, found bool) (Variable, error) {
		if !found {
			return Variable{}, &Absent{What: "PHP " + p.sapi}
		}
		pool, there, err := row.Pool(p.name)
		if err != nil || !there {
			return Variable{}, orAbsent(err, p.String())
		}
		is, set := pool.Env[name]
		if !set && pool.EnvRest != "" {
			return Variable{}, &fact.Unknown{Why: pool.EnvRest}
		}
		if !set {
			return Variable{}, nil
		}
		v, err := is.Get()
		return Variable{v, true}, err
	})
}

// Fresh collects it anew, for Eventually.
func (p PHPPool) Fresh() (PHPPool, error) { return p, p.refresh() }

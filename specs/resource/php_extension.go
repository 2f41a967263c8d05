package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// PHPExtension is an extension of a PHP: of the running PHP-FPM those that it has loaded.
type PHPExtension struct {
	base
	sapi string
}

var _ = register(Kind{Word: "php-extension", Table: "php-fpm", Examples: []string{"fpm redis", "8.2/fpm xdebug", "cli redis", "cli xdebug"}, New: func(src Source, name string) (Resource, error) {
	p, extension, err := cutPHP(src, name)
	return p.Extension(extension), err
}})

// Loaded tells whether PHP has loaded it.
func (e PHPExtension) Loaded() (bool, error) {
	return look(e.base, phpTable(e.sapi), "loaded", func(row fact.PHP, found bool) (bool, error) {
		if !found {
			return false, &Absent{What: "PHP " + e.sapi}
		}
		_, loaded, err := row.Extension(e.name)
		return loaded, err
	})
}

// Wanting also asks for what costs extra: "versions", for which PHP-FPM's own binary is not enough.
func (e PHPExtension) Wanting(column string) Resource {
	e.base = e.with([]string{column})
	return e
}

// Version is the extension's own version; those that come with PHP have PHP's, as a rule. It asks for "versions"
// when it is read, in one more round trip.
func (e PHPExtension) Version() (string, error) {
	return look(e.with([]string{"versions"}), phpTable(e.sapi), "version", func(row fact.PHP, found bool) (string, error) {
		if !found {
			return "", &Absent{What: "PHP " + e.sapi}
		}
		is, loaded, err := row.Extension(e.name)
		switch {
		case err != nil:
			return "", err
		case !loaded:
			return "", e.absent()
		}
		return is.Version.Get()
	})
}

// Satisfies tells whether the version meets a constraint, by PHP's version_compare; see version.Parse.
func (e PHPExtension) Satisfies(constraint string) (bool, error) {
	return phpSatisfies(constraint, e.Version)
}

// Fresh collects it anew, for Eventually.
func (e PHPExtension) Fresh() (PHPExtension, error) { return e, e.refresh() }

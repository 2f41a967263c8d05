package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// Locale is one variable of the system's locale: LANG, LC_MESSAGES.
type Locale struct{ base }

var _ = register(Kind{Word: "locale", Table: "locale",
	New: func(src Source, name string) (Resource, error) { return NewLocale(src, name) }})

// NewLocale declares one variable; an empty name is LANG.
func NewLocale(src Source, name string) (Locale, error) {
	if name == "" {
		name = "LANG"
	}
	return Locale{base{src, "locale", "Locale", name, []fact.Ask{{Table: fact.Locales.Name}}}}, nil
}

// Value is what the system's files set it to.
func (l Locale) Value() (string, error) {
	return look(l.base, fact.Locales, "value", func(row fact.Locale, _ bool) (string, error) {
		v, ok := row.Variables[l.name]
		if !ok {
			return "", l.absent()
		}
		return v.Get()
	})
}

// Fresh collects it anew, for Eventually.
func (l Locale) Fresh() (Locale, error) { return l, l.refresh() }

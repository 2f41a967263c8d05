package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// Timezone is the system's time zone.
type Timezone struct{ base }

var _ = register(Kind{Word: "timezone", Table: "timezone",
	New: func(src Source, _ string) (Resource, error) { return NewTimezone(src), nil }})

// NewTimezone declares it; a host has one.
func NewTimezone(src Source) Timezone {
	return Timezone{base{src, "timezone", "Timezone", "", []fact.Ask{{Table: fact.Timezones.Name}}}}
}

// Value is its name: "Asia/Tokyo".
func (t Timezone) Value() (string, error) {
	return look(t.base, fact.Timezones, "value", func(row fact.Timezone, _ bool) (string, error) { return row.Zone.Get() })
}

// Fresh collects it anew, for Eventually.
func (t Timezone) Fresh() (Timezone, error) { return t, t.refresh() }

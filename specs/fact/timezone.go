package fact

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Timezone is the system's time zone.
type Timezone struct {
	// Zone is its name, "Asia/Tokyo": what /etc/localtime points to, which is what libc
	// uses. It is unknown where that is a copy, or /etc/timezone says another.
	Zone Value[string] `json:"zone"`
}

// Timezones has one row, of the key "". The files are read: timedatectl would start a service.
var Timezones = Register(&Table[Timezone]{
	Name: "timezone", Tools: []string{"readlink"}, Examples: []Ask{{Table: "timezone"}},
	Shell: func([]Ask) string {
		return `[ -d /etc ] && [ -x /etc ] || cannot '/etc may not be searched'
have readlink || cannot 'readlink is missing'
if [ -L /etc/localtime ]; then link=$(readlink /etc/localtime) || cannot 'readlink failed'; printf 'link\n=%s\n.\n' "$link"
elif [ -e /etc/localtime ]; then echo copy
else echo none
fi
name=
if [ -f /etc/timezone ]; then
	[ -r /etc/timezone ] || cannot '/etc/timezone is not readable'
	IFS= read -r name </etc/timezone || :
fi
printf 'name\n=%s\n.\n' "$name"`
	},
	Parse:    parseTimezone,
	Evidence: func(Ask) string { return "ls -l /etc/localtime; cat /etc/timezone" },
})

func parseTimezone(_ []Ask, out []byte) (Rows[Timezone], error) {
	l := lines{out}
	kind, err := l.next()
	if err != nil {
		return nil, err
	}
	link := ""
	if kind == "link" {
		if link, err = l.value(); err != nil {
			return nil, err
		}
	}
	if line, err := l.next(); err != nil || line != "name" {
		return nil, unexpected(line)
	}
	name, err := l.value()
	if err != nil {
		return nil, err
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	zone, err := zoneOf(kind, link, strings.TrimSpace(name))
	if err != nil {
		return nil, err
	}
	rows := Rows[Timezone]{}
	rows.Has("", Timezone{Zone: zone})
	return rows, nil
}

func zoneOf(kind, link, name string) (Value[string], error) {
	switch kind {
	case "none": // tzset(3): without the file it is UTC
		if name != "" && name != "UTC" && name != "Etc/UTC" {
			return Cannot[string]("/etc/localtime is not there, so programs use UTC, but /etc/timezone says " + name), nil
		}
		return Known("UTC"), nil
	case "copy":
		return Cannot[string]("/etc/localtime is a copy, not a link: its zone has no name"), nil
	case "link":
		_, zone, ok := strings.Cut(link, "zoneinfo/")
		if !ok || zone == "" {
			return Cannot[string]("/etc/localtime points to " + hosttext.Visible(link)), nil
		}
		if name != "" && name != zone {
			return Cannot[string](fmt.Sprintf("/etc/localtime points to %s, but /etc/timezone says %s", zone, hosttext.Visible(name))), nil
		}
		return Known(zone), nil
	}
	return Value[string]{}, unexpected(kind)
}

package conf

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

//go:embed variables.txt
var variablesText string

// builtin are the variables of NGINX by name: whether a configuration may set them. Names of prefixes end with "_".
var builtin = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(variablesText) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			all[words[0]] = len(words) > 1
		}
	}
	return all
})

// later variables are those of NGINX 1.23 to 1.29.
var laterVariables = map[string]bool{"proxy_protocol_tlv_": true, "http3": true, "quic": true, "ssl_sigalg": true, "ssl_sigalgs": true, "ssl_client_sigalg": true,
	"ssl_ech_status": true, "ssl_ech_outer_server_name": true, "is_request_port": true, "request_port": true, "ssl_curve_": true, "upstream_last_addr": true}

// variables are the names that are defined so far and those that are used.
type variables struct {
	defined map[string]Position // in lower case
	used    []use
}

// A use is one place that speaks of a variable.
type use struct {
	name string
	at   Position
}

func newVariables() variables { return variables{defined: map[string]Position{}} }

// use notes that a variable is used. Whether it is known can be told at the end only.
func (k *checker) use(at Position, name string) {
	k.variables.used = append(k.variables.used, use{strings.ToLower(name), at})
}

// define notes that a variable is defined, and refuses those that can't be.
func (k *checker) define(at Position, name string) {
	if name == "" {
		k.refuse(at, "invalid variable name \"$\"")
		return
	}
	name = strings.ToLower(name)
	if changeable, ok := builtin()[name]; ok && !changeable && !strings.HasSuffix(name, "_") {
		k.refuse(at, "the duplicate %q variable: NGINX sets it", name)
		return
	}
	if _, ok := k.variables.defined[name]; !ok {
		k.variables.defined[name] = at
	}
}

// named reads the name of a variable that a directive defines.
func (k *checker) named(w Word) (string, bool) {
	name, ok := strings.CutPrefix(w.Text, "$")
	if !ok {
		k.refuse(w.At, "invalid variable name %q", w.Text)
	}
	return name, ok
}

// undefined refuses the variables that nothing defines.
func (k *checker) undefined() {
	for _, u := range k.variables.used {
		_, defined := k.variables.defined[u.name]
		switch {
		case defined || isBuiltin(u.name, builtin()):
		case laterVariables[u.name]:
			k.later(u.at, "unknown %q variable", u.name)
		case k.foreign && k.options.Unknown == Keep:
			k.note(u.at, "unknown %q variable is kept: a module that is not known may define it", u.name)
		default:
			k.refuse(u.at, "unknown %q variable", u.name)
		}
	}
}

func isBuiltin(name string, all map[string]bool) bool {
	if _, ok := all[name]; ok {
		return true
	}
	for i := range name {
		if name[i] == '_' {
			if _, ok := all[name[:i+1]]; ok {
				return true
			}
		}
	}
	return false
}

// regex compiles a pattern whose named groups become variables.
func (k *checker) regex(at Position, text string, caseless bool) *pattern.Regexp {
	r := k.plain(at, text, caseless)
	if r != nil {
		for _, name := range r.Names() {
			k.define(at, name)
		}
	}
	return r
}

// plain compiles a pattern whose names mean nothing.
func (k *checker) plain(at Position, text string, caseless bool) *pattern.Regexp {
	r, err := pattern.Compile(text, caseless)
	if err != nil {
		k.refuse(at, "%v", err)
	}
	return r
}

package inventory

import (
	"strings"
	"testing"
)

func TestResolvesEndpoints(t *testing.T) {
	inv := parseGood(t)
	for name, c := range map[string]struct {
		args []string
		dial string
		want string // names, or the problem
	}{
		"none: all":               {nil, "", "legacy new names"},
		"by name, each once":      {[]string{"new", "legacy", "new"}, "", "new legacy"},
		"a URL":                   {[]string{"https://Shop.example.com/app"}, "", "https://Shop.example.com/app"},
		"a URL that is dialled":   {[]string{"https://Shop.example.com"}, "[::1]:8443", "https://Shop.example.com shop.example.com:443=[::1]:8443"},
		"unknown name":            {[]string{"nwe"}, "", "-e nwe: no endpoint has this name (did you mean new?)"},
		"a URL with a password":   {[]string{"https://u:hunter2@x"}, "", "a user or password must not stand in a URL"},
		"another scheme":          {[]string{"ftp://x"}, "", "a URL's scheme must be http or https"},
		"dial without a URL":      {[]string{"new"}, "10.0.0.1:443", "--dial 10.0.0.1:443: it needs an endpoint that is given as a URL"},
		"dial that is no address": {[]string{"https://x"}, "10.0.0.1", "--dial 10.0.0.1: expected HOST:PORT"},
	} {
		all, err := inv.ResolveEndpoints(c.args, c.dial)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
			continue
		}
		var got []string
		for _, e := range all {
			got = append(got, e.Name)
			if c.dial != "" {
				for name, to := range e.Dial {
					got = append(got, name+"="+to)
				}
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %s, want %s", name, text, c.want)
		}
	}
}

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
		via  string
		want string // names, or the problem
	}{
		"none: all":               {nil, "", "", "legacy new names"},
		"by name, each once":      {[]string{"new", "legacy", "new"}, "", "", "new legacy"},
		"a URL":                   {[]string{"https://Shop.example.com/app"}, "", "", "https://Shop.example.com/app"},
		"a URL that is dialled":   {[]string{"https://Shop.example.com"}, "[::1]:8443", "", "https://Shop.example.com shop.example.com:443=[::1]:8443"},
		"unknown name":            {[]string{"nwe"}, "", "", "-e nwe: no endpoint has this name (did you mean new?)"},
		"a URL with a password":   {[]string{"https://u:hunter2@x"}, "", "", "a user or password must not stand in a URL"},
		"another scheme":          {[]string{"ftp://x"}, "", "", "a URL's scheme must be http or https"},
		"dial without a URL":      {[]string{"new"}, "10.0.0.1:443", "", "--dial 10.0.0.1:443: it needs an endpoint that is given as a URL"},
		"dial that is no address": {[]string{"https://x"}, "10.0.0.1", "", "--dial 10.0.0.1: expected HOST:PORT"},
		"via a host":              {[]string{"https://x"}, "10.0.0.1:443", "ssh://bastion", "https://x via ssh://bastion x:443=10.0.0.1:443"},
		"via a host, itself":      {[]string{"http://x"}, "target:8080", "ssh://bastion", "http://x via ssh://bastion x:80=target:8080"},
		"via a container":         {[]string{"http://x"}, "", "docker://web", "http://x via docker://web x:80=target:80"},
		"via this machine":        {[]string{"http://x"}, "", "local:", "http://x via local:"},
		"via a host to a name":    {[]string{"https://x"}, "alb:443", "ssh://bastion", `--dial alb:443: via "ssh://bastion" the name in dial "alb:443" would be resolved on the far side`},
		"via a host without dial": {[]string{"https://x"}, "", "ssh://bastion", "--via ssh://bastion: an endpoint via an ssh target needs dial"},
		"via several":             {[]string{"https://x"}, "10.0.0.1:443", "ssh://web-[1:2]", `--via ssh://web-[1:2]: via "ssh://web-[1:2]" stands for 2 targets`},
		"via nobody":              {[]string{"https://x"}, "", "nobody", "--via nobody: no target has this name"},
		"via without a URL":       {[]string{"new"}, "", "local:", "--via local:: it needs an endpoint that is given as a URL"},
	} {
		all, err := inv.ResolveEndpoints(c.args, Reach{Dial: c.dial, Via: c.via})
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
			continue
		}
		var got []string
		for _, e := range all {
			got = append(got, e.Name)
			if c.via != "" {
				got = append(got, "via", e.Via)
			}
			if c.dial != "" || c.via != "" {
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

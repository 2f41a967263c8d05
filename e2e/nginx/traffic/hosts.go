package traffic

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// Hosts says whether the host of a request is a name of some server of a configuration. NGINX gives a request with
// another to the default server, which a request to somebody else's server never came to.
func Hosts(m *nginx.Model) func(host string) bool {
	plain := map[string]bool{}
	var heads, tails []string
	var regexes []*pattern.Regexp
	for _, s := range m.Servers {
		for _, name := range s.Names {
			text, regex := strings.CutPrefix(name, "~")
			name = pattern.Lower(name)
			switch {
			case regex:
				if r, err := pattern.Compile(text, pattern.Lower(text) != text); err == nil {
					regexes = append(regexes, r)
				}
			case strings.HasPrefix(name, "."):
				plain[name[1:]] = true
				heads = append(heads, name)
			case strings.HasPrefix(name, "*."):
				heads = append(heads, name[1:])
			case strings.HasSuffix(name, ".*"):
				tails = append(tails, name[:len(name)-1])
			default:
				plain[name] = true
			}
		}
	}
	return func(host string) bool {
		host = bare(host)
		if host == "" || plain[host] {
			return host != ""
		}
		for _, h := range heads {
			if strings.HasSuffix(host, h) {
				return true
			}
		}
		for _, t := range tails {
			if strings.HasPrefix(host, t) {
				return true
			}
		}
		for _, r := range regexes {
			if _, ok, err := r.Try(host); ok || err != nil {
				return true
			}
		}
		return false
	}
}

// bare is a host without its port and last dot, in lower case.
func bare(host string) string {
	if end := strings.IndexByte(host, ']'); strings.HasPrefix(host, "[") && end >= 0 {
		host = host[:end+1]
	} else if i := strings.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return pattern.Lower(strings.TrimSuffix(host, "."))
}

// SameHost says whether two hosts are one, whatever their ports.
func SameHost(a, b string) bool { return bare(a) == bare(b) }

package inventory

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// parseSSH reads [USER@]HOST[:PORT].
func parseSSH(rest string) ([]Address, error) {
	a := Address{Scheme: SSH}
	hostport := rest
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, err := parseUser(rest[:at])
		if err != nil {
			return nil, err
		}
		a.User, hostport = user, rest[at+1:]
	}
	if i := strings.IndexAny(hostport, "/?#"); i >= 0 {
		return nil, badAddress(hostport[i:], "write "+forms[SSH], "nothing may follow host and port")
	}
	host, port, err := cutPort(hostport)
	if err != nil {
		return nil, err
	}
	a.Port = port
	hosts, err := expandHost(host)
	if err != nil {
		return nil, err
	}
	out := make([]Address, len(hosts))
	for i, h := range hosts {
		out[i] = a
		out[i].Host = h
	}
	return out, nil
}

// parseUser reads what stands before the @; it must not repeat a password.
func parseUser(s string) (string, error) {
	if name, _, ok := strings.Cut(s, ":"); ok {
		return "", badAddress(name+":", "use a key or ssh-agent, or let fleetspec ask for it", "a password must not stand in an address")
	}
	user, err := url.PathUnescape(s)
	switch {
	case err != nil || strings.ContainsFunc(user, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "", badAddress(s, "", "%s can't be a user", strict.Quote(s))
	case user == "" || user[0] == '-':
		return "", badAddress(s+"@", "", "%s can't be a user", strict.Quote(user))
	}
	return user, nil
}

// cutPort takes the port, which follows the last bracket.
func cutPort(hostport string) (host string, port int, err error) {
	from := strings.LastIndexByte(hostport, ']') + 1
	colon := strings.IndexByte(hostport[from:], ':')
	if colon < 0 || strings.Contains(hostport[from:from+colon], "[") {
		return hostport, 0, nil
	}
	host, digits := hostport[:from+colon], hostport[from+colon+1:]
	if strings.Contains(digits, ":") {
		return "", 0, badAddress(hostport, "put an IPv6 address in [ ]", "more than one port in %s", strict.Quote(hostport))
	}
	n, convErr := strconv.ParseUint(digits, 10, 16)
	if convErr != nil || n == 0 {
		return "", 0, badAddress(":"+digits, "1 to 65535", "%s is no port", strict.Quote(digits))
	}
	return host, int(n), nil
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// expandHost gives the hosts of a pattern; an IPv6 address in brackets is one.
func expandHost(pattern string) ([]string, error) {
	if inner, ok := bracketed(pattern); ok && strings.Count(inner, ":") >= 2 {
		if ip, err := netip.ParseAddr(inner); err == nil {
			return []string{ip.String()}, nil
		}
		if !rangeForm.MatchString(pattern) {
			return nil, badAddress(pattern, "", "%s is no IPv6 address", strict.Quote(inner))
		}
	}
	if pattern == "" {
		return nil, badAddress("", "write "+forms[SSH], "the host is missing")
	}
	hosts, err := expand(pattern)
	if err != nil {
		return nil, err
	}
	for _, h := range hosts {
		if !hostForm.MatchString(h) {
			return nil, badAddress(pattern, "", "%s can't be a host", strict.Quote(h))
		}
	}
	return hosts, nil
}

func bracketed(s string) (string, bool) {
	if len(s) > 2 && s[0] == '[' && strings.IndexByte(s, ']') == len(s)-1 {
		return s[1 : len(s)-1], true
	}
	return "", false
}

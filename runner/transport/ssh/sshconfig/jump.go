package sshconfig

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Hop is one host of a ProxyJump.
type Hop struct {
	User string // empty: its own settings say it
	Host string
	Port int // 0: its own settings say it
}

// Jump is "none", or hops with commas between: [USER@]HOST[:PORT] or
// ssh://[USER@]HOST[:PORT], an IPv6 address in brackets where a port may follow.
func Jump(s string) ([]Hop, error) {
	if strings.EqualFold(s, "none") || s == "" {
		return nil, nil
	}
	var hops []Hop
	for _, part := range strings.Split(s, ",") {
		h, err := hop(part)
		if err != nil {
			return nil, fmt.Errorf("jump %q: %w", s, err)
		}
		hops = append(hops, h)
	}
	return hops, nil
}

func hop(s string) (Hop, error) {
	var h Hop
	rest := s
	if len(s) >= 6 && strings.EqualFold(s[:6], "ssh://") {
		rest = strings.TrimSuffix(s[6:], "/")
	}
	uri := rest != s
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		h.User, rest = rest[:at], rest[at+1:]
		if user, err := url.PathUnescape(h.User); uri && err == nil {
			h.User = user
		}
		if h.User == "" {
			return Hop{}, fmt.Errorf("%q has no user before the @", s)
		}
	}
	host, port, err := cut(rest)
	if err != nil {
		return Hop{}, err
	}
	if port != "" {
		if port, err = portNumber(port); err != nil {
			return Hop{}, err
		}
		h.Port, _ = strconv.Atoi(port)
	}
	h.Host = host
	return h, Query{Host: h.Host, User: h.User}.check()
}

// cut takes host and port apart. An IPv6 address is in brackets, as everywhere
// in OpenSSH where a port may follow.
func cut(s string) (host, port string, err error) {
	if !strings.HasPrefix(s, "[") {
		host, port, _ = strings.Cut(s, ":")
		return host, port, nil
	}
	host, rest, ok := strings.Cut(s[1:], "]")
	if !ok || rest != "" && rest[0] != ':' {
		return "", "", fmt.Errorf("%q is no host", s)
	}
	return host, strings.TrimPrefix(rest, ":"), nil
}

// String is the hop as ssh -J takes it.
func (h Hop) String() string {
	s := h.Host
	if strings.Contains(s, ":") {
		s = "[" + s + "]"
	}
	if h.User != "" {
		s = h.User + "@" + s
	}
	if h.Port != 0 {
		s += ":" + strconv.Itoa(h.Port)
	}
	return s
}

package sshconfig

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// set takes one keyword with its value. Also where the Host above does not
// match a value must be a valid one.
func (r *reader) set(p *place, k kind, name, rest string, args []string) error {
	switch k {
	case host:
		return r.host(p, args)
	case matching:
		return r.match(p, rest)
	case include:
		return r.include(p, args)
	case neutral:
		return nil
	case command:
		r.first(p, name, strings.TrimLeft(rest, " \t\r="))
		return nil
	case jump:
		return r.jump(p, strings.TrimLeft(rest, " \t\r="))
	case files:
		return r.files(p, name, args)
	case listed:
		return r.refuse(p, name, rest)
	}
	if len(args) == 0 || args[0] == "" {
		return p.errorf("%s has no value", name)
	}
	if len(args) > 1 && k != off {
		return p.errorf("%s has more than one value", name)
	}
	return r.one(p, k, name, args[0], rest)
}

// one takes a keyword with one word.
func (r *reader) one(p *place, k kind, name, arg, rest string) error {
	value, err := arg, error(nil)
	switch k {
	case ignoring:
		if p.active && !r.ignored {
			r.ignore, r.ignored = strings.ToLower(arg), true
		}
		return nil
	case off:
		if isSilent(name, arg) {
			return nil
		}
		return r.refuse(p, name, rest)
	case path:
		if p.active && !contains(r.v[name], arg) {
			r.v[name] = append(r.v[name], arg)
		}
		return nil
	case flag:
		value, err = yesOrNo(arg)
	case choice:
		var ok bool
		if value, ok = choices[name][strings.ToLower(arg)]; !ok {
			err = fmt.Errorf("%q is none of its values", arg)
		}
	case count:
		value, err = wholeNumber(arg)
	case port:
		value, err = portNumber(arg)
	case span:
		value, err = seconds(arg)
	}
	if err != nil {
		return p.errorf("%s: %w", name, err)
	}
	if value != "" {
		r.first(p, name, value)
	}
	return nil
}

// first keeps the first value of a keyword. A ProxyCommand does not count after
// a ProxyJump, but after ProxyJump none.
func (r *reader) first(p *place, name, value string) {
	if name == "proxycommand" && r.v.given("proxyjump") != "" {
		return
	}
	if p.active && len(r.v[name]) == 0 {
		r.v[name] = []string{value}
	}
}

// refuse says what is not covered, where it matters.
func (r *reader) refuse(p *place, name, rest string) error {
	if !p.active {
		return nil
	}
	return &Uncovered{Where: fmt.Sprintf("%s:%d", p.file, p.line), Keyword: name, Value: rest}
}

func (r *reader) host(p *place, patterns []string) error {
	p.active = false
	if len(patterns) == 0 {
		return p.errorf("host has no pattern")
	}
	for _, pattern := range patterns {
		if pattern == "" {
			return p.errorf("host has an empty pattern")
		}
		if p.never {
			return nil
		}
		negated := pattern[0] == '!'
		if match(r.q.Host, strings.TrimPrefix(pattern, "!")) {
			p.active = !negated
			if negated {
				return nil
			}
		}
	}
	return nil
}

// match takes "Match all" only.
func (r *reader) match(p *place, rest string) error {
	criteria := strings.Fields(rest)
	if len(criteria) == 1 && strings.EqualFold(criteria[0], "all") {
		p.active = !p.never
		return nil
	}
	// "final" makes ssh read all files a second time, with the host's name in lower case, also
	// where the block it stands in can never match.
	p.active = !p.never || strings.Contains(strings.ToLower(rest), "final")
	return r.refuse(p, "match", rest)
}

// jump takes a ProxyJump; a # begins a comment there. ssh takes a none before a
// comment for a host of that name, which nobody means.
func (r *reader) jump(p *place, value string) error {
	whole := value
	value, _, comment := strings.Cut(value, "#")
	value = strings.TrimRight(value, " \t\r")
	if comment && strings.EqualFold(value, "none") {
		return r.refuse(p, "proxyjump", whole)
	}
	hops, err := Jump(value)
	if err != nil {
		return p.errorf("proxyjump: %w", err)
	}
	if len(r.v["proxycommand"]) > 0 || !p.active {
		return nil
	}
	if !strings.EqualFold(value, "none") {
		last := strings.LastIndexByte(value, ',') + 1
		value = value[:last] + hops[len(hops)-1].String()
	}
	r.first(p, "proxyjump", value)
	return nil
}

// files takes a list of files; "none" stands alone.
func (r *reader) files(p *place, name string, args []string) error {
	if len(args) == 0 {
		return p.errorf("%s has no value", name)
	}
	for _, a := range args {
		if a == "" {
			return p.errorf("%s has an empty value", name)
		}
		if strings.EqualFold(a, "none") && len(args) > 1 {
			return p.errorf("%s: none must stand alone", name)
		}
	}
	r.first(p, name, strings.Join(args, "\x00"))
	return nil
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

func yesOrNo(s string) (string, error) {
	switch strings.ToLower(s) {
	case "yes", "true":
		return "yes", nil
	case "no", "false":
		return "no", nil
	}
	return "", fmt.Errorf("%q is neither yes nor no", s)
}

func wholeNumber(s string) (string, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return "", fmt.Errorf("%q is no whole number", s)
	}
	return strconv.FormatInt(n, 10), nil
}

func portNumber(s string) (string, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		n, err = net.LookupPort("tcp", s)
	}
	if err != nil || n < 1 || n > 65535 {
		return "", fmt.Errorf("%q is no port", s)
	}
	return strconv.Itoa(n), nil
}

// units of OpenSSH's times, in seconds.
var units = map[byte]int{'s': 1, 'S': 1, 'm': 60, 'M': 60, 'h': 3600, 'H': 3600, 'd': 86400, 'D': 86400, 'w': 604800, 'W': 604800}

// seconds reads a time: 90, 1m30s, or none, which is as if it were not there.
func seconds(s string) (string, error) {
	if s == "none" {
		return "", nil
	}
	total, n, digits := 0, 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch unit, ok := units[c]; {
		case c >= '0' && c <= '9' && n < 1<<27:
			n, digits = n*10+int(c-'0'), true
		case ok && digits && total < 1<<30 && n < 1<<31/unit:
			total, n, digits = total+n*unit, 0, false
		default:
			return "", fmt.Errorf("%q is no time", s)
		}
	}
	if total+n >= 1<<31 {
		return "", fmt.Errorf("%q is too long a time", s)
	}
	return strconv.Itoa(total + n), nil
}

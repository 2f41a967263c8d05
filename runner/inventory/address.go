package inventory

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Scheme is how a target is reached.
type Scheme string

// The schemes of addresses.
const (
	SSH      Scheme = "ssh"      // ssh://[USER@]HOST[:PORT]
	Docker   Scheme = "docker"   // docker://NAME[?user=USER], docker://?label=KEY%3DVALUE
	Local    Scheme = "local"    // local:
	Snapshot Scheme = "snapshot" // snapshot:FILE
	Image    Scheme = "image"    // image:REF
	Kube     Scheme = "kube"     // kube://CONTEXT/NAMESPACE?…
)

// forms shows how an address of each scheme is written.
var forms = map[Scheme]string{
	SSH:      "ssh://user@host:port",
	Docker:   "docker://NAME",
	Local:    "local:",
	Snapshot: "snapshot:FILE",
	Image:    "image:REF",
	Kube:     "kube://CONTEXT/NAMESPACE",
}

// unsupported are the schemes that are known and can't be used yet; the only
// place that says so.
var unsupported = map[Scheme]bool{Image: true, Kube: true}

// Address is where a target is.
type Address struct {
	Scheme Scheme
	// User is the SSH login, or the user in a container; "" leaves it to
	// ssh_config or the container.
	User string
	// Host is a name, an ssh_config alias or an IP address (IPv6 without
	// brackets). In a pattern it may hold ranges.
	Host string
	// Port is 0 when none is written.
	Port int
	// Container is a container's name or id; Label is KEY=VALUE of the one
	// running container that has it.
	Container, Label string
	// Path is a snapshot's file.
	Path string
}

// AddressError says what is wrong with an address, and in which part of it.
type AddressError struct{ Part, Text, Hint string }

func (e *AddressError) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + " (" + e.Hint + ")"
}

func badAddress(part, hint, format string, args ...any) *AddressError {
	return &AddressError{Part: part, Text: fmt.Sprintf(format, args...), Hint: hint}
}

// IsAddress tells whether s is meant as an address: it has a scheme, known or not.
func IsAddress(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !schemeForm.MatchString(scheme) {
		return false
	}
	_, known := forms[Scheme(scheme)]
	return known || strings.HasPrefix(rest, "//")
}

var schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)

// ParseAddress reads one address. Its error is an *AddressError, which never
// repeats a password.
func ParseAddress(s string) (Address, error) {
	all, err := ParsePattern(s)
	if err != nil {
		return Address{}, err
	}
	if len(all) != 1 {
		return Address{}, badAddress(s, "", "the address stands for %d targets", len(all))
	}
	return all[0], nil
}

// ParsePattern reads an address whose host or container name may hold ranges,
// and gives the addresses that it stands for. Its error is an *AddressError.
func ParsePattern(s string) ([]Address, error) {
	scheme, rest, err := cutScheme(s)
	if err != nil {
		return nil, err
	}
	var all []Address
	switch scheme {
	case SSH:
		all, err = parseSSH(rest)
	case Docker:
		all, err = parseDocker(rest)
	case Local:
		if rest != "" {
			err = badAddress(rest, "write local:", "nothing may follow local:")
		}
		all = []Address{{Scheme: Local}}
	case Snapshot:
		if strings.TrimSpace(rest) == "" || strings.ContainsRune(rest, 0) {
			err = badAddress(s, "write "+forms[Snapshot], "a snapshot's file is missing")
		}
		all = []Address{{Scheme: Snapshot, Path: rest}}
	}
	if err != nil {
		return nil, err
	}
	return all, nil
}

// cutScheme takes the scheme from an address.
func cutScheme(s string) (Scheme, string, error) {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) && !strings.HasPrefix(s, "snapshot:") {
		return "", "", badAddress(s, "", "an address can't hold blanks or control characters")
	}
	word, rest, ok := strings.Cut(s, ":")
	if !ok || (!strings.HasPrefix(rest, "//") && forms[Scheme(word)] == "") {
		hint := "such as " + forms[SSH] + ", " + forms[Docker] + ", " + forms[Local] + ", " + forms[Snapshot]
		return "", "", badAddress(s, hint, "the address has no scheme")
	}
	scheme := Scheme(word)
	form, known := forms[scheme]
	if !known {
		return "", "", badAddress(word, suggestScheme(word), "unknown scheme %s", strict.Quote(word))
	}
	if unsupported[scheme] {
		return "", "", badAddress(word, "", "%s: addresses are not supported yet", scheme)
	}
	if strings.Contains(form, "://") {
		if rest, ok = strings.CutPrefix(rest, "//"); !ok {
			return "", "", badAddress(s, "write "+form, "// is missing after %s:", scheme)
		}
	}
	return scheme, rest, nil
}

func suggestScheme(word string) string {
	var words []string
	for scheme := range forms {
		words = append(words, string(scheme))
	}
	return strict.Suggest(word, words)
}

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

var containerForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// parseDocker reads NAME[?user=USER&label=KEY%3DVALUE]; one of name and label.
func parseDocker(rest string) ([]Address, error) {
	name, query, _ := strings.Cut(rest, "?")
	a := Address{Scheme: Docker}
	if err := a.dockerQuery(query); err != nil {
		return nil, err
	}
	switch {
	case name == "" && a.Label == "":
		return nil, badAddress(rest, "write docker://NAME or docker://?label=KEY%3DVALUE", "the container's name is missing")
	case name == "":
		return []Address{a}, nil
	case a.Label != "":
		return nil, badAddress(rest, "", "a container has a name or a label here, not both")
	}
	names, err := expand(name)
	if err != nil {
		return nil, err
	}
	out := make([]Address, len(names))
	for i, n := range names {
		if !containerForm.MatchString(n) {
			return nil, badAddress(name, "", "%s can't be a container's name", strict.Quote(n))
		}
		out[i] = a
		out[i].Container = n
	}
	return out, nil
}

func (a *Address) dockerQuery(query string) error {
	if query == "" {
		return nil
	}
	seen := map[string]bool{}
	for _, part := range strings.Split(query, "&") {
		key, escaped, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(escaped)
		switch {
		case key != "user" && key != "label":
			return badAddress(part, strict.Suggest(key, []string{"user", "label"}), "unknown parameter %s", strict.Quote(key))
		case err != nil || value == "" || strings.ContainsRune(value, 0):
			return badAddress(part, "", "parameter %s has no value that can be read", key)
		case seen[key]:
			return badAddress(part, "", "parameter %s stands twice", key)
		case key == "user":
			a.User = value
		case key == "label":
			a.Label = value
		}
		seen[key] = true
	}
	return nil
}

// String gives the address as it is written.
func (a Address) String() string {
	switch a.Scheme {
	case SSH:
		return "ssh://" + a.userAt() + a.hostport()
	case Docker:
		q := url.Values{}
		if a.User != "" {
			q.Set("user", a.User)
		}
		if a.Label != "" {
			q.Set("label", a.Label)
		}
		if len(q) == 0 {
			return "docker://" + a.Container
		}
		return "docker://" + a.Container + "?" + q.Encode()
	case Snapshot:
		return "snapshot:" + a.Path
	}
	return string(a.Scheme) + ":"
}

func (a Address) userAt() string {
	if a.User == "" {
		return ""
	}
	return url.PathEscape(a.User) + "@"
}

func (a Address) hostport() string {
	host := a.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if a.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(a.Port)
}

package inventory

import (
	"errors"
	"fmt"
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
	Compose  Scheme = "compose"  // compose:FILE#SERVICE
	Kube     Scheme = "kube"     // kube://CONTEXT/NAMESPACE?…
)

// Container tells whether targets of the scheme are containers of a Docker engine.
func (s Scheme) Container() bool { return s == Docker || s == Image || s == Compose }

// forms shows how an address of each scheme is written.
var forms = map[Scheme]string{
	SSH:      "ssh://user@host:port",
	Docker:   "docker://NAME",
	Local:    "local:",
	Snapshot: "snapshot:FILE",
	Image:    "image:REF",
	Compose:  "compose:FILE#SERVICE",
	Kube:     "kube://CONTEXT/NAMESPACE",
}

// unsupported are the schemes that are known and can't be used yet; the only
// place that says so.
var unsupported = map[Scheme]bool{Kube: true}

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
	// Image is a reference of an image.
	Image string
	// Path is the file of a snapshot, or of a compose project, whose Service is the target.
	Path, Service string
}

// AddressError says what is wrong with an address, and in which part of it.
type AddressError struct{ Part, Text, Hint string }

func (e *AddressError) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + " (" + e.Hint + ")"
}

// addressError gives the parts of an error of ParsePattern.
func addressError(err error) *AddressError {
	var e *AddressError
	if !errors.As(err, &e) {
		e = &AddressError{Text: err.Error()}
	}
	return e
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
	case Image:
		all, err = parseImage(rest)
	case Compose:
		all, err = parseCompose(rest)
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
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) && !strings.HasPrefix(s, "snapshot:") && !strings.HasPrefix(s, "compose:") {
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
	case Image:
		return "image:" + a.Image
	case Compose:
		return "compose:" + a.Path + "#" + a.Service
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

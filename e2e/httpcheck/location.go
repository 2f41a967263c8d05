package httpcheck

import (
	"errors"
	"fmt"
	"strings"
)

// resolve reads a Location against the URL that was asked, keeping its bytes:
// net/url would encode a path anew for one odd byte, and give up on others.
func resolve(from origin, target, location string) (origin, string, error) {
	loc, _, _ := strings.Cut(escapeBytes(location), "#")
	path, query, hasQuery := strings.Cut(loc, "?")
	path = strings.ReplaceAll(path, `\`, "/") // as browsers read it: "\\evil" is another name
	to, path, err := otherOrigin(from, path)
	if err != nil {
		return from, "", fmt.Errorf("location %q %w", location, err)
	}
	base, baseQuery, baseHas := strings.Cut(target, "?")
	switch {
	case path == "" && !hasQuery:
		path, query, hasQuery = base, baseQuery, baseHas
	case path == "":
		path = base
	case path[0] != '/':
		path = base[:strings.LastIndexByte(base, '/')+1] + path
	}
	if path == "" || path[0] != '/' {
		path = "/" + path
	}
	path = withoutDots(path)
	if hasQuery {
		path += "?" + query
	}
	return to, path, nil
}

// otherOrigin takes scheme and name off a reference, when it has them.
func otherOrigin(from origin, ref string) (origin, string, error) {
	scheme, rest, ok := cutScheme(ref)
	switch {
	case ok && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https"):
		return from, "", errors.New("is neither http nor https")
	case ok && !strings.HasPrefix(rest, "//"):
		return from, "", errors.New("has a scheme and no name")
	case ok:
		from.scheme, ref = strings.ToLower(scheme), rest
	}
	if !strings.HasPrefix(ref, "//") {
		return from, ref, nil
	}
	authority, after, _ := strings.Cut(ref[2:], "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:] // a server does not say as whom to log in
	}
	to, err := parseOrigin(from.scheme, authority)
	if err != nil {
		return from, "", fmt.Errorf("leads nowhere: %w", err)
	}
	return to, "/" + after, nil
}

// escapeBytes encodes what cannot stand in a request line, as browsers do: PHP
// sends "Location: /?m=hello world".
func escapeBytes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= 0x20 || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// cutScheme takes "scheme:" off.
func cutScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(s, ":")
	if !ok || scheme == "" || strings.ContainsAny(scheme, "/") {
		return "", s, false
	}
	for i := 0; i < len(scheme); i++ {
		c := scheme[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(scheme[i]))) {
			return "", s, false
		}
	}
	return scheme, rest, true
}

// withoutDots takes "." and ".." out of a path (RFC 3986, 5.2.4).
func withoutDots(path string) string {
	var out []string
	parts := strings.Split(path, "/")[1:]
	for i, part := range parts {
		last := i == len(parts)-1
		switch part {
		case ".", "..":
			if part == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/")
}

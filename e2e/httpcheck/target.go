package httpcheck

import (
	"fmt"
	"net/url"
	"strings"
)

// Pair is one name and value of a query or a form.
type Pair struct{ Name, Value string }

// splitTarget takes a whole URL apart; a path stays at home. The target is not
// parsed further: it is sent as it stands.
func splitTarget(home origin, target string) (origin, string, error) {
	to := home
	scheme, rest, whole := strings.Cut(target, "://")
	if whole && !strings.ContainsAny(scheme, "/?#") {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		var err error
		if to, err = parseOrigin(scheme, rest[:end]); err != nil {
			return to, "", &requestError{fmt.Sprintf("target: %v", err)}
		}
		target = rest[end:]
		if target == "" || target[0] != '/' {
			target = "/" + target
		}
	}
	if target == "" {
		target = "/"
	}
	if target != "*" && target[0] != '/' {
		return to, "", &requestError{fmt.Sprintf("target: %q does not begin with /", target)}
	}
	for i := 0; i < len(target); i++ {
		if c := target[i]; c < ' ' || c == 0x7f {
			return to, "", &requestError{fmt.Sprintf("target: %q has a control character, which cannot be sent", target)}
		}
	}
	return to, target, nil
}

// addQuery adds pairs in their order; a space is %20, which means a space everywhere.
func addQuery(target string, query []Pair) string {
	if len(query) == 0 {
		return target
	}
	glue := "?"
	switch {
	case strings.HasSuffix(target, "?"), strings.HasSuffix(target, "&"):
		glue = ""
	case strings.Contains(target, "?"):
		glue = "&"
	}
	return target + glue + strings.ReplaceAll(encodePairs(query), "+", "%20")
}

// encodePairs is application/x-www-form-urlencoded in the order given. Values
// are bytes: those of a Shift_JIS form are the caller's.
func encodePairs(pairs []Pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = url.QueryEscape(p.Name) + "=" + url.QueryEscape(p.Value)
	}
	return strings.Join(parts, "&")
}

// exactURL gives a URL that net/http sends as this very target. A path would be
// encoded anew as soon as one byte of it needs it ("/a%2Fb|c" → "/a/b%7Cc"), so it
// goes as opaque; but "//a" as opaque becomes "http://a", so that one goes as path.
func exactURL(to origin, target string, proxied bool) (*url.URL, error) {
	u := &url.URL{Scheme: to.scheme, Host: to.host()}
	if proxied && to.scheme == "http" {
		u.Opaque = "//" + to.host() + target
		return u, nil
	}
	if !strings.HasPrefix(target, "//") {
		u.Opaque = target
		return u, nil
	}
	path, query, has := strings.Cut(target, "?")
	plain, err := url.PathUnescape(path)
	if err != nil {
		return nil, &requestError{fmt.Sprintf("target: %q begins with // and cannot be sent exactly: %v", target, err)}
	}
	u.Path, u.RawPath, u.RawQuery, u.ForceQuery = plain, path, query, has && query == ""
	if got := u.RequestURI(); got != target {
		return nil, &requestError{fmt.Sprintf("target: %q begins with // and cannot be sent exactly: it would go as %q", target, got)}
	}
	return u, nil
}

package match

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// Cookie are the attributes that HaveCookie wants of a cookie; what is not said may be as it likes.
type Cookie struct {
	Secure, HTTPOnly *bool
	SameSite         string
	Path, Domain     string
}

// HaveCookie holds when the answer sets a cookie of that name, and each line that does has these attributes: of
// two lines a browser keeps the later one. It reads the lines as they came: net/http drops those that PHP writes.
func HaveCookie(name string, want Cookie) *Matcher {
	return of(strings.TrimSpace(fmt.Sprintf("set cookie %s %s", name, want)), func(h *httpcheck.Hop) (bool, string, error) {
		set := false
		for _, line := range h.SetCookies {
			c := httpcheck.ParseCookie(line)
			if c.Name != name {
				continue
			}
			set = true
			if wrong := want.differs(c); wrong != "" {
				return false, "it sets it " + wrong, nil
			}
		}
		if !set {
			return false, "it sets none of that name", nil
		}
		return true, "it sets it", nil
	})
}

// String lists what is wanted: "with Secure, HttpOnly, SameSite=Lax".
func (w Cookie) String() string {
	var all []string
	for _, f := range []struct {
		name string
		want *bool
	}{{"Secure", w.Secure}, {"HttpOnly", w.HTTPOnly}} {
		switch {
		case f.want != nil && *f.want:
			all = append(all, f.name)
		case f.want != nil:
			all = append(all, "no "+f.name)
		}
	}
	for _, a := range [][2]string{{"SameSite", w.SameSite}, {"Path", w.Path}, {"Domain", w.Domain}} {
		if a[1] != "" {
			all = append(all, a[0]+"="+a[1])
		}
	}
	if all == nil {
		return ""
	}
	return "with " + strings.Join(all, ", ")
}

// differs says what of a cookie is not as wanted; the value, which may be a session's, is not shown.
func (w Cookie) differs(c httpcheck.Cookie) string {
	var wrong []string
	switch {
	case w.Secure != nil && *w.Secure && !c.Secure:
		wrong = append(wrong, "without Secure")
	case w.Secure != nil && !*w.Secure && c.Secure:
		wrong = append(wrong, "with Secure")
	}
	switch {
	case w.HTTPOnly != nil && *w.HTTPOnly && !c.HTTPOnly:
		wrong = append(wrong, "without HttpOnly")
	case w.HTTPOnly != nil && !*w.HTTPOnly && c.HTTPOnly:
		wrong = append(wrong, "with HttpOnly")
	}
	for _, a := range [][3]string{{"SameSite", w.SameSite, c.SameSite}, {"Domain", w.Domain, c.Domain}} {
		if a[1] != "" && !strings.EqualFold(a[1], a[2]) {
			wrong = append(wrong, fmt.Sprintf("with %s=%s", a[0], a[2]))
		}
	}
	if w.Path != "" && w.Path != c.Path {
		wrong = append(wrong, "with Path="+c.Path)
	}
	return strings.Join(wrong, ", ")
}

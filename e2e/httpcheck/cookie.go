package httpcheck

import (
	"strconv"
	"strings"
	"time"
)

// Cookie is a raw Set-Cookie line as browsers read it (RFC 6265bis, 5.6).
// net/http drops lines that PHP sends (a[x]=1, values with " or {), and above
// 3,000 of them all.
type Cookie struct {
	Name, Value string
	// Raw is the line as it came.
	Raw string
	// Attributes are all of them, in their order and spelling. Of those below the
	// last one counts.
	Attributes       []Line
	Path, Domain     string
	SameSite         string
	Secure, HTTPOnly bool
	// MaxAge is in seconds; nil when it is not said or no number.
	MaxAge *int64
	// Expires is zero when ExpiresRaw is no date: then it is ignored.
	Expires    time.Time
	ExpiresRaw string
}

const space = " \t"

// ParseCookie reads a raw Set-Cookie value. Every line is a cookie, with an
// empty name when it has no "=".
func ParseCookie(line string) Cookie {
	c := Cookie{Raw: line}
	pair, rest, more := strings.Cut(line, ";")
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		name, value = "", pair
	}
	c.Name, c.Value = strings.Trim(name, space), strings.Trim(value, space)
	for more {
		pair, rest, more = strings.Cut(rest, ";")
		name, value, _ := strings.Cut(pair, "=")
		c.attribute(strings.Trim(name, space), strings.Trim(value, space))
	}
	return c
}

func (c *Cookie) attribute(name, value string) {
	if name == "" && value == "" {
		return
	}
	c.Attributes = append(c.Attributes, Line{name, value})
	switch strings.ToLower(name) {
	case "path":
		c.Path = value
	case "domain":
		c.Domain = strings.ToLower(strings.TrimPrefix(value, "."))
	case "samesite":
		c.SameSite = value
	case "secure":
		c.Secure = true
	case "httponly":
		c.HTTPOnly = true
	case "expires":
		c.ExpiresRaw = value
		c.Expires, _ = cookieDate(value)
	case "max-age":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			c.MaxAge = &n
		}
	}
}

// Expiry is when the cookie ends, by the Date of its response; false for a cookie
// of the session. Max-Age wins over Expires.
func (c Cookie) Expiry(date time.Time) (time.Time, bool) {
	if c.MaxAge != nil {
		age := min(max(*c.MaxAge, 0), 400*24*3600) // as RFC 6265bis bounds it
		if *c.MaxAge <= 0 {
			return time.Unix(0, 0), true
		}
		return date.Add(time.Duration(age) * time.Second), true
	}
	return c.Expires, !c.Expires.IsZero()
}

// Deletes says that the line deletes a cookie of its name, domain and path. That
// the cookie is gone is seen in the next request only.
func (c Cookie) Deletes(date time.Time) bool {
	end, ok := c.Expiry(date)
	return ok && !end.After(date)
}

// cookieDate reads a date as browsers do (RFC 6265, 5.1.1): any order, two-digit
// years, the zone ignored.
func cookieDate(s string) (time.Time, bool) {
	var hms [3]int
	day, month, year := -1, -1, -1
	clock := false
	for _, token := range strings.FieldsFunc(s, dateDelimiter) {
		n, digits := leadingNumber(token)
		switch {
		case !clock && clockToken(token, &hms):
			clock = true
		case day < 0 && digits >= 1 && digits <= 2:
			day = n
		case month < 0 && monthOf(token) > 0:
			month = monthOf(token)
		case year < 0 && digits >= 2 && digits <= 4:
			year = n
		}
	}
	if year >= 70 && year <= 99 {
		year += 1900
	} else if year >= 0 && year <= 69 {
		year += 2000
	}
	if !clock || day < 1 || day > 31 || month < 1 || year < 1601 || hms[0] > 23 || hms[1] > 59 || hms[2] > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hms[0], hms[1], hms[2], 0, time.UTC)
	if t.Day() != day { // 31 February
		return time.Time{}, false
	}
	return t, true
}

func dateDelimiter(r rune) bool {
	return r == '\t' || r >= ' ' && r <= '/' || r >= ';' && r <= '@' || r >= '[' && r <= '`' || r >= '{' && r <= '~'
}

// leadingNumber gives the digits that a token begins with, when at most four.
func leadingNumber(token string) (n, digits int) {
	for digits < len(token) && token[digits] >= '0' && token[digits] <= '9' {
		if digits == 4 {
			return 0, 5
		}
		n = n*10 + int(token[digits]-'0')
		digits++
	}
	return n, digits
}

func clockToken(token string, hms *[3]int) bool {
	parts := strings.SplitN(token, ":", 4)
	if len(parts) < 3 {
		return false
	}
	for i := range hms {
		n, digits := leadingNumber(parts[i])
		if digits < 1 || digits > 2 || i < 2 && digits != len(parts[i]) {
			return false
		}
		hms[i] = n
	}
	return true
}

func monthOf(token string) int {
	if len(token) < 3 {
		return -1
	}
	i := strings.Index("jan feb mar apr may jun jul aug sep oct nov dec ", strings.ToLower(token[:3])+" ")
	if i < 0 || i%4 != 0 {
		return -1
	}
	return i/4 + 1
}

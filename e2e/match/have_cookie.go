package match

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// Absent is what an attribute is that must not be there.
const Absent = "absent"

// Cookie are the attributes that HaveCookie wants of a cookie; what is not said may be as it likes.
type Cookie struct {
	Secure, HTTPOnly *bool
	// SameSite, Path and Domain are what the line says; Absent when it must not say it.
	SameSite, Path, Domain string
	// Value is the whole value; Not is what it must differ from, such as an earlier one.
	Value, Not *string
	// Expires is "session", "deleted", or how long it lives by the Date of its answer: "<= 30d".
	Expires string
	// MaxAge is the attribute in seconds: "3600", "<= 3600".
	MaxAge string
}

var _ = register(Verb{Name: "HaveCookie", Examples: func() []*Matcher {
	yes, no, text := true, false, "x"
	return []*Matcher{
		HaveCookie("SESSID", Cookie{}), HaveCookie("SESSID", Cookie{Secure: &yes}), HaveCookie("SESSID", Cookie{HTTPOnly: &no, Path: Absent}),
		HaveCookie("SESSID", Cookie{Value: &text}), HaveCookie("SESSID", Cookie{Not: &text}),
		HaveCookie("SESSID", Cookie{Expires: "session"}), HaveCookie("SESSID", Cookie{Expires: "deleted"}),
		HaveCookie("SESSID", Cookie{Expires: "< 30d"}), HaveCookie("SESSID", Cookie{MaxAge: "> 0"}), HaveCookie("none", Cookie{}),
	}
}})

// HaveCookie holds when the answer sets a cookie of that name, and each line that does has these attributes: of
// two lines a browser keeps the later one. It reads the lines as they came: net/http drops those that PHP writes.
func HaveCookie(name string, want Cookie) *Matcher {
	judges, words, err := want.compile()
	if name == "" {
		err = errors.Join(err, errors.New("set a cookie: it has no name"))
	}
	if words != nil {
		words = []string{"with " + strings.Join(words, ", ")}
	}
	m := of(strings.Join(append([]string{"set cookie " + name}, words...), " "), func(h *httpcheck.Hop) (bool, string, error) {
		set := false
		for _, line := range h.SetCookies {
			c := httpcheck.ParseCookie(line)
			if c.Name != name {
				continue
			}
			set = true
			var wrong []string
			for _, judge := range judges {
				is, err := judge(c, h.Header)
				if err != nil {
					return false, "", err
				}
				if is != "" {
					wrong = append(wrong, is)
				}
			}
			if wrong != nil {
				return false, "it sets it " + strings.Join(wrong, ", "), nil
			}
		}
		if !set {
			return false, "it sets none of that name", nil
		}
		return true, "it sets it", nil
	}).unless(err)
	for _, text := range []*string{want.Value, want.Not} {
		if text != nil {
			m.unshown = append(m.unshown, *text)
		}
	}
	return m
}

// cookieJudge says what of a cookie is not as wanted; the value, which may be a session's, is not shown.
type cookieJudge func(c httpcheck.Cookie, answer http.Header) (string, error)

func (w Cookie) compile() (judges []cookieJudge, words []string, err error) {
	add := func(text string, judge cookieJudge) { words, judges = append(words, text), append(judges, judge) }
	for _, f := range []struct {
		name string
		want *bool
		is   func(httpcheck.Cookie) bool
	}{
		{"Secure", w.Secure, func(c httpcheck.Cookie) bool { return c.Secure }},
		{"HttpOnly", w.HTTPOnly, func(c httpcheck.Cookie) bool { return c.HTTPOnly }},
	} {
		if f.want != nil {
			add(map[bool]string{true: f.name, false: "no " + f.name}[*f.want], func(c httpcheck.Cookie, _ http.Header) (string, error) {
				if f.is(c) == *f.want {
					return "", nil
				}
				return map[bool]string{true: "with ", false: "without "}[f.is(c)] + f.name, nil
			})
		}
	}
	for _, a := range []struct {
		name, want string
		fold       bool
	}{{"SameSite", w.SameSite, true}, {"Path", w.Path, false}, {"Domain", strings.TrimPrefix(w.Domain, "."), true}} {
		switch a.want {
		case "":
		case Absent:
			add("no "+a.name, func(c httpcheck.Cookie, _ http.Header) (string, error) { return attribute(c, a.name, "", false) })
		default:
			add(a.name+"="+a.want, func(c httpcheck.Cookie, _ http.Header) (string, error) { return attribute(c, a.name, a.want, a.fold) })
		}
	}
	w.values(add)
	life, err := w.life()
	if life != nil {
		add(life.words, life.judge)
	}
	age, bad := w.age()
	if age != nil {
		add(age.words, age.judge)
	}
	if w.Not != nil && *w.Not == "" {
		bad = errors.Join(bad, errors.New("set a cookie: its value must differ from a text: there is none"))
	}
	return judges, words, errors.Join(err, bad)
}

// attribute compares the last one of that name with what is wanted, "" for none.
func attribute(c httpcheck.Cookie, name, want string, fold bool) (string, error) {
	said, is := false, ""
	for _, a := range c.Attributes {
		if strings.EqualFold(a.Name, name) {
			said, is = true, a.Value
		}
	}
	bare := is
	if name == "Domain" {
		bare = strings.TrimPrefix(is, ".")
	}
	switch {
	case want == "" && !said, want != "" && (bare == want || fold && strings.EqualFold(bare, want)):
		return "", nil
	case !said:
		return "without " + name, nil
	}
	return "with " + name + "=" + is, nil
}

func (w Cookie) values(add func(string, cookieJudge)) {
	if w.Value != nil {
		add("a certain value", func(c httpcheck.Cookie, _ http.Header) (string, error) {
			if c.Value == *w.Value {
				return "", nil
			}
			return fmt.Sprintf("with another value, of %s", plural(len(c.Value), "byte")), nil
		})
	}
	if w.Not != nil {
		add("another value than before", func(c httpcheck.Cookie, _ http.Header) (string, error) {
			if c.Value != *w.Not {
				return "", nil
			}
			return "with that same value", nil
		})
	}
}

type cookieWant struct {
	words string
	judge cookieJudge
}

// life is what is wanted of how long it lives. Max-Age wins over Expires, as in browsers.
func (w Cookie) life() (*cookieWant, error) {
	switch w.Expires {
	case "":
		return nil, nil
	case "session":
		return &cookieWant{"no end but the session's", func(c httpcheck.Cookie, _ http.Header) (string, error) {
			if _, ends := c.Expiry(time.Time{}); ends {
				return "with " + ending(c), nil
			}
			return "", nil
		}}, nil
	case "deleted":
		return &cookieWant{"an end that deletes it", func(c httpcheck.Cookie, answer http.Header) (string, error) {
			left, ends, err := lifeOf(c, answer)
			if err != nil || ends && left <= 0 {
				return "", err
			}
			return "with " + ending(c), nil
		}}, nil
	}
	c, err := compare(lives, w.Expires)
	if err != nil {
		err = fmt.Errorf("%w, session or deleted", err)
	}
	return &cookieWant{"an end in " + c.text, func(k httpcheck.Cookie, answer http.Header) (string, error) {
		left, ends, err := lifeOf(k, answer)
		if err != nil || ends && left > 0 && c.span(left) {
			return "", err
		}
		return "with " + ending(k), nil
	}}, err
}

// lifeOf is how long a cookie lives from its answer on; false when it ends with the session.
func lifeOf(c httpcheck.Cookie, answer http.Header) (left time.Duration, ends bool, err error) {
	date, err := http.ParseTime(answer.Get("Date"))
	if err != nil && c.MaxAge == nil && !c.Expires.IsZero() {
		return 0, false, fmt.Errorf("its Expires can't be judged: the answer's Date is %q", answer.Get("Date"))
	}
	if err != nil {
		date = time.Unix(1e9, 0) // any will do: Max-Age counts from it
	}
	end, ends := c.Expiry(date)
	return end.Sub(date), ends, nil
}

// ending says when a cookie ends.
func ending(c httpcheck.Cookie) string {
	switch {
	case c.MaxAge != nil:
		return fmt.Sprintf("Max-Age=%d", *c.MaxAge)
	case !c.Expires.IsZero():
		return "Expires=" + c.ExpiresRaw
	case c.ExpiresRaw != "":
		return "Expires=" + c.ExpiresRaw + ", which is no date: it ends with the session"
	}
	return "no end but the session's"
}

func (w Cookie) age() (*cookieWant, error) {
	if w.MaxAge == "" {
		return nil, nil
	}
	c, err := compare(seconds, w.MaxAge)
	return &cookieWant{"Max-Age " + c.text, func(k httpcheck.Cookie, _ http.Header) (string, error) {
		switch {
		case k.MaxAge == nil:
			return "without Max-Age", nil
		case c.count(int(*k.MaxAge)):
			return "", nil
		}
		return fmt.Sprintf("with Max-Age=%d", *k.MaxAge), nil
	}}, err
}

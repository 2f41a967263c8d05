package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// cookieEntry is present, absent, or a mapping of attributes.
type cookieEntry struct {
	node strict.Node
	word string
	long cookieForms
}

type cookieForms struct {
	Secure   *bool   `key:"secure" doc:"whether it is Secure"`
	HTTPOnly *bool   `key:"http-only" doc:"whether it is HttpOnly"`
	SameSite *text   `key:"same-site" doc:"its SameSite, or absent"`
	Path     *text   `key:"path" doc:"its Path, or absent"`
	Domain   *text   `key:"domain" doc:"its Domain, or absent"`
	Value    *string `key:"value" doc:"its whole value"`
	Not      *string `key:"not" doc:"a value that it must not have, such as an earlier one"`
	Expires  *text   `key:"expires" doc:"session, deleted, or how long it lives by the answer's Date: \"<= 30d\""`
	MaxAge   *text   `key:"max-age" doc:"its Max-Age in seconds: 3600, \"<= 3600\""`
}

// FromNode reads it.
func (k *cookieEntry) FromNode(c strict.Node) {
	k.node = c
	if c.IsMap() {
		if c.Decode(&k.long) && len(c.Map()) == 0 {
			c.Hintf("present, or attributes such as secure: true", "expects nothing of the cookie")
		}
		return
	}
	s, ok := c.Scalar("present, absent, or attributes of a cookie")
	switch {
	case ok && word(s):
		k.word = s.Text
	case ok:
		c.Hintf("a value is { value: … }", "expected present, absent, or attributes of a cookie, found %s", strict.Quote(s.Text))
	}
}

// JSONSchema is that of its forms.
func (k *cookieEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Words("present", "absent"), b.Of(cookieForms{}))
}

func (k cookieEntry) matcher(name string, bind func(string) string) *match.Matcher {
	if k.word == "absent" {
		return match.Not(match.HaveCookie(name, match.Cookie{}))
	}
	w := k.long
	return match.HaveCookie(name, match.Cookie{
		Secure: w.Secure, HTTPOnly: w.HTTPOnly, SameSite: w.SameSite.bound(bind), Path: w.Path.bound(bind), Domain: w.Domain.bound(bind),
		Value: boundTo(w.Value, bind), Not: boundTo(w.Not, bind), Expires: w.Expires.bound(bind), MaxAge: w.MaxAge.bound(bind),
	})
}

func boundTo(text *string, bind func(string) string) *string {
	if text == nil {
		return nil
	}
	is := bind(*text)
	return &is
}

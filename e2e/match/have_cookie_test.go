package match

import "testing"

func TestCookies(t *testing.T) {
	yes, no := true, false
	text := func(s string) *string { return &s }
	date := "Wed, 25 Nov 2026 12:00:00 GMT"
	set := func(lines ...string) asked {
		all := []string{"Date", date}
		for _, line := range lines {
			all = append(all, "Set-Cookie", line)
		}
		return chain(headed(all...))
	}
	a := set("S=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=.Example.com")
	judge(t, map[string]judged{
		"set":                   {HaveCookie("S", Cookie{}), a, ""},
		"not set":               {HaveCookie("T", Cookie{}), a, "set cookie T, but it sets none of that name"},
		"attributes":            {HaveCookie("S", Cookie{Secure: &yes, HTTPOnly: &yes, SameSite: "lax", Path: "/", Domain: "example.com"}), a, ""},
		"other attributes":      {HaveCookie("S", Cookie{Secure: &no, HTTPOnly: &no, SameSite: "Strict", Path: "/a", Domain: "b.example.com"}), a, "set cookie S with no Secure, no HttpOnly, SameSite=Strict, Path=/a, Domain=b.example.com, but it sets it with Secure, with HttpOnly, with SameSite=Lax, with Path=/, with Domain=.Example.com"},
		"the case of a path":    {HaveCookie("S", Cookie{Path: "/A"}), set("S=1; Path=/a"), "set cookie S with Path=/A, but it sets it with Path=/a"},
		"no attribute":          {HaveCookie("S", Cookie{Domain: Absent, Path: Absent}), set("S=1"), ""},
		"an attribute too many": {HaveCookie("S", Cookie{Domain: Absent}), a, "set cookie S with no Domain, but it sets it with Domain=.Example.com"},
		"a missing attribute":   {HaveCookie("S", Cookie{SameSite: "Lax", Secure: &yes}), set("S=1"), "set cookie S with Secure, SameSite=Lax, but it sets it without Secure, without SameSite"},
		"each line counts":      {HaveCookie("S", Cookie{HTTPOnly: &yes}), set("S=1; HttpOnly", "S=2"), "set cookie S with HttpOnly, but it sets it without HttpOnly"},
		"what PHP writes":       {HaveCookie("a[x]", Cookie{Value: text(`{"k":1}`)}), set(`a[x]={"k":1}`), ""},
		"a value":               {HaveCookie("S", Cookie{Value: text("abc")}), a, ""},
		"another value":         {HaveCookie("S", Cookie{Value: text("ab")}), a, "set cookie S with a certain value, but it sets it with another value, of 3 bytes"},
		"it differs":            {HaveCookie("S", Cookie{Not: text("ab")}), a, ""},
		"it does not differ":    {HaveCookie("S", Cookie{Not: text("abc")}), a, "set cookie S with another value than before, but it sets it with that same value"},
		"of the session":        {HaveCookie("S", Cookie{Expires: "session"}), a, ""},
		"not of the session":    {HaveCookie("S", Cookie{Expires: "session"}), set("S=1; Max-Age=60"), "set cookie S with no end but the session's, but it sets it with Max-Age=60"},
		"a date that is none":   {HaveCookie("S", Cookie{Expires: "session"}), set("S=1; Expires=0"), ""},
		"deleted":               {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=Thu, 01-Jan-1970 00:00:01 GMT"), ""},
		"deleted by Max-Age":    {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Max-Age=0; Expires=Thu, 25 Nov 2027 12:00:00 GMT"), ""},
		"deleted as PHP thinks": {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=0"), "set cookie S with an end that deletes it, but it sets it with Expires=0, which is no date: it ends with the session"},
		"it ends a second on":   {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=Wed, 25 Nov 2026 12:00:01 GMT"), "set cookie S with an end that deletes it, but it sets it with Expires=Wed, 25 Nov 2026 12:00:01 GMT"},
		"it lives so long":      {HaveCookie("S", Cookie{Expires: "<= 1d"}), set("S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"), ""},
		"it lives too long":     {HaveCookie("S", Cookie{Expires: "< 1d"}), set("S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"), "set cookie S with an end in < 1d, but it sets it with Expires=Thu, 26 Nov 2026 12:00:00 GMT"},
		"deleted is no life":    {HaveCookie("S", Cookie{Expires: "< 1d"}), set("S=1; Max-Age=0"), "set cookie S with an end in < 1d, but it sets it with Max-Age=0"},
		"Max-Age":               {HaveCookie("S", Cookie{MaxAge: "3600"}), set("S=1; Max-Age=3600"), ""},
		"another Max-Age":       {HaveCookie("S", Cookie{MaxAge: "<= 3600"}), set("S=1; Max-Age=7200"), "set cookie S with Max-Age <= 3600, but it sets it with Max-Age=7200"},
		"no Max-Age":            {HaveCookie("S", Cookie{MaxAge: "<= 3600"}), set("S=1"), "set cookie S with Max-Age <= 3600, but it sets it without Max-Age"},
	})
	undated := chain(headed("Set-Cookie", "S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"))
	neither(t, map[string]judged{
		"an end without a Date":     {HaveCookie("S", Cookie{Expires: "< 2d"}), undated, `its Expires can't be judged: the answer's Date is ""`},
		"deletion without a Date":   {HaveCookie("S", Cookie{Expires: "deleted"}), undated, `its Expires can't be judged: the answer's Date is ""`},
		"an end with a broken Date": {HaveCookie("S", Cookie{Expires: "< 2d"}), chain(headed("Date", "today", "Set-Cookie", "S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT")), `its Expires can't be judged: the answer's Date is "today"`},
	})
	judge(t, map[string]judged{"Max-Age needs no Date": {HaveCookie("S", Cookie{Expires: "< 2d"}), chain(headed("Set-Cookie", "S=1; Max-Age=60")), ""}})
}

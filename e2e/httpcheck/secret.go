package httpcheck

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// form is one way in which a secret is written, with the shell's word for it.
type form struct{ text, word string }

// forms gives all ways in which secrets may stand in a request, the longest
// first: a secret may be part of another.
func forms(secrets []Secret) []form {
	var out []form
	seen := map[string]bool{"": true}
	add := func(text, word string) {
		if !seen[text] {
			seen[text] = true
			out = append(out, form{text, word})
		}
	}
	for _, s := range secrets {
		name := variable(s.Name)
		add(s.Value, `"$`+name+`"`)
		percent := `"$(printf %s "$` + name + `" | od -An -v -tx1 | tr -d '\n' | tr ' ' %)"`
		add(url.QueryEscape(s.Value), percent)
		add(strings.ReplaceAll(url.QueryEscape(s.Value), "+", "%20"), percent)
		add(url.PathEscape(s.Value), percent)
		if data, err := marshal(s.Value); err == nil {
			// What JSON escapes, the shell cannot: another variable holds it.
			add(string(bytes.Trim(data, `"`)), `"$`+name+`_JSON"`)
		}
		add(base64.StdEncoding.EncodeToString([]byte(s.Value)), `"$(printf %s "$`+name+`" | base64 | tr -d '\n')"`)
	}
	slices.SortStableFunc(out, func(a, b form) int { return cmp.Compare(len(b.text), len(a.text)) })
	return out
}

// variable makes a name that the shell takes.
func variable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return '_'
	}, name)
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return "SECRET_" + name
	}
	return name
}

package httpcheck

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
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
	names := variables{}
	for _, s := range secrets {
		name := names.of(s)
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

// variables are the names that hold a command's secrets: one name, one value.
type variables map[string]string

// of gives the name for a secret. Where another value has it already, say a cookie that was changed on the way, it
// is numbered.
func (v variables) of(s Secret) string {
	name := variable(s.Name)
	for n, own := 2, name; ; n++ {
		if value, taken := v[name]; !taken || value == s.Value {
			v[name] = s.Value
			return name
		}
		name = fmt.Sprintf("%s_%d", own, n)
	}
}

// takenNames mean something to the shell or to what it starts: who fills them in would break the command.
var takenNames = []string{"CDPATH", "ENV", "HOME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "OLDPWD", "OPTARG", "OPTIND", "PATH", "PPID", "PS1",
	"PS2", "PS4", "PWD", "SHELL", "TERM", "TMPDIR", "USER", "BODY_FILE", "CA_FILE"}

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
	if name == "" || name[0] >= '0' && name[0] <= '9' || slices.Contains(takenNames, name) || strings.HasPrefix(name, "LC_") {
		return "SECRET_" + name
	}
	return name
}

// hiddenLength is from how many bytes on the value of a cookie is taken out of every text. A shorter one is no secret
// of a session, and would be found in the middle of words; in the curl command it is a variable all the same.
const hiddenLength = 8

// hide makes the values of a user's cookies secrets of the exchange.
func (x *Exchange) hide(cookies []Pair) {
	for _, c := range cookies {
		s := Secret(c)
		if len(c.Value) >= hiddenLength && !slices.Contains(x.secrets, s) {
			x.secrets = append(x.secrets, s)
		}
	}
}

// Mask takes secrets out of a text, also as they are encoded in forms, JSON and basic authentication.
func Mask(text string, secrets []Secret) string { return mask(text, secrets) }

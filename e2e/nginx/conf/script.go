package conf

import "strings"

// script judges a text with variables, as ngx_http_script_compile does, and notes the variables it uses.
func (k *checker) script(at Position, text string) {
	for i := 0; i < len(text); {
		if text[i] != '$' {
			i++
			continue
		}
		if i++; i == len(text) {
			k.refuse(at, "invalid variable name in %q: nothing follows \"$\"", text)
			return
		}
		if '1' <= text[i] && text[i] <= '9' {
			i++
			continue
		}
		name, rest, ok := k.variable(at, text[i:], text)
		if !ok {
			return
		}
		i = len(text) - len(rest)
		k.use(at, name)
	}
}

// variable reads the name of a variable behind its "$".
func (k *checker) variable(at Position, text, whole string) (name, rest string, ok bool) {
	inner, bracket := strings.CutPrefix(text, "{")
	end := 0
	for end < len(inner) && wordy(inner[end]) {
		end++
	}
	name, rest = inner[:end], inner[end:]
	switch {
	case bracket && inner == "":
		k.refuse(at, "invalid variable name in %q", whole)
		return "", "", false
	case bracket && !strings.HasPrefix(rest, "}"):
		k.refuse(at, "the closing bracket in the variable %q of %q is missing", name, whole)
		return "", "", false
	case name == "":
		k.refuse(at, "invalid variable name in %q", whole)
		return "", "", false
	}
	return name, strings.TrimPrefix(rest, map[bool]string{true: "}"}[bracket]), true
}

// wordy says whether a byte may be in the name of a variable.
func wordy(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

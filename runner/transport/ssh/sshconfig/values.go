package sshconfig

import (
	"fmt"
	"strconv"
	"strings"
)

// values is what `ssh -G` prints: keyword in lower case, one entry a line.
type values map[string][]string

func (v values) last(key string) string {
	if all := v[key]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// given is a value that may be "none".
func (v values) given(key string) string {
	if s := v.last(key); !strings.EqualFold(s, "none") {
		return s
	}
	return ""
}

func (v values) flag(key string, otherwise bool) bool {
	switch v.last(key) {
	case "":
		return otherwise
	case "yes", "true":
		return true
	}
	return false
}

func (v values) number(key string) (int, error) {
	s := v.given(key)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%s %q is no number", key, s)
	}
	return n, nil
}

func (v values) list(key string) []string {
	if s := v.last(key); s != "" {
		return strings.Split(s, ",")
	}
	return nil
}

// off says that somebody set a yes or no to no.
func (v values) off(key string) bool { return v.last(key) == "no" || v.last(key) == "false" }

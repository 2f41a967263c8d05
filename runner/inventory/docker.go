package inventory

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

var containerForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// parseDocker reads NAME[?user=USER&label=KEY%3DVALUE]; one of name and label.
func parseDocker(rest string) ([]Address, error) {
	name, query, _ := strings.Cut(rest, "?")
	a := Address{Scheme: Docker}
	if err := a.dockerQuery(query); err != nil {
		return nil, err
	}
	switch {
	case name == "" && a.Label == "":
		return nil, badAddress(rest, "write docker://NAME or docker://?label=KEY%3DVALUE", "the container's name is missing")
	case name == "":
		return []Address{a}, nil
	case a.Label != "":
		return nil, badAddress(rest, "", "a container has a name or a label here, not both")
	}
	names, err := expand(name)
	if err != nil {
		return nil, err
	}
	out := make([]Address, len(names))
	for i, n := range names {
		if !containerForm.MatchString(n) {
			return nil, badAddress(name, "", "%s can't be a container's name", strict.Quote(n))
		}
		out[i] = a
		out[i].Container = n
	}
	return out, nil
}

func (a *Address) dockerQuery(query string) error {
	if query == "" {
		return nil
	}
	seen := map[string]bool{}
	for _, part := range strings.Split(query, "&") {
		key, escaped, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(escaped)
		switch {
		case key != "user" && key != "label":
			return badAddress(part, strict.Suggest(key, []string{"user", "label"}), "unknown parameter %s", strict.Quote(key))
		case err != nil || value == "" || strings.ContainsRune(value, 0):
			return badAddress(part, "", "parameter %s has no value that can be read", key)
		case seen[key]:
			return badAddress(part, "", "parameter %s stands twice", key)
		case key == "user":
			a.User = value
		case key == "label":
			a.Label = value
		}
		seen[key] = true
	}
	return nil
}

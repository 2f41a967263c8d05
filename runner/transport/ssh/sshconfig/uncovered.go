package sshconfig

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Uncovered says that ssh_config has something that fleetspec can't do.
type Uncovered struct {
	// Where is file:line, or empty where ssh told us the value.
	Where          string
	Keyword, Value string
}

func (u *Uncovered) Error() string {
	s := fmt.Sprintf("ssh_config says %s %s, which fleetspec does not cover", u.Keyword, u.Value)
	o := options[u.Keyword]
	switch {
	case o.why != "":
		s += " (" + o.why + ")"
	case u.Where != "" && o.treatment != refused:
		s += " without the ssh command (install it)"
	}
	if u.Where != "" {
		s = u.Where + ": " + s
	}
	return s
}

// uncovered refuses what the table of options refuses, whoever read it.
func uncovered(v values) error {
	for _, key := range slices.Sorted(maps.Keys(v)) {
		value := v.last(key)
		if options[key].treatment != refused || isSilent(key, value) {
			continue
		}
		if key == "proxyusefdpass" && v.given("proxycommand") == "" {
			continue
		}
		return &Uncovered{Keyword: key, Value: value}
	}
	return nil
}

// told asks the ssh command, and refuses what neither we nor the user's silence
// vouch for.
func told(ctx context.Context, ssh string, q Query) (values, error) {
	v, err := ask(ctx, ssh, q)
	if err != nil {
		return nil, err
	}
	return v, strangers(v, func() (values, error) {
		q.File = "none"
		return ask(ctx, ssh, q)
	})
}

// strangers refuses options that fleetspec has never heard of, but where they
// stand as without any file, which plain tells: a newer OpenSSH prints its new
// options with their defaults, and what differs from them was set by somebody.
func strangers(v values, plain func() (values, error)) error {
	var new []string
	for _, key := range slices.Sorted(maps.Keys(v)) {
		if _, ok := options[key]; !ok {
			new = append(new, key)
		}
	}
	if len(new) == 0 {
		return nil
	}
	usual, err := plain()
	if err != nil {
		return fmt.Errorf("compare with what nobody has set: %w", err)
	}
	for _, key := range new {
		if !slices.Equal(v[key], usual[key]) {
			return &Uncovered{Keyword: key, Value: strings.Join(v[key], ", ")}
		}
	}
	return nil
}

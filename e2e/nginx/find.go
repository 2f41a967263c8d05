package nginx

import "slices"

// A Choice is what the search for a location found, and by which rule.
type Choice struct {
	Location *Location // nil: no location, the server's own configuration
	Redirect bool      // the automatic redirect of "/x" to "/x/": no regex was asked
	By       Rule
	Groups   []string          // captures of the regex that won
	Names    map[string]string // its named captures
}

// A Rule says why a location was chosen.
type Rule string

// The rules, in the order in which they are asked.
const (
	ByExact   Rule = "it is equal"
	BySlash   Rule = "its slash is missing"
	ByRegex   Rule = "the first regex that matches"
	ByPrefix  Rule = "the longest prefix"
	ByShield  Rule = "the longest prefix, whose ^~ keeps regexes away"
	ByNothing Rule = "no location matches"
)

// without names the rules that a test removes, to see that the referee finds it.
var without struct{ inherit, ownLevel, nestedFirst, hiding, order bool }

// find chooses as ngx_http_core_find_location does: regexes nested in the winning prefix before those outside, ^~
// shielding its own level only. A level inside a regex location has no prefixes or exact ones (NGINX builds no tree
// for them there).
func (v *level) find(uri string, static bool) (Choice, error) {
	var best *Location
	var shield bool
	nested := Choice{}
	if static {
		if l := v.exact[uri]; l != nil {
			return Choice{Location: l, By: ByExact}, nil
		}
		best = v.longest(uri)
		if best == nil || len(best.Pattern) != len(uri) {
			if l := v.slash(uri); l != nil {
				return Choice{Location: l, Redirect: true, By: BySlash}, nil
			}
		}
		if best != nil {
			shield = best.Modifier == "^~"
			var err error
			nested, err = best.inside.find(uri, true)
			if err != nil || nested.By == ByExact || nested.By == BySlash || nested.By == ByRegex && !without.nestedFirst {
				return nested, err
			}
			shield = shield || without.ownLevel && nested.By == ByShield
		}
	}
	if !shield {
		if c, err := v.regex(uri); err != nil || c.Location != nil {
			return c, err
		}
	}
	switch {
	case nested.Location != nil:
		return nested, nil
	case shield:
		return Choice{Location: best, By: ByShield}, nil
	case best != nil:
		return Choice{Location: best, By: ByPrefix}, nil
	}
	return Choice{By: ByNothing}, nil
}

// regex is the first regex of the level that matches, or what is nested in it.
func (v *level) regex(uri string) (Choice, error) {
	asked := v.regexes
	if without.order {
		asked = slices.Clone(asked)
		slices.Reverse(asked)
	}
	for _, l := range asked {
		groups, ok, err := l.regex.Try(uri)
		if err != nil {
			return Choice{}, err
		}
		if !ok {
			continue
		}
		inside, err := l.inside.find(uri, false)
		if err != nil || inside.Location != nil {
			return inside, err
		}
		return Choice{Location: l, By: ByRegex, Groups: groups}, nil
	}
	return Choice{}, nil
}

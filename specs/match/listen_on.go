package match

import "slices"

var _ = register(Verb{Name: "ListenOn", Key: "ip", Examples: func() []*Matcher {
	return []*Matcher{ListenOn("0.0.0.0"), ListenOn("192.0.2.1"), ListenOn("0.0.0.0", "::")}
}})

// ListenOn holds for a port that listens on all of these addresses, and perhaps on others.
func ListenOn(addresses ...string) *Matcher {
	return judged("ListenOn", "listen on "+showAll(addresses), "its address",
		func(r interface{ Addresses() ([]string, error) }) ([]string, error) { return r.Addresses() },
		func(all []string) (bool, error) {
			for _, a := range addresses {
				if !slices.Contains(all, a) {
					return false, nil
				}
			}
			return len(addresses) > 0, nil
		})
}

func showAll(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += ", "
		}
		s += show(w)
	}
	return s
}

package match

import "github.com/onsi/gomega"

var _ = register(Verb{Name: "HaveMembers", Key: "members", Examples: func() []*Matcher {
	return []*Matcher{HaveMembers([]string{"deploy"}), HaveMembers([]string{})}
}})

// HaveMembers compares the names of all users in a group, in any order, those too whose primary
// group it is: a []string, or a Gomega matcher on one (ContainElement).
func HaveMembers(want any) *Matcher {
	return value("HaveMembers", "members", anyOrder(want), func(r interface{ Members() ([]string, error) }) ([]string, error) { return r.Members() })
}

// anyOrder makes of a list of texts a matcher that does not mind their order.
func anyOrder(want any) any {
	if list, ok := want.([]string); ok {
		return unordered{gomega.ConsistOf(list), list}
	}
	return want
}

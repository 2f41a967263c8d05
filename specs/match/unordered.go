package match

import "github.com/onsi/gomega/types"

// unordered is a matcher on a list of texts, in any order, whose words are the list.
type unordered struct {
	types.GomegaMatcher
	list []string
}

func (u unordered) String() string { return show(u.list) }

package match

import "slices"

var _ = register(Verb{Name: "BeInGroup", Key: "group", Examples: func() []*Matcher {
	return []*Matcher{BeInGroup("root"), BeInGroup("adm")}
}})

// BeInGroup compares a file's group: a name, a number (the gid), or a Gomega matcher on the
// name. Of a user it holds when the name is one of all groups, the primary one too.
func BeInGroup(want any) *Matcher {
	type member interface{ Groups() ([]string, error) }
	var file *Matcher
	if _, ok := want.(int); ok {
		file = value("BeInGroup", "group", want, func(r interface{ GID() (int, error) }) (int, error) { return r.GID() })
	} else {
		file = value("BeInGroup", "group", want, func(r interface{ Group() (string, error) }) (string, error) { return r.Group() })
	}
	name, isName := want.(string)
	if !isName {
		return each(file, nil)
	}
	user := judged("BeInGroup", "be in group "+show(want), "groups", member.Groups,
		func(all []string) (bool, error) { return slices.Contains(all, name), nil })
	return each(&Matcher{verb: "BeInGroup", words: user.words, fits: func(actual any) bool { return file.fits(actual) || user.fits(actual) },
		judge: func(actual any) (bool, string, error) {
			if user.fits(actual) {
				return user.judge(actual)
			}
			return file.judge(actual)
		}}, nil)
}

package match

import (
	"slices"

	"github.com/onsi/gomega/types"
)

var _ = register(Verb{Name: "HaveArgs", Key: "args", Examples: func() []*Matcher {
	return []*Matcher{HaveArgs("/usr/bin/php /var/www/app/current/bin/queue-worker"), HaveArgs("none")}
}})

// HaveArgs holds when some process of a name has this command line, its arguments with
// blanks between; want may also be a Gomega matcher on all of them, a []string.
func HaveArgs(want any) *Matcher {
	read := func(r interface{ Args() ([]string, error) }) ([]string, error) { return r.Args() }
	line, ok := want.(string)
	if _, matcher := want.(types.GomegaMatcher); matcher || !ok {
		return value("HaveArgs", "args", want, read)
	}
	return judged("HaveArgs", "have args "+show(line), "args", read, func(all []string) (bool, error) {
		return slices.Contains(all, line), nil
	})
}

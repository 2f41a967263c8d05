package match

import "github.com/onsi/gomega/types"

var _ = register(Verb{Name: "HaveProcess", Key: "process", Examples: func() []*Matcher {
	return []*Matcher{HaveProcess("nginx"), HaveProcess("none")}
}})

// HaveProcess holds for a port whose listening socket a process of that name holds, as the kernel
// names it; want may also be a Gomega matcher on all their names, a []string.
func HaveProcess(want any) *Matcher {
	type held interface {
		HeldBy(name string) (bool, error)
		Processes() ([]string, error)
	}
	name, ok := want.(string)
	if _, matcher := want.(types.GomegaMatcher); matcher || !ok {
		return value("HaveProcess", "processes", want, held.Processes)
	}
	return yes("HaveProcess", "be held by process "+show(name), "it is", "it is held by others",
		func(r held) (bool, error) { return r.HeldBy(name) })
}

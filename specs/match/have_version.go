package match

import "fmt"

var _ = register(Verb{Name: "HaveVersion", Key: "version", Examples: func() []*Matcher {
	return []*Matcher{HaveVersion(">= 0.0.1"), HaveVersion("< 0.0.1"), HaveVersion("= 1.0")}
}})

// HaveVersion holds when the version satisfies the constraint ("~> 1.22", ">= 2.4, < 3",
// "1.2.3"), by the rules of the system that the version comes from.
func HaveVersion(constraint string) *Matcher {
	type versioned interface {
		Satisfies(constraint string) (bool, error)
		Version() (string, error)
	}
	return &Matcher{verb: "HaveVersion", words: fmt.Sprintf("have version %q", constraint), fits: can[versioned],
		judge: func(actual any) (bool, string, error) {
			r := actual.(versioned)
			ok, err := r.Satisfies(constraint)
			if err != nil {
				return false, "", err
			}
			v, err := r.Version()
			return ok, "version is " + show(v), err
		}}
}

package match

import (
	"fmt"
	"path"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

var _ = register(Verb{Name: "BeSymlinkTo", Key: "link", Examples: func() []*Matcher {
	return []*Matcher{BeSymlinkTo("/var/www/app/releases/*")}
}})

// BeSymlinkTo holds for a symbolic link with that text: a text, a pattern as those of files
// (/var/www/app/releases/*), or a Gomega matcher on the text. A relative link's text is also read
// from the link's folder, where an absolute one is wanted. Whether anything is there is not asked.
func BeSymlinkTo(want any) *Matcher {
	type link interface {
		Link() (string, error)
		Name() string
	}
	text, ok := want.(string)
	if !ok {
		return each(value("BeSymlinkTo", "target", want, func(r link) (string, error) { return r.Link() }), nil)
	}
	words := fmt.Sprintf("be a symbolic link to %s", show(text))
	m := &Matcher{verb: "BeSymlinkTo", words: words, fits: can[link], judge: func(actual any) (bool, string, error) {
		to, err := actual.(link).Link()
		if err != nil {
			return false, "", err
		}
		good, err := leads(to, actual.(link).Name(), text)
		return good, "it leads to " + show(to), err
	}}
	return each(m, nil)
}

// leads tells whether a link at place, with the text to, is as wanted.
func leads(to, place, want string) (bool, error) {
	if to == want {
		return true, nil
	}
	if !strings.HasPrefix(want, "/") {
		return false, nil
	}
	if !strings.HasPrefix(to, "/") {
		to = path.Join(path.Dir(place), to)
	}
	return fact.MatchPath(want, to)
}

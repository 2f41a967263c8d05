package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/specs/resource"
)

var _ = register(Verb{Name: "HaveSetting", Examples: func() []*Matcher {
	return []*Matcher{HaveSetting("memory_limit", "256M"), HaveSetting("display_errors", false), HaveSetting("precision", 14), HaveSetting("no.such", "x")}
}})

// HaveSetting holds when a PHP, or a pool of PHP-FPM, has the setting with the value: a text, a number, a
// bool, or a matcher on the text. A switch is the same in all its spellings (On, 1, yes, true).
func HaveSetting(name string, want any) *Matcher {
	type configured interface {
		Setting(name string) resource.PHPSetting
	}
	return &Matcher{verb: "HaveSetting", words: "have setting " + show(name) + " = " + wantedWords(want), fits: can[configured],
		judge: func(actual any) (bool, string, error) {
			s := actual.(configured).Setting(name)
			ok, err := settingIs(s, want)
			if err != nil {
				return false, "", err
			}
			v, err := s.Value()
			return ok, name + " is " + show(v), err
		}}
}

func wantedWords(want any) string {
	if m, ok := want.(types.GomegaMatcher); ok {
		return Words(m)
	}
	return show(want)
}

func settingIs(s resource.PHPSetting, want any) (bool, error) {
	switch w := want.(type) {
	case string:
		return s.Is(w)
	case bool, int, int64, uint64, float64:
		return s.Is(fmt.Sprint(w))
	case types.GomegaMatcher:
		v, err := s.Value()
		if err != nil {
			return false, err
		}
		return w.Match(v)
	}
	return false, fmt.Errorf("HaveSetting wants a string, a number, a bool or a matcher, not %T", want)
}

// The settings of a PHP cost extra, and are asked for by this verb alone.
var _ = func() bool { columns["HaveSetting"] = "settings"; return true }()

package match

import (
	"fmt"
	"strings"
)

// each makes of a matcher on one thing a matcher on patterns too: every part is judged. It holds when it
// holds for all, and does not when it holds for none. When it holds for some it is an error, so that
// the spec fails under To and NotTo alike: "not owned by root" is said of each file, not of all together.
// pass, if not nil, tells which parts are passed over.
func each(m *Matcher, pass func(part any) (bool, error)) *Matcher {
	return &Matcher{verb: m.verb, words: m.words, fits: m.fits, judge: func(actual any) (bool, string, error) {
		p, ok := actual.(interface {
			Parts() (parts []any, many bool, err error)
		})
		if !ok {
			return m.judge(actual)
		}
		parts, many, err := p.Parts()
		if err != nil {
			return false, "", err
		}
		if !many {
			return m.judge(actual)
		}
		return m.every(parts, pass)
	}}
}

func (m *Matcher) every(parts []any, pass func(part any) (bool, error)) (bool, string, error) {
	judged := 0
	var yes, no []string
	for _, part := range parts {
		if pass != nil {
			over, err := pass(part)
			if err != nil {
				return false, "", err
			}
			if over {
				continue
			}
		}
		judged++
		ok, is, err := m.judge(part)
		switch {
		case err != nil:
			return false, "", fmt.Errorf("%s: %w", describe(part), err)
		case ok:
			yes = append(yes, describe(part)+": "+is)
		default:
			no = append(no, describe(part)+": "+is)
		}
	}
	switch {
	case judged == 0:
		return false, "", fmt.Errorf("nothing to judge: none of the %d matches can %s", len(parts), m.words)
	case len(no) == 0:
		return true, fmt.Sprintf("all %d matches do", judged), nil
	case len(yes) == 0:
		return false, fmt.Sprintf("none of the %d matches does: %s", judged, some(no)), nil
	}
	return false, "", fmt.Errorf("%d of %d matches do not %s: %s", len(no), judged, m.words, some(no))
}

// some gives the first few.
func some(all []string) string {
	const most = 5
	if len(all) <= most {
		return strings.Join(all, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(all[:most], "; "), len(all)-most)
}

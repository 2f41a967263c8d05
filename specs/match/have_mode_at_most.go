package match

import "fmt"

var _ = register(Verb{Name: "HaveModeAtMost", Key: "max-mode", Examples: func() []*Matcher {
	return []*Matcher{HaveModeAtMost("0644")}
}})

// HaveModeAtMost holds when no permission bit is set but those of limit: "0750" allows 0700 and
// 0640, not 0604. In a pattern symbolic links are passed over: their own mode, always
// 0777, means nothing (symlink(7)).
func HaveModeAtMost(limit any) *Matcher {
	type moded interface {
		Mode() (string, error)
		Type() (string, error)
	}
	bits, err := modeOf(limit)
	m := judged("HaveModeAtMost", fmt.Sprintf("have mode %04o at most", bits), "mode",
		func(r moded) (string, error) { return r.Mode() },
		func(mode string) (bool, error) {
			is, err := modeOf(mode)
			return is&^bits == 0, err
		})
	if err != nil {
		return misuse(m, "%w", err)
	}
	return each(m, func(part any) (bool, error) {
		kind, err := part.(moded).Type()
		return kind == "symlink", err
	})
}
